"""The page of a learner's lesson: it shows the outcome, is whole HTML, and holds no HTML of a learner."""

from pathlib import Path

import pytest

from dogcat.common import language
from dogcat.common.permission import COMMAND_LINE
from dogcat.export.lesson_report import lesson_report
from dogcat.lesson.outcome import LessonOutcome, lesson_outcome
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import FURTHER_STEPS, STEPS, read_step
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.store import list_runs
from tests.export.test_html import Tags
from tests.lesson.learners import answers, right, trains_both, wrong

NASTY = "<img src=x onerror=alert(1)>"


def outcome_of(progress: LessonProgress) -> LessonOutcome:
    return lesson_outcome(progress, list_runs(), "me")


def test_the_report_has_answers_and_trainings_and_no_html_of_a_learner(home: Path) -> None:
    plain, _regularized = trains_both()
    write_annotation(plain, Annotation(name=NASTY, guess="jumps up and down"), COMMAND_LINE)
    progress = LessonProgress(predictions={"3-train-plain": 0}, attempts={"3-train-plain": [0, 1]})
    report = lesson_report(outcome_of(progress), f"Ann {NASTY}")
    step = read_step("3-train-plain")
    assert f"✗ {step.predict.options[0]}" in report
    assert f"✓ {step.check.options[1]}" in report
    assert (
        f"Right answer for the recorded trainings: <strong>{step.predict.options[step.predict.right]}</strong>"
        in report
    )
    assert "1 of 7 steps done. 0 of 2 answers right at the first attempt." in report
    assert "The gap fell from 37 to 4 percentage points." in report
    assert "Mean of the last 10 epochs: training 100%" in report
    assert report.count('<svg class="curves"') == 2
    assert "Ann &lt;img src=x" in report
    assert report.count("&lt;img src=x") == 3, "the learner's name, the run's in its heading, and its guess"
    assert "<img" not in report
    assert "**" not in report
    assert "Recorded on the real photos" not in report


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("place", [right, wrong])
def test_the_document_is_whole_and_asks_for_nothing(
    home: Path, code: str, place: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: code)
    report = lesson_report(outcome_of(answers(place)))  # type: ignore[arg-type]
    found = Tags(report)  # each element is closed in its order
    assert found.open == []
    assert found.attributes["html"] == {"lang": code}
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(found.attributes)
    assert not [word for word in ("url(", "@import", "src=", "href=") if word in report]
    ids = [part.split('"')[0] for part in report.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 4, "the two recorded trainings"
    for name in STEPS:
        assert read_step(name, code).title in report
    assert "prefers-color-scheme: dark" in report
    assert "@page { size: A4" in report


def test_right_answers_stand_without_their_reason_and_missed_ones_with_it(home: Path) -> None:
    step = read_step("7-try")
    why = step.why.split(",")[0]
    assert why in lesson_report(outcome_of(answers(wrong)))
    assert why not in lesson_report(outcome_of(answers(right)))
    report = lesson_report(outcome_of(LessonProgress()))
    assert report.count("Not answered.") == len(STEPS)
    assert "answers right at the first attempt" not in report


def test_a_further_step_stands_in_the_report_once_it_is_answered_and_counts_in_no_score(home: Path) -> None:
    progress = answers(right)
    title = read_step(FURTHER_STEPS[0]).title
    assert title not in lesson_report(outcome_of(progress))
    progress.predict(FURTHER_STEPS[0], 0)
    report = lesson_report(outcome_of(progress))
    assert title in report
    assert "7 of 7 steps done. 14 of 14 answers right" in report


def test_the_report_tells_a_guess_about_recorded_trainings_from_one_about_an_own_one(home: Path) -> None:
    plain, _regularized = trains_both()
    write_annotation(plain, Annotation(guess="rises, then falls"), COMMAND_LINE)
    report = lesson_report(outcome_of(LessonProgress(predictions={"1-pictures": 0, "3-train-plain": 2})), "Ann")
    pictures = read_step("1-pictures").predict
    assert pictures.right != 0
    assert f"<p>Right answer: <strong>{pictures.options[pictures.right]}</strong>" in report
    assert "<p>Right answer for the recorded trainings: <strong>It rises, then stays level</strong>" in report
    assert "was close for this training" in report
