"""The lesson's texts and figures, what is kept of a learner's way through it, and the page that comes of it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.common.language import LESSONS_DIR, languages
from dogcat.export.lesson_report import lesson_report
from dogcat.lesson import figures, steps
from dogcat.lesson.glossary import glossary
from dogcat.lesson.progress import LessonProgress, option_of, progress_from_json, progress_to_json
from dogcat.lesson.steps import PAGES, STEPS, LessonError, read_step
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.runs.recorded import exercise_pair, recorded_runs
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_whole_in_every_language(name: str, language: str) -> None:
    assert (LESSONS_DIR / language / f"{name}.md").is_file()
    step, english = read_step(name, language), read_step(name)
    for question, same in ((step.predict, english.predict), (step.check, english.check)):
        assert question.text
        assert len(set(question.options)) == len(question.options) == len(same.options)
        assert question.right == same.right
    for text in (step.title, step.intro, step.tasks, step.reveal, step.why, step.learned):
        assert text
        assert not set("{}[]") & set(text)
    assert len(re.findall(r"^\d\.", step.tasks, re.MULTILINE)) == 3
    assert len(step.terms) == len(english.terms)


# What may stand in a text as it is: names of recipes, the numbers of the tasks, and the scale from 0 to 1.
ALLOWED = re.compile(r"\{[^}]+\}|`[^`]*`|^\d\. |0 and 1|0과 1", re.MULTILINE)


@pytest.mark.parametrize("file", sorted(LESSONS_DIR.glob("*/[1-9]-*.md")), ids=lambda file: "/".join(file.parts[-2:]))
def test_every_figure_in_a_text_comes_from_the_data(file: Path) -> None:
    assert not re.search(r"\d", ALLOWED.sub("", file.read_text(encoding="utf-8")))


def test_the_figures_are_those_of_recipes_and_recorded_runs() -> None:
    found = figures.lesson_figures()
    last = exercise_pair()["baseline"].history()[-1]
    assert found["num_parameters"] == num_parameters(BASELINE) == 3_453_121
    assert found["num_values"] == 150 * 150 * 3
    assert found["baseline_validation"] == last["val_accuracy"]
    assert found["baseline_gap"] == pytest.approx(100 * (last["clean_accuracy"] - last["val_accuracy"]))
    assert (found["num_training"], found["num_validation"]) == (2000, 1000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_opens_the_test_set(language: str) -> None:
    """Its figures are under a seal on the page that the last step but one stands on."""
    sealed = {f"{(run.evaluation('test') or {})['accuracy']:.1%}" for run in recorded_runs().values()}
    for step in (read_step(name, language) for name in STEPS if PAGES[name] == "compare"):
        for text in (step.intro, step.tasks, step.reveal, step.why, step.learned):
            assert not sealed & set(re.findall(r"\d+\.\d%", text)), text


def test_what_the_texts_call_right_is_so_in_the_data() -> None:
    """Whoever records the runs anew must look at the texts as well when one of these no longer holds."""
    found = figures.lesson_figures()
    assert found["dense_share"] > 0.5
    assert found["baseline_best_epoch"] < found["baseline_epochs"]
    assert found["baseline_last_loss"] > 1.5 * found["baseline_best_loss"]
    assert found["regularized_gap"] < found["baseline_gap"] / 2
    assert found["augmentation_effect"] > found["dropout_effect"] + 1
    assert found["regularized_best"] > found["regularized_mean"] > 0.8
    assert found["right_when_sure"] < found["sure"] - 0.05


def test_without_the_recorded_runs_a_sentence_says_so(shelf: Path) -> None:
    figures.lesson_figures.cache_clear()
    with pytest.raises(LessonError, match="'baseline' is missing"):
        read_step(STEPS[0])


@pytest.mark.parametrize(
    "text",
    ["# T\nintro\n## Predict\nq\n- [x] a\n- [ ] b", "no heading", "# T\n{nonsense}"],
    ids=["parts are missing", "no title", "an unknown figure"],
)
def test_a_broken_text_is_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "2-model.md").write_text(text)
    monkeypatch.setattr(steps, "LESSONS_DIR", tmp_path)
    with pytest.raises(LessonError, match=r"2-model\.md cannot be read"):
        read_step("2-model", "ko")


def test_progress_comes_back_as_it_was() -> None:
    progress = LessonProgress(has_started=True, language="ko")
    progress.predict("1-pictures", 2)
    progress.answer("1-pictures", 0)
    progress.answer("1-pictures", 0)
    progress.answer("1-pictures", 1)
    assert progress.attempts == {"1-pictures": [0, 1]}, "the same answer again is no other attempt"
    assert progress_from_json(progress_to_json(progress), languages()) == progress
    assert progress.next_step() == "2-model"
    for name in STEPS:
        progress.answer(name, 1)
    assert progress.next_step() is None


def test_what_was_answered_before_the_browser_spoke_is_added() -> None:
    kept = LessonProgress(
        has_started=True, language="ko", predictions={"1-pictures": 0, "2-model": 1}, attempts={"1-pictures": [0]}
    )
    kept.add(LessonProgress(predictions={"2-model": 2}, attempts={"2-model": [1]}))
    assert kept == LessonProgress(True, "ko", {"1-pictures": 0, "2-model": 2}, {"1-pictures": [0], "2-model": [1]})


@pytest.mark.parametrize(
    "kept",
    [
        "none",
        "",
        "[]",
        '{"format": 2, "has_started": true}',
        '{"format": 1, "predictions": [1], "attempts": "x", "language": 7, "has_started": "yes"}',
        '{"format": 1, "predictions": {"1-pictures": "<b>", "0-x": 1, "2-model": -1, "3-train-plain": true}}',
        '{"format": 1, "attempts": {"1-pictures": [[], null, 99, 1e9], "x": [1]}}',
    ],
)
def test_what_no_page_has_written_is_left_out(kept: str) -> None:
    assert progress_from_json(kept, languages()) == LessonProgress()


def test_an_answer_beyond_the_options_is_none() -> None:
    question = read_step(STEPS[0]).predict
    assert option_of(question, {STEPS[0]: 2}, STEPS[0]) == 2
    assert option_of(question, {STEPS[0]: 3}, STEPS[0]) is None
    assert option_of(question, {}, STEPS[0]) is None


def test_the_report_has_answers_and_trainings_and_no_html_of_a_learner(home: Path, tiny_recipe: Recipe) -> None:
    run = create_run(replace(tiny_recipe, epochs=3), "tiny", claimed_by=0)
    write_run(run, 0.7, 0.9)
    (run.folder / "label.json").write_text(json.dumps({"name": "<img src=x onerror=alert(1)>"}))
    progress = LessonProgress(predictions={"3-train-plain": 0}, attempts={"3-train-plain": [0, 1]})
    report = lesson_report(progress, [Run(run.folder)], "en")
    step = read_step("3-train-plain")
    assert f"✗ {step.predict.options[0]}" in report
    assert f"✓ {step.check.options[1]}" in report
    assert "1 of 7 steps done." in report
    assert "training 90.0%, validation 70.0%, gap 20 points" in report
    assert "&lt;img src=x" in report
    assert "<img" not in report
    assert "*" not in report


def test_every_step_has_a_page(root: Path) -> None:
    for page in PAGES.values():
        assert (root / "pages" / f"{page}.py").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_two_sentences_and_a_page(language: str, root: Path) -> None:
    words = glossary(language)
    assert len(words) == len(glossary()) >= 30
    assert (LESSONS_DIR / language / "glossary.md").read_text(encoding="utf-8").count("## ") == len(words)
    for term in words.values():
        assert len(re.findall(r"[.!?:](?= |$)", term.text)) >= 2, term.title
        assert (root / "pages" / f"{term.page}.py").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_step_marks_is_in_the_glossary(language: str) -> None:
    marked = {term for name in STEPS for term in read_step(name, language).terms}
    assert marked <= set(glossary(language))
    assert len(marked) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_sources(language: str) -> None:
    sources, english = ((LESSONS_DIR / name / "sources.md").read_text(encoding="utf-8") for name in (language, "en"))
    assert re.findall(r"\b(?:19|20)\d\d\b", sources) == re.findall(r"\b(?:19|20)\d\d\b", english)
