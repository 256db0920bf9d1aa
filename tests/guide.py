"""Writes the parts of the documentation that come from data: teacher's guide and worksheet in each language, durations.

    python -m tests.guide

A part stands between `<!-- made by tests/guide.py: NAME -->` and `<!-- end -->`. Questions and answers come from the
lesson, results from the recorded trainings, and the queue's times from the plans and `benchmarks/quick_recipes.csv`.
`tests/test_docs.py` fails while a part differs from its data.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from dogcat.analysis.cures import cure_results
from dogcat.analysis.history import Diagnosis, diagnose, training_seconds
from dogcat.lesson.figures import lesson_figures
from dogcat.lesson.steps import FURTHER_STEPS, PAGES, STEPS, StepQuestion, read_step
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.recorded import recorded_runs, seeds_of
from dogcat.runs.recorded_seeds import SEEDS_DIR, PictureKind, all_recorded_seeds, cell_name, recorded_seeds
from dogcat.runs.run import Run
from tests.conftest import ROOT

PARTS = re.compile(r"(?<=<!-- made by tests/guide\.py: )(\w+)( -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)
FILES = {  # language by file
    ROOT / "docs" / f"{name}{ending}.md": language
    for name in ("teachers-guide", "worksheet")
    for ending, language in (("", "en"), (".ko", "ko"))
} | {ROOT / "CONTRIBUTING.md": "en"}
START_SECONDS = 15  # of a training beside its epochs: to start, to decode the pictures and to be evaluated
MARGIN = 4 / 3  # a slot is a third longer than its trainings take
WORDS = {
    "en": {
        "step": "Step", "question": "Question", "answer": "Right answer", "recipe": "Recipe", "pictures": "Pictures",
        "trainings": "Trainings", "training": "Training accuracy (lowest to highest)",
        "validation": "Validation accuracy (lowest to highest)",
        "gap": "Gap, percentage points (lowest to highest)",
        "lowest": "Lowest validation loss", "drawn": "drawn", "photos": "photos",
        "in_epoch": "{loss:.2f}, epoch {first} to {last}", "in_one_epoch": "{loss:.2f}, epoch {first}",
        "end": "Loss at the end", "augmentation": "Augmentation alone (95% confidence interval)",
        "dropout": "Dropout alone (95% confidence interval)", "both": "Both (95% confidence interval)",
        "range": "{mean} ({low} to {high})", "plan": "Plan", "slot": "Slot", "minutes": "{num} min",
        "reckoned": "One takes", "most": "One may take", "seconds": "{num} s", "guess": "My guess",
        "outcome": "What came out, and why",
    },
    "ko": {
        "step": "단계", "question": "질문", "answer": "정답", "recipe": "레시피", "pictures": "사진",
        "trainings": "훈련 수", "training": "훈련 정확도(최저∼최고)", "validation": "검증 정확도(최저∼최고)",
        "gap": "격차(%p, 최저∼최고)",
        "lowest": "가장 낮은 검증 손실", "drawn": "그린 그림", "photos": "실제 사진",
        "in_epoch": "{loss:.2f}, {first}∼{last}번째 에포크", "in_one_epoch": "{loss:.2f}, {first}번째 에포크",
        "end": "마지막 손실", "augmentation": "데이터 증강만(95% 신뢰구간)",
        "dropout": "드롭아웃만(95% 신뢰구간)", "both": "둘 다(95% 신뢰구간)",
        "range": "{mean} ({low}∼{high})", "plan": "수업안", "slot": "시간", "minutes": "{num}분",
        "reckoned": "한 번에 걸리는 시간", "most": "한 번에 걸려도 되는 시간", "seconds": "{num}초",
        "guess": "내 예상", "outcome": "결과와 그 까닭",
    },
}  # fmt: skip


class Slot(NamedTuple):
    """A line of a plan: its first and last minute, and the trainings that wait in the queue."""

    start: int
    end: int
    num_trainings: int
    recipe: str


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def read_plans(guide: str) -> dict[str, list[Slot]]:
    """Return the slots of each plan by its heading: the tables whose first cells are minutes."""
    plans: dict[str, list[Slot]] = {}
    heading = ""
    for line in guide.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        found = re.match(r"\| (\d+)–(\d+) \|", line)
        if found:
            queued = re.search(r"\| (\d+) × `([\w-]+)` \|$", line)
            number, recipe = (int(queued[1]), queued[2]) if queued else (0, "")
            plans.setdefault(heading, []).append(Slot(int(found[1]), int(found[2]), number, recipe))
    return plans


def seconds_of(recipe: str) -> int:
    """Return the seconds of one training: the longest measured, rounded up to five, and what it takes to start."""
    with (ROOT / "benchmarks" / "quick_recipes.csv").open(encoding="utf-8", newline="") as file:
        longest = max(float(row["seconds"]) for row in csv.DictReader(file) if row["recipe"] == recipe)
    return 5 * math.ceil(longest / 5) + START_SECONDS


def _questions(language: str, which: Callable[[str], StepQuestion], names: Sequence[str] = STEPS) -> str:
    words = WORDS[language]
    asked = [which(name) for name in names]
    start = list(PAGES).index(names[0]) + 1
    rows = [[str(place), one.text, one.options[one.right]] for place, one in enumerate(asked, start=start)]
    return table([words["step"], words["question"], words["answer"]], rows)


def before(language: str, _text: str) -> str:
    """Return the questions before the steps, with the right answers."""
    return _questions(language, lambda name: read_step(name, language).predict)


def check(language: str, _text: str) -> str:
    """Return the questions after the steps, with the right answers."""
    return _questions(language, lambda name: read_step(name, language).check)


def further_before(language: str, _text: str) -> str:
    """Return the questions before the further steps, with the right answers."""
    return _questions(language, lambda name: read_step(name, language).predict, FURTHER_STEPS)


def further_check(language: str, _text: str) -> str:
    """Return the questions after the further steps, with the right answers."""
    return _questions(language, lambda name: read_step(name, language).check, FURTHER_STEPS)


def sheet(language: str, _text: str) -> str:
    """Return the questions before the steps, with room for a learner's words."""
    words = WORDS[language]
    rows = [
        [str(place), read_step(name, language).predict.text, "&nbsp;" * 32, "&nbsp;" * 40]
        for place, name in enumerate(STEPS, start=1)
    ]
    return table([words["step"], words["question"], words["guess"], words["outcome"]], rows)


