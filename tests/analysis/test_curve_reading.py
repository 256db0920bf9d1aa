"""Curves read aloud: known trainings and drawn ones, and every figure of every sentence computed a second time."""

import json
import math
import random
import re
from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple, get_args

import pytest

from dogcat.analysis.curve_reading import CurveVerdict, read_curves
from dogcat.analysis.result_text import last_means, read_result
from dogcat.common.units import loss_words
from dogcat.runs.file_checks import checked_history
from dogcat.runs.recorded import recorded_runs, tutorial_histories
from tests.conftest import DATA

History = list[dict[str, Any]]
WORST_FIRST = ("overfits strongly", "overfits", "starts to overfit")
LN_2 = 0.6931


def drawn(
    num_epochs: int,
    training: Callable[[float], float],
    validation: Callable[[float], float],
    training_loss: Callable[[float], float],
    val_loss: Callable[[float], float],
    noise: float = 0.0,
    flipped: Callable[[float], float] | None = None,
) -> History:
    """A history from four curves over the epochs, with normal noise on validation (half as much on its loss)."""
    generator = random.Random(num_epochs)
    rows: History = []
    for epoch in range(1, num_epochs + 1):
        row = {
            "epoch": epoch,
            "loss": training_loss(epoch) + 0.02,
            "accuracy": training(epoch) - 0.01,
            "clean_loss": training_loss(epoch),
            "clean_accuracy": training(epoch),
            "val_loss": val_loss(epoch) + generator.gauss(0, noise / 2),
            "val_accuracy": validation(epoch) + generator.gauss(0, noise),
        }
        if flipped:
            row["flipped_accuracy"] = flipped(epoch)
        rows.append(row)
    return rows


def towards(end: float, pace: float, start: float = 0.5) -> Callable[[float], float]:
    """From `start` to `end`, by two thirds in `pace` epochs."""
    return lambda epoch: end - (end - start) * math.exp(-epoch / pace)


def flat(value: float) -> Callable[[float], float]:
    return lambda _: value


def valley(lowest: float, at: float, slope: float) -> Callable[[float], float]:
    """Down from guessing to `lowest` at epoch `at`, then up by `slope` an epoch."""
    return lambda epoch: lowest + ((LN_2 - lowest) * (at - epoch) / at if epoch < at else slope * (epoch - at))


LEARNS = {"training": towards(0.82, 6), "training_loss": towards(0.4, 6, LN_2)}
BY_HEART = {"training": towards(1.0, 6), "training_loss": towards(0.01, 8, LN_2)}
UNTIL_NAN = drawn(9, **LEARNS, validation=towards(0.7, 4), val_loss=towards(0.55, 4, LN_2))
NAN = {"loss": math.nan, "clean_loss": math.nan, "val_loss": math.nan}
NONE = dict.fromkeys(NAN)

