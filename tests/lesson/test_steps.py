"""The steps of the lesson: each is whole in every language, and its figures come from the data."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.cures import cure_results, quick_results, seed_cells
from dogcat.analysis.history import diagnose
from dogcat.common.language import LESSONS_DIR, languages
from dogcat.lesson import steps
from dogcat.lesson.figures import chosen_figures
from dogcat.lesson.guesses import CURE_GUESSES, guess_options, judge_cure_guess, judge_guess
from dogcat.lesson.steps import FURTHER_STEPS, PAGES, STEPS, LessonError, read_step
from dogcat.recipe.layers import layer_table, num_parameters
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.recorded import exercise_pair, fair_cells, recorded_runs

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_step_is_whole_in_every_language(name: str, language: str) -> None:
    assert (LESSONS_DIR / language / f"{name}.md").is_file()
    step, english = read_step(name, language), read_step(name)
    for question, same in ((step.predict, english.predict), (step.check, english.check)):
        assert question.text
        assert len(set(question.options)) == len(question.options) == len(same.options)
        assert question.right == same.right
    for text in (step.title, step.intro, step.reveal, step.why, step.learned, *(task.text for task in step.tasks)):
        assert text
        assert not set("{}[]") & set(text)
    assert [task.name for task in step.tasks] == [task.name for task in english.tasks]
    assert len(step.tasks) == 3
    assert len(step.terms) == len(english.terms)


# What may stand in a text as it is: names of recipes, the numbers of the tasks, the scale from 0 to 1, the start of a
# bias, and the level of every confidence interval.
ALLOWED = re.compile(
    r"\{[^}]+\}|`[^`]*`|^\d\. |0 and 1|0과 1|biases are 0|편향은 0|95% confidence interval|95% 신뢰구간", re.MULTILINE
)


@pytest.mark.parametrize("file", sorted(LESSONS_DIR.glob("*/[1-9]-*.md")), ids=lambda file: "/".join(file.parts[-2:]))
def test_every_figure_in_a_text_comes_from_the_data(file: Path) -> None:
    assert not re.search(r"\d", ALLOWED.sub("", file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_paragraph_has_the_same_figures_in_every_language(name: str, language: str) -> None:
    here, english = (
        (LESSONS_DIR / folder / f"{name}.md").read_text(encoding="utf-8").split("\n\n") for folder in (language, "en")
    )
    fields = [[sorted(set(re.findall(r"\{[^}]+\}", part))) for part in parts] for parts in (here, english)]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_opens_the_test_set(language: str) -> None:
    """Its figures are under a seal on the page that the last step but one stands on."""
    sealed = {f"{(run.evaluation('test') or {})['accuracy']:.1%}" for run in recorded_runs().values()}
    for step in (read_step(name, language) for name in STEPS if PAGES[name] == "compare"):
        for text in (step.intro, *(task.text for task in step.tasks), step.reveal, step.why, step.learned):
            assert not sealed & set(re.findall(r"\d+\.\d%", text)), text


@pytest.mark.parametrize(
    "text",
    [
        "# T\nintro\n## Predict\nq\n- [x] a\n- [ ] b",
        "no heading",
        "# T\n{nonsense}",
        "# T\n## Predict\n- [x] a\n- [ ] b\n## Do\n1. task\n## Reveal\n## Check\n- [x] a\n- [ ] b\n## Why\n## Learned",
    ],
    ids=["parts are missing", "no title", "an unknown figure", "a task without a name"],
)
def test_a_broken_text_is_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "2-model.md").write_text(text)
    monkeypatch.setattr(steps, "LESSONS_DIR", tmp_path)
    with pytest.raises(LessonError, match=r"2-model\.md cannot be read"):
        read_step("2-model", "ko")


def test_a_paragraph_waits_until_its_trainings_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"few_photos": 200.0, "pretrained_accuracy": 0.991, "pretrained_few": 0.985}
    monkeypatch.setattr(steps, "further_figures", lambda: found)
    assert "Recorded on the photos" not in read_step("9-pretrained").reveal
    monkeypatch.setattr(steps, "further_figures", lambda: found | {"random_accuracy": 0.61})
    assert "99.1% of the validation photos right, and 98.5% after" in read_step("9-pretrained").reveal


def test_the_further_steps_come_after_the_lesson_s_seven() -> None:
    assert (*STEPS, *FURTHER_STEPS) == tuple(PAGES)
    assert len(STEPS) == 7
    steps = [read_step(name) for name in PAGES]
    assert [step.number for step in steps] == list(range(1, len(PAGES) + 1))
    assert [step.name for step in steps if step.is_further] == list(FURTHER_STEPS)


def test_every_step_has_a_page(root: Path) -> None:
    for page in PAGES.values():
        assert (root / "pages" / f"{page}.py").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_sources(language: str) -> None:
    sources, english = ((LESSONS_DIR / name / "sources.md").read_text(encoding="utf-8") for name in (language, "en"))
    assert re.findall(r"\b(?:19|20)\d\d\b", sources) == re.findall(r"\b(?:19|20)\d\d\b", english)


def test_a_learner_s_own_figures_replace_those_of_the_exercise() -> None:
    recipe = replace(QUICK_REGULARIZED, epochs=7)
    own = chosen_figures(recipe, 900, 300)
    assert "900" in read_step("3-train-plain", chosen=own).intro
    assert "7 epochs. An epoch here is 100 steps of 32 pictures." in read_step("3-train-plain", chosen=own).intro
    features = layer_table(recipe)[-3].output_shape[0]
    assert f"{features:,}" in read_step("5-train-cured", chosen=own).intro
    assert f"{num_parameters(recipe):,}" in read_step("2-model", chosen=own).intro


def test_the_questions_that_a_page_asks_too_have_the_same_answers() -> None:
    """The Train page judges the guess, and Compare the cures, by the position of the answer."""
    baseline = exercise_pair()["baseline"].history()
    shape = read_step("3-train-plain").predict
    guesses = guess_options(QUICK_BASELINE.epochs)
    assert len(shape.options) == len(guesses)
    assert judge_guess(guesses[shape.right].name, baseline).startswith("Well guessed")
    cures = read_step("6-compare").predict
    assert len(cures.options) == len(CURE_GUESSES)
    fair = {cell: diagnose(run.history()).val_accuracy for cell, run in fair_cells().items()}
    boards = [quick_results(seed_cells("photos")), quick_results(seed_cells("drawn")), cure_results()]
    tutorial = {cell: value - fair["nothing"] for cell, value in fair.items() if cell != "nothing"}
    for gains in (*(board.gains() for board in boards), tutorial):
        assert judge_cure_guess(CURE_GUESSES[cures.right], gains).startswith("Well guessed")
    for guess, option in zip(CURE_GUESSES, cures.options, strict=True):
        assert option.lower().startswith(guess.split()[0])