def results(language: str, _text: str) -> str:
    """Return what each recipe reaches on both kinds of pictures: mean, lowest and highest of the recorded seeds."""
    words = WORDS[language]
    rows = []
    for recipe, kind, histories in recorded():
        found = [diagnose(history) for history in histories]
        losses = [min(row["val_loss"] for row in history) for history in histories]
        epochs = [one.lowest_val_loss_epoch for one in found]
        place = words["in_epoch" if min(epochs) < max(epochs) else "in_one_epoch"]
        rows.append(
            [
                f"`{recipe}`",
                words[kind],
                str(len(found)),
                *(_range(found, name, language) for name in ("clean_accuracy", "val_accuracy", "gap")),
                place.format(loss=mean(losses), first=min(epochs), last=max(epochs)),
                f"{mean(history[-1]['val_loss'] for history in histories):.2f}",
            ]
        )
    heads = ("recipe", "pictures", "trainings", "training", "validation", "gap", "lowest", "end")
    return table([words[head] for head in heads], rows)


def quoted(language: str, _text: str) -> str:
    """Return a sentence on the figures that the lesson quotes: of one training of each kind, not of all seeds."""
    words = {
        "en": "The app's lesson quotes one recorded training of each: `baseline` with {baseline_training:.1%},"
        " {baseline_validation:.1%}\nand a gap of {baseline_gap:.1f}, `regularized` with {regularized_training:.1%},"
        " {regularized_validation:.1%} and {regularized_gap:.1f}. The table has the means\nof all.\n",
        "ko": "앱의 수업에는 기록된 훈련을 하나씩 골라 그 값을 적었습니다. `baseline`은"
        " {baseline_training:.1%}, {baseline_validation:.1%}, 격차 {baseline_gap:.1f},\n`regularized`는"
        " {regularized_training:.1%}, {regularized_validation:.1%}, 격차 {regularized_gap:.1f}입니다. 표의 값은 모든"
        " 훈련의 평균입니다.\n",
    }
    return words[language].format(**lesson_figures())


def recorded() -> list[tuple[str, PictureKind, list[list[dict[str, float]]]]]:
    """Return recipe, kind of pictures, and the histories of all recorded seeds, as long as the recipe trains."""
    found: list[tuple[str, PictureKind, list[list[dict[str, float]]]]] = []
    for recipe, cell in (("quick-baseline", "nothing"), ("quick-regularized", "both")):
        for kind in ("drawn", "photos"):
            seeds = recorded_seeds(cell_name(cell, kind))
            assert seeds
            found.append((recipe, kind, [history[: RECIPES[recipe].epochs] for history in seeds.histories]))
    return [
        *found,
        *(
            (name, "photos", [run.history() for run in seeds_of(f"{name}-photos")])
            for name in ("baseline", "regularized")
        ),
    ]


def _range(found: Sequence[Diagnosis], name: str, language: str) -> str:
    values = [100 * getattr(one, name) for one in found]
    sign = "" if name == "gap" else "%"
    mean_value, low, high = (f"{value:.1f}{sign}" for value in (mean(values), min(values), max(values)))
    return WORDS[language]["range"].format(mean=mean_value, low=low, high=high)


