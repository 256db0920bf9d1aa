"""What is kept of a learner's way through the lesson, and what of a browser's text is left out."""

import pytest

from dogcat.common.language import languages
from dogcat.lesson.progress import LessonProgress, option_of, progress_from_json, progress_to_json
from dogcat.lesson.steps import FURTHER_STEPS, STEPS, read_step


def test_progress_comes_back_as_it_was() -> None:
    progress = LessonProgress(has_started=True, language="ko")
    progress.predict("1-pictures", 2)
    progress.answer("1-pictures", 0)
    progress.answer("1-pictures", 0)
    progress.answer("1-pictures", 1)
    progress.effect_guess, progress.cure_guess = "both higher", "dropout"
    progress.ladder_order = ["residual", "light"]
    progress.quiz, progress.game = [3, 5], {"you": [14, 20], "before": [0, 20]}
    assert progress.attempts == {"1-pictures": [0, 1]}, "the same answer again is no other attempt"
    assert [progress.tick(task) for task in ("rolled-dice", "saw-doubt", "rolled-dice")] == [True, True, False]
    assert progress.tick("saw-doubt", is_done=False)
    assert progress.done_tasks == ["rolled-dice"]
    assert progress_from_json(progress_to_json(progress), languages()) == progress
    assert progress.next_step() == "2-model"
    for name in STEPS:
        progress.answer(name, 1)
    assert progress.next_step() is None


def test_what_was_answered_before_the_browser_spoke_is_added() -> None:
    kept = LessonProgress(
        has_started=True, language="ko", predictions={"1-pictures": 0, "2-model": 1}, attempts={"1-pictures": [0]}
    )
    kept.tick("rolled-dice")
    kept.add(LessonProgress(predictions={"2-model": 2}, attempts={"2-model": [1]}, done_tasks=["rolled-dice", "x-y"]))
    assert kept == LessonProgress(
        True, "ko", {"1-pictures": 0, "2-model": 2}, {"1-pictures": [0], "2-model": [1]}, ["rolled-dice", "x-y"]
    )


def test_progress_of_the_first_version_is_read_but_for_a_question_that_is_another_now() -> None:
    old = """{"format": 1, "has_started": true, "language": "ko", "predictions": {"2-model": 1, "3-train-plain": 1},
        "attempts": {"3-train-plain": [1, 0]}}"""
    assert progress_from_json(old, languages()) == LessonProgress(
        True, "ko", {"2-model": 1}, {"3-train-plain": [1, 0]}, []
    )


@pytest.mark.parametrize(
    "kept",
    [
        "none",
        "",
        "[]",
        '{"format": 3, "has_started": true}',
        '{"format": 2, "done_tasks": "x", "ladder_order": {"light": 1}}',
        '{"format": 2, "ladder_order": ["<b>", 1, null, "Light"]}',
        '{"format": 2, "done_tasks": ["<b>", 1, null, "A", ["x"], ""]}',
        '{"format": 1, "predictions": [1], "attempts": "x", "language": 7, "has_started": "yes"}',
        '{"format": 1, "predictions": {"1-pictures": "<b>", "0-x": 1, "2-model": -1, "3-train-plain": true}}',
        '{"format": 1, "effect_guess": "<b>", "cure_guess": ["dropout"], "quiz": [6, 5], "game": {"you": [true, 5]}}',
        '{"format": 1, "effect_guess": 1, "quiz": [1, 5, 5], "game": {"you": [-1, 5], "x": [1, 2], "after": "ab"}}',
        '{"format": 1, "quiz": [1, 100000], "game": []}',
        '{"format": 1, "attempts": {"1-pictures": [[], null, 99, 1e9], "x": [1]}}',
    ],
)
def test_what_no_page_has_written_is_left_out(kept: str) -> None:
    assert progress_from_json(kept, languages()) == LessonProgress()


def test_further_steps_are_kept_and_leave_the_lesson_s_end_where_it_is() -> None:
    progress = LessonProgress(attempts={name: [0] for name in STEPS})
    progress.answer(FURTHER_STEPS[0], 1)
    assert progress.next_step() is None
    assert progress_from_json(progress_to_json(progress), languages()).attempts[FURTHER_STEPS[0]] == [1]


def test_an_answer_beyond_the_options_is_none() -> None:
    question = read_step(STEPS[0]).predict
    assert option_of(question, {STEPS[0]: 2}, STEPS[0]) == 2
    assert option_of(question, {STEPS[0]: 3}, STEPS[0]) is None
    assert option_of(question, {}, STEPS[0]) is None


def test_later_guesses_and_scores_replace_earlier_ones() -> None:
    kept = LessonProgress(
        effect_guess="both higher", cure_guess="dropout", ladder_order=["light"], quiz=[1, 5], game={"you": [1, 20]}
    )
    kept.add(LessonProgress(cure_guess="augmentation", quiz=[4, 5]))
    assert kept == LessonProgress(
        effect_guess="both higher",
        cure_guess="augmentation",
        ladder_order=["light"],
        quiz=[4, 5],
        game={"you": [1, 20]},
    )