DRAWN: dict[str, tuple[History, str]] = {
    "nothing yet": ([], "too early to say"),
    "one epoch only": (drawn(1, **LEARNS, validation=flat(0.5), val_loss=flat(0.7)), "too early to say"),
    "two epochs": (drawn(2, **LEARNS, validation=flat(0.6), val_loss=flat(0.6)), "too early to say"),
    "stuck at one half": (drawn(20, flat(0.5), flat(0.5), flat(LN_2), flat(LN_2)), "underfits"),
    "stuck and noisy": (drawn(20, flat(0.51), flat(0.5), flat(0.69), flat(0.695), 0.015), "underfits"),
    "below one half": (drawn(8, flat(0.48), flat(0.46), flat(0.69), flat(0.7)), "underfits"),
    "slow learner, early": (
        drawn(5, lambda e: 0.5 + e / 200, lambda e: 0.5 + e / 220, lambda e: 0.69 - e / 200, lambda e: 0.69 - e / 220),
        "underfits",
    ),
    "slow learner, later": (
        drawn(40, lambda e: 0.5 + e / 200, lambda e: 0.5 + e / 220, lambda e: 0.69 - e / 200, lambda e: 0.69 - e / 220),
        "still learning",
    ),
    "still learning": (
        drawn(8, **LEARNS, validation=towards(0.75, 5), val_loss=towards(0.5, 5, LN_2)),
        "still learning",
    ),
    "level too low": (
        drawn(30, towards(0.66, 3), towards(0.65, 3), towards(0.62, 3, LN_2), towards(0.63, 3, LN_2), 0.01),
        "underfits",
    ),
    "level and good": (
        drawn(30, towards(0.84, 3), towards(0.82, 3), towards(0.4, 3, LN_2), towards(0.42, 3, LN_2), 0.012),
        "generalises well",
    ),
    "perfect": (drawn(20, towards(1.0, 2), towards(0.995, 2), towards(0.0, 2), towards(0.02, 2)), "generalises well"),
    "perfect from the start": (drawn(6, flat(1.0), flat(0.999), flat(0.001), flat(0.004)), "generalises well"),
    "cured": (
        drawn(60, towards(0.88, 20), towards(0.83, 18), towards(0.28, 20, LN_2), towards(0.4, 18, LN_2), 0.02),
        "generalises well",
    ),
    "validation ahead, because of dropout": (
        drawn(30, towards(0.76, 8), towards(0.82, 8), towards(0.48, 8, LN_2), towards(0.4, 8, LN_2), 0.01),
        "generalises well",
    ),
    "noisy but sound": (
        drawn(40, towards(0.8, 8), towards(0.79, 8), towards(0.43, 8, LN_2), towards(0.44, 8, LN_2), 0.05),
        "generalises well",
    ),
    "noisy and by heart": (
        drawn(30, **BY_HEART, validation=towards(0.7, 4), val_loss=valley(0.55, 8, 0.03), noise=0.05),
        "overfits strongly",
    ),
    "overfits early": (drawn(10, **BY_HEART, validation=towards(0.68, 1), val_loss=valley(0.6, 2, 0.05)), "overfits"),
    "overfits early, to the end": (
        drawn(30, **BY_HEART, validation=towards(0.68, 1), val_loss=valley(0.6, 2, 0.05)),
        "overfits strongly",
    ),
    "overfits late": (
        drawn(60, towards(0.95, 30), towards(0.77, 15), towards(0.2, 30, LN_2), valley(0.48, 45, 0.01)),
        "overfits",
    ),
    "ahead, while validation still gains": (
        drawn(9, **BY_HEART, validation=towards(0.74, 4), val_loss=towards(0.5, 6, LN_2)),
        "starts to overfit",
    ),
    "by heart, while validation still gains": (
        drawn(20, **BY_HEART, validation=towards(0.74, 4), val_loss=towards(0.5, 6, LN_2)),
        "overfits",
    ),
    "seen in the loss alone": (
        drawn(20, towards(0.99, 2), towards(0.94, 2), towards(0.005, 4), valley(0.15, 6, 0.02)),
        "starts to overfit",
    ),
    "clearly seen in the loss alone": (
        drawn(30, towards(0.99, 2), towards(0.94, 2), towards(0.005, 4), valley(0.15, 6, 0.03)),
        "overfits",
    ),
    "clearly so from half of the loss of guessing on": (
        drawn(30, towards(0.99, 2), towards(0.94, 2), towards(0.005, 4), valley(0.15, 6, 0.02)),
        "overfits",
    ),
    "training learns, validation guesses": (
        drawn(20, **BY_HEART, validation=flat(0.5), val_loss=lambda e: 0.7 + e / 20),
        "overfits strongly",
    ),
    "wrong labels learned by heart": (
        drawn(
            25,
            **BY_HEART,
            validation=towards(0.66, 4),
            val_loss=valley(0.6, 8, 0.03),
            flipped=lambda e: max(0.35, min(0.95, e / 25)),
        ),
        "overfits strongly",
    ),
    "wrong labels seen first": (
        drawn(12, flat(0.72), flat(0.7), towards(0.5, 8, LN_2), towards(0.55, 8, LN_2), flipped=lambda e: 0.3 + e / 35),
        "overfits",
    ),
    "wrong labels not learned": (
        drawn(12, flat(0.7), flat(0.8), towards(0.5, 8, LN_2), towards(0.5, 8, LN_2), flipped=flat(0.2)),
        "generalises well",
    ),
    "diverged to nan": ([*UNTIL_NAN[:6], *({**row, **NAN} for row in UNTIL_NAN[6:])], "diverged"),
    "diverged to None in the first epoch": ([{**UNTIL_NAN[0], **NONE}], "diverged"),
    "loss explodes but is finite": (
        drawn(8, flat(0.5), flat(0.5), lambda e: 0.7 * e**2, lambda e: 0.8 * e**2),
        "diverged",
    ),
    "one jump of the loss only": (
        drawn(12, towards(0.8, 4), towards(0.78, 4), lambda e: 5.0 if e == 12 else 0.45, towards(0.46, 4, LN_2)),
        "generalises well",
    ),
    "an epoch without figures in between": (
        [*UNTIL_NAN[:4], {**UNTIL_NAN[4], **NONE}, *UNTIL_NAN[5:]],
        "still learning",
    ),
}
KNOWN: dict[str, History] = {
    "tutorial baseline": tutorial_histories()["baseline"],
    "tutorial regularized": tutorial_histories()["regularized"],
    "recorded baseline": checked_history((DATA / "recorded_baseline.csv").read_text()),
    "recorded regularized": checked_history((DATA / "recorded_regularized.csv").read_text()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_training_is_judged_as_the_eye_does(name: str) -> None:
    history, verdict = DRAWN[name]
    reading = read_curves(history, 60)
    assert reading.verdict == verdict, reading


@pytest.mark.parametrize("name", [*DRAWN, *KNOWN])
def test_at_every_epoch_every_sentence_is_true(name: str) -> None:
    history = KNOWN.get(name) or DRAWN[name][0]
    for num_seen in range(len(history) + 1):
        reading = read_curves(history[:num_seen], len(history) or 1)
        assert reading.verdict in get_args(CurveVerdict)
        assert reading.sentence.endswith(".")
        check_sentence(reading.sentence, history[:num_seen])
        check_reasons(reading.reasons, history[:num_seen])


@pytest.mark.parametrize("name", ["tutorial baseline", "recorded baseline"])
def test_the_plain_network_learns_then_starts_to_overfit_then_clearly_does(name: str) -> None:
    verdicts = verdicts_of(KNOWN[name])
    assert verdicts[5] in {"still learning", "underfits"}
    started = [epoch for epoch, verdict in verdicts.items() if verdict == "starts to overfit"]
    assert 8 <= started[0] <= 16
    assert verdicts[20] in {"overfits", "overfits strongly"}
    assert verdicts[30] == "overfits strongly"
    worst = [WORST_FIRST[::-1].index(verdict) for verdict in verdicts.values() if verdict in WORST_FIRST]
    assert worst == sorted(worst)  # never milder again


@pytest.mark.parametrize("name", ["tutorial regularized", "recorded regularized"])
def test_the_regularized_network_is_never_said_to_overfit(name: str) -> None:
    verdicts = verdicts_of(KNOWN[name])
    assert not set(verdicts.values()) & set(WORST_FIRST)
    assert verdicts[100] == "generalises well"
    assert all(verdicts[epoch] == "generalises well" for epoch in range(60, 101))


def test_what_is_recorded_ends_as_its_recipe_lets_expect() -> None:
    """Without a cure the pictures are learned by heart, with the tutorial's two they are not, at least not clearly."""
    for name, run in recorded_runs().items():
        verdict = read_curves(run.history(), run.recipe.epochs).verdict
        assert read_curves(run.history(), run.recipe.epochs, num_last=10).verdict == verdict, name
        if run.recipe.augmentation.changes_nothing and not run.recipe.dropout:
            assert verdict == "overfits strongly", name
        if name.startswith("regularized-photos"):
            assert verdict in {"still learning", "generalises well", "starts to overfit"}, (
                name
            )  # one was best at its last epoch


def test_what_is_said_of_recorded_runs_is_true() -> None:
    for run in recorded_runs().values():
        history = run.history()
        for num_seen in range(1, len(history) + 1):
            reading = read_curves(history[:num_seen], run.recipe.epochs)
            check_sentence(reading.sentence, history[:num_seen])
            check_reasons(reading.reasons, history[:num_seen])


def test_the_sentence_for_the_tutorial_s_plain_network() -> None:
    reading = read_curves(KNOWN["tutorial baseline"], 30)
    assert reading.sentence == (
        "Median of epochs 26–30: a gap of 27 percentage points. Validation loss has not improved"
        " for 22 epochs while training loss fell from 0.452 (epoch 8) to 0.040 (epoch 30): the network overfits"
        " strongly. It knows the training pictures by heart."
    )
    assert reading.reasons == (
        "Median of epochs 26–30: training accuracy 98.6%, validation accuracy 72.0%.",
        "Validation loss: lowest in epoch 8 (0.537), 1.083 in epoch 30.",
        "Training loss: 0.452 in epoch 8, 0.040 in epoch 30.",
    )


def test_a_loss_is_never_said_to_be_zero() -> None:
    reading = read_curves(drawn(12, flat(0.99), flat(0.62), towards(0.0001, 1, LN_2), valley(0.6, 3, 0.05)), 12)
    assert "to below 0.001 (epoch 12)" in reading.sentence
    assert "below 0.001 in epoch 12" in reading.reasons[2]
    assert not any("0.000" in words for words in (reading.sentence, *reading.reasons))


@pytest.mark.parametrize(("training", "by_heart"), [(0.96, False), (0.97, True), (1.0, True)])
def test_only_pictures_that_are_nearly_all_right_are_known_by_heart(training: float, by_heart: bool) -> None:
    reading = read_curves(drawn(12, flat(training), flat(0.62), towards(0.2, 6, LN_2), valley(0.6, 3, 0.05)), 12)
    assert reading.verdict == "overfits strongly"
    assert "the network overfits strongly." in reading.sentence
    assert ("knows the training pictures by heart" in reading.sentence) is by_heart


def test_the_clean_figures_are_used_where_there_are_any() -> None:
    clean = drawn(10, flat(0.75), flat(0.74), flat(0.5), flat(0.52))
    plain = [{name: value for name, value in row.items() if not name.startswith("clean_")} for row in clean]
    assert "training accuracy 75.0%" in read_curves(clean, 10).reasons[0]
    assert "training accuracy 74.0%" in read_curves(plain, 10).reasons[0]


def test_what_is_drawn_in_the_named_epochs_is_what_is_said() -> None:
    """The last point lies elsewhere, and the sentence does not speak of it."""
    history = drawn(9, flat(0.54), flat(0.52), flat(0.68), flat(0.69))
    history[-1] |= {"clean_accuracy": 0.66}
    sentence = read_curves(history, 20).sentence
    first, last, training, validation = map(int, re.findall(r"\d+", sentence)[:4])
    assert (first, last) == (5, 9)
    named = [row for row in history if first <= row["epoch"] <= last]
    assert training == round(100 * median(row["clean_accuracy"] for row in named)) == 54
    assert validation == round(100 * median(row["val_accuracy"] for row in named)) == 52


@pytest.mark.parametrize("name", KNOWN)
def test_of_an_ended_training_the_reading_has_the_figures_of_its_result(name: str) -> None:
    history = KNOWN[name]
    rows = [{"clean_accuracy": row["accuracy"], **row} for row in history]
    means, headline = last_means(rows), read_result(rows, 1_000)
    assert means
    assert headline
    reading = read_curves(history, len(history), num_last=10)
    first, last = len(history) - 9, len(history)
    assert reading.reasons[0] == (
        f"Epochs {first}–{last} (mean): training accuracy {means.training:.1%}, validation accuracy"
        f" {means.validation:.1%}."
    )
    assert reading.sentence.startswith(f"Epochs {first}–{last} (mean): ")
    (points,) = re.findall(r"\d+(?: percentage)? points?", reading.sentence)
    assert headline.headline.endswith(f"gap {points}")
    assert read_curves(history, len(history)).reasons[0] != reading.reasons[0], "while it goes on, of five epochs"


def test_of_a_stopped_training_the_reading_is_of_its_last_epoch() -> None:
    history = drawn(9, flat(0.54), flat(0.52), flat(0.68), flat(0.69))
    history[-1] |= {"clean_accuracy": 0.94}
    reading = read_curves(history, 20, num_last=1)
    assert reading.reasons[0] == "Epoch 9: training accuracy 94.0%, validation accuracy 52.0%."
    assert reading.sentence.startswith("Epoch 9: ")
    assert "training 94%, validation 52%" in reading.sentence


def test_what_may_still_help_depends_on_how_far_the_training_has_come() -> None:
    history = DRAWN["still learning"][0]
    assert read_curves(history, 30).sentence.endswith(": the network is still learning.")
    assert read_curves(history, 8).sentence.endswith(": more epochs may still help.")


def test_no_sentence_is_long() -> None:
    for name, history in {**KNOWN, **{name: history for name, (history, _) in DRAWN.items()}}.items():
        for num_seen in range(len(history) + 1):
            sentence = read_curves(history[:num_seen], 30).sentence
            assert len(sentence.split()) <= 42, (name, sentence)


def verdicts_of(history: History) -> dict[int, str]:
    return {seen: read_curves(history[:seen], len(history)).verdict for seen in range(1, len(history) + 1)}


def whole(history: History) -> History:
    """The rows whose figures are all numbers, with the clean figures in place of the others."""
    rows = []
    for row in history:
        seen = {**row, "loss": row.get("clean_loss", row["loss"])}
        seen["accuracy"] = row.get("clean_accuracy", row["accuracy"])
        if all(seen[name] is not None and seen[name] == seen[name] for name in ("loss", "val_loss")):
            rows.append(seen)
    return rows


def middle(rows: History, column: str) -> float:
    """In percent."""
    return 100 * median(row[column] for row in rows[-5:])


def gap(rows: History) -> float:
    return middle(rows, "accuracy") - middle(rows, "val_accuracy")


def lowest(rows: History) -> dict[str, Any]:
    return min(rows, key=lambda row: row["val_loss"])


def is_level(rows: History, column: str) -> bool:
    losses = [row[column] for row in rows]
    return min(losses[:-10]) - min(losses[-10:]) < 0.01


def near(quoted: str, value: float) -> bool:
    """Whether the value rounds to what is quoted, which may have any number of decimals."""
    decimals = len(quoted.partition(".")[2])
    return abs(float(quoted) - value) <= 0.500001 * 10**-decimals


class Said(NamedTuple):
    """A claim of a sentence, the rows that are whole, and all rows."""

    found: re.Match[str]
    rows: History
    all_rows: History


# What a sentence may claim: how it is found, and whether it is true.
CLAIMS: dict[str, Callable[[Said], bool]] = {
    r"^No epoch has ended": lambda said: not said.all_rows,
    r"^(\d) of \d+ epochs so far": lambda said: int(said.found[1]) == len(said.all_rows) < 3,
    r"^Since epoch (\d+) the loss is no longer a number": lambda said: (
        not whole(said.all_rows[int(said.found[1]) - 1 :]) and len(said.rows) == int(said.found[1]) - 1
    ),
    r"^Training loss is ([\d.]+), worse than the 0.69 ": lambda said: (
        near(said.found[1], said.rows[-1]["loss"]) and float(said.found[1]) > LN_2
    ),
    r"^Median of epochs (\d+)–(\d+)": lambda said: (  # the epochs that all its percentages are of
        [int(number) for number in said.found.groups()] == [said.rows[-5:][0]["epoch"], said.rows[-1]["epoch"]]
    ),
    r": training (\d+)%": lambda said: near(said.found[1], middle(said.rows, "accuracy")),
    r"validation (\d+)%": lambda said: near(said.found[1], middle(said.rows, "val_accuracy")),
    r"not clearly above the 50%": lambda said: (
        max(middle(said.rows, "accuracy"), middle(said.rows, "val_accuracy")) < 55
    ),
    r"Neither loss has fallen visibly for 10 epochs": lambda said: (
        is_level(said.rows, "loss") and is_level(said.rows, "val_loss")
    ),
    r"(\d+) percentage points? below training": lambda said: near(said.found[1], gap(said.rows)),
    r"(\d+) percentage points? above training": lambda said: near(said.found[1], -gap(said.rows)),
    r"as high as training": lambda said: near("0", gap(said.rows)),
    r"training accuracy is (\d+) percentage points above validation accuracy": lambda said: near(
        said.found[1], gap(said.rows)
    ),
    r"a gap of (\d+) percentage points": lambda said: near(said.found[1], gap(said.rows)),
    r"validation loss was lowest in epoch (\d+)": lambda said: int(said.found[1]) == lowest(said.rows)["epoch"],
    r"was still improving in epoch (\d+)": lambda said: (
        int(said.found[1]) == lowest(said.rows)["epoch"] > said.rows[-1]["epoch"] - 3
    ),
    r"has not improved for (\d+) epochs": lambda said: (
        int(said.found[1]) == said.rows[-1]["epoch"] - lowest(said.rows)["epoch"] >= 3
    ),
    r"training loss fell from ([\d.]+) \(epoch (\d+)\) to (below )?([\d.]+\d) \(epoch (\d+)\)": lambda said: (
        near(said.found[1], lowest(said.rows)["loss"])
        and (said.rows[-1]["loss"] < 0.0005 if said.found[3] else near(said.found[4], said.rows[-1]["loss"]))
        and int(said.found[2]) == lowest(said.rows)["epoch"]
        and int(said.found[5]) == said.rows[-1]["epoch"]
        and said.rows[-1]["loss"] < lowest(said.rows)["loss"]
    ),
    r"repeats the wrong label of (\d+)% of the wrongly labelled training pictures": lambda said: near(
        said.found[1], middle(said.rows, "flipped_accuracy")
    ),
    r"misclassifies only (\d+)% of new pictures": lambda said: near(
        said.found[1], 100 - middle(said.rows, "val_accuracy")
    ),
}


def check_sentence(sentence: str, history: History) -> None:
    """Every figure of the sentence belongs to a claim, and each claim is true."""
    rows, left = whole(history), sentence
    for pattern, is_true in CLAIMS.items():
        if found := re.search(pattern, sentence):
            assert is_true(Said(found, rows, history)), (pattern, sentence)
            left = left.replace(found[0], "")
    assert left != sentence
    assert not re.search(r"\d", re.sub("of guessing|at least 3 epochs|of always saying 50%", "", left)), left


def check_reasons(reasons: tuple[str, ...], history: History) -> None:
    rows = whole(history)
    if not rows:
        assert reasons == ()
        return
    best = lowest(rows)
    epoch, last = int(best["epoch"]), rows[-1]
    first, end = (int(row["epoch"]) for row in (rows[-5:][0], last))
    named = f"Epoch {first}: " if first == end else f"Median of epochs {first}–{end}: "
    assert reasons[0].startswith(named)
    assert f"training accuracy {middle(rows, 'accuracy'):.1f}%" in reasons[0]
    assert f"validation accuracy {middle(rows, 'val_accuracy'):.1f}%" in reasons[0]
    lowest_loss, val_loss, before, now = (
        loss_words(row[column]) for column in ("val_loss", "loss") for row in (best, last)
    )
    assert f"lowest in epoch {epoch} ({lowest_loss}), {val_loss} in" in reasons[1]
    assert f"{before} in epoch {epoch}, {now} in epoch {last['epoch']:.0f}" in reasons[2]
    assert len(reasons) == 3 + ("flipped_accuracy" in last), json.dumps(reasons)
