"""What is kept of a learner's way through the lesson, and what of a browser's text is left out."""

import pytest

from dogcat.common.language import languages
from dogcat.lesson.progress import LessonProgress, option_of, progress_from_json, progress_to_json
from dogcat.lesson.steps import STEPS, read_step


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