def effects(language: str, _text: str) -> str:
    """Return by how many percentage points each change alone moved validation accuracy, with its interval."""
    words, cells = WORDS[language], ("augmentation", "dropout", "both")
    rows = []
    for kind in ("drawn", "photos"):
        found = cure_results(kind).effects()
        shown = [
            words["range"].format(
                mean=f"{100 * found[cell].mean:+.1f}",
                low=f"{100 * found[cell].low:+.1f}",
                high=f"{100 * found[cell].high:+.1f}",
            )
            for cell in cells
        ]
        rows.append([words[kind], *shown])
    return table([words[head] for head in ("pictures", *cells)], rows)


def loss(language: str, _text: str) -> str:
    """Return a sentence on the plain quick trainings: loss rises while accuracy hardly changes."""
    _recipe, _kind, histories = next(one for one in recorded() if one[:2] == ("quick-baseline", "photos"))
    found = [diagnose(history) for history in histories]
    values = {
        "lowest": mean(min(row["val_loss"] for row in history) for history in histories),
        "last": mean(history[-1]["val_loss"] for history in histories),
        "then": mean(
            history[one.lowest_val_loss_epoch - 1]["val_accuracy"]
            for history, one in zip(histories, found, strict=True)
        ),
        "level": mean(one.val_accuracy for one in found),
        "num": len(found),
    }
    words = {
        "en": "In the {num} recorded trainings of `quick-baseline` on photos, validation loss rises from its lowest"
        " {lowest:.2f} to\n{last:.2f} at the end, on average. Validation accuracy is {then:.1%} in the epoch of the"
        " lowest loss and {level:.1%} in the last ten epochs.\n",
        "ko": "실제 사진으로 기록한 `quick-baseline` 훈련 {num}번의 평균을 보면, 검증 손실은 가장 낮을 때"
        " {lowest:.2f}이고\n끝에는 {last:.2f}까지 오릅니다. 검증 정확도는 손실이 가장 낮은 에포크에서 {then:.1%},"
        " 마지막 열 에포크에서\n{level:.1%}입니다.\n",
    }
    return words[language].format(**values)


def queue(language: str, text: str) -> str:
    """Return the slots with trainings: how long one training takes, and how long it may take."""
    words = WORDS[language]
    rows = []
    for plan, slots in read_plans(text).items():
        for slot in slots:
            if slot.num_trainings:
                minutes = slot.end - slot.start
                most = math.floor(60 * minutes / MARGIN / slot.num_trainings)
                rows.append(
                    [
                        plan,
                        f"{slot.num_trainings} × `{slot.recipe}`",
                        words["minutes"].format(num=minutes),
                        words["seconds"].format(num=seconds_of(slot.recipe)),
                        words["seconds"].format(num=most),
                    ]
                )
    return table([words[head] for head in ("plan", "trainings", "slot", "reckoned", "most")], rows)


def duration(_language: str, _text: str) -> str:
    """Return how long the recorded trainings take to make again, and on what."""
    rows = []
    tables = all_recorded_seeds()
    notes = [json.loads((SEEDS_DIR / f"{name}.json").read_text(encoding="utf-8")) for name in tables]
    each = [median(note["seconds"].values()) for note in notes]
    together = sum(one * len(note["seconds"]) for one, note in zip(each, notes, strict=True))
    number = sum(len(note["seconds"]) for note in notes)
    machines = sorted({note["processor"] for note in notes})
    rows.append(["`recorded_seeds`, all", str(number), _between(each, 1, "s"), f"{together / 60:.0f} min", *machines])
    families: dict[str, list[Run]] = {}
    for name, run in recorded_runs().items():
        families.setdefault(re.sub(r"^(fair)-.*|-photos-seed\d+$", r"\1", name), []).append(run)
    for name, runs in families.items():
        each = [training_seconds(run.history()) for run in runs]
        kinds = sorted({f"{run.environment['processor']}, {run.environment['precision']}" for run in runs})
        rows.append(
            [f"`recorded_runs`, {name}", str(len(runs)), _between(each, 60, "min"), f"{sum(each) / 60:.0f} min",
             " or ".join(kinds)]
        )  # fmt: skip
    return table(["made by", "trainings", "each", "together", "processor"], rows)


def _between(seconds: Sequence[float], unit: int, name: str) -> str:
    low, high = (f"{value / unit:.0f}" for value in (min(seconds), max(seconds)))
    return f"{low} {name}" if low == high else f"{low} to {high} {name}"


MAKERS: dict[str, Callable[[str, str], str]] = {
    made.__name__: made
    for made in (before, check, further_before, further_check, sheet, results, quoted, effects, loss, queue, duration)
}


def remade(text: str, language: str) -> str:
    """Return a document with its parts made again."""
    return PARTS.sub(lambda part: f"{part[1]}{part[2]}{MAKERS[part[1]](language, text)}", text)


def write(file: Path, language: str) -> None:
    """Make the parts of a document again."""
    file.write_text(remade(file.read_text(encoding="utf-8"), language), encoding="utf-8")


if __name__ == "__main__":
    for document, spoken in FILES.items():
        write(document, spoken)
