"""What a lesson ended with: nothing, half of it, all right, all wrong, and guesses beside the steps."""

from pathlib import Path

import pytest

from dogcat.analysis.ladder_text import judge_order
from dogcat.common import language
from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.outcome import MOST_TRAININGS, LessonOutcome, lesson_outcome
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, read_step
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.store import list_runs
from tests.lesson.learners import answers, right, trains, trains_both, wrong


def outcome_of(progress: LessonProgress) -> LessonOutcome:
    return lesson_outcome(progress, list_runs(), "me")


def test_nothing_done(home: Path) -> None:
    found = outcome_of(LessonProgress())
    assert not found.has_started
    assert (found.num_done, found.score, found.judged) == (0, (0, 0), ())
    assert [step.number for step in found.steps] == list(range(1, len(STEPS) + 1))
    assert not any(step.guess or step.check for step in found.steps)
    assert all(step.is_right for step in found.steps), "nothing is wrong"


def test_a_training_of_others_does_not_start_one_s_lesson(home: Path) -> None:
    trains_both(owner="somebody")
    assert not outcome_of(LessonProgress()).has_started
    trains_both()
    assert outcome_of(LessonProgress()).has_started


def test_half_done(home: Path) -> None:
    step = read_step("3-train-plain")
    later = (step.check.right + 1) % len(step.check.options)
    progress = LessonProgress(
        predictions={step.name: step.predict.right}, attempts={step.name: [later, step.check.right], "x": [1]}
    )
    found = outcome_of(progress)
    (done,) = [each for each in found.steps if each.is_done]
    assert (done.title, found.num_done, found.score) == (step.title, 1, (1, 2))
    assert done.guess is not None
    assert done.check is not None
    assert (done.guess.given, done.guess.is_right) == ((step.predict.options[step.predict.right],), True)
    assert done.check.given == (step.check.options[later], step.check.options[step.check.right])
    assert not done.check.is_right, "the first answer counts"
    assert (done.check.right, done.check.why) == (step.check.options[step.check.right], step.why)
    assert done.guess.why == step.reveal
    assert not done.is_right


def test_all_right_and_all_wrong(home: Path) -> None:
    found = outcome_of(answers(right))
    assert found.score == (14, 14)
    assert all(step.is_right and step.is_done for step in found.steps)
    found = outcome_of(answers(wrong))
    assert found.score == (0, 14)
    assert not any(step.is_right for step in found.steps)


def test_an_answer_that_is_no_option_any_more_is_left_out(home: Path) -> None:
    found = outcome_of(LessonProgress(predictions={STEPS[0]: 9}, attempts={STEPS[0]: [9], STEPS[1]: [9, 0]}))
    assert found.steps[0].guess is None
    assert found.steps[0].check is None
    assert found.steps[1].check is not None
    assert len(found.steps[1].check.given) == 1


def test_guesses_beside_the_steps_are_judged(home: Path) -> None:
    run = trains(QUICK_BASELINE, 0.7, 0.99)
    write_annotation(run, Annotation(name="mine", guess="rises, then stays level"), COMMAND_LINE)
    progress = LessonProgress(
        effect_guess="both higher",
        cure_guess="dropout",
        ladder_order=["light", "geometry"],
        quiz=[3, 5],
        game={"you": [14, 20], "before": [12, 20], "after": [16, 20]},
    )
    judged = {each.topic: each.words for each in outcome_of(progress).judged}
    assert judged["Curve of mine"].startswith("Well guessed")
    assert "you said “both higher”" in judged["Effect of augmentation and dropout"]
    assert judged["Augmentation or dropout: the more helpful one"].startswith("A surprise: you said “dropout”")
    assert judged["What each ingredient adds"] == judge_order(["light", "geometry"])
    assert judged["Quiz about the network"] == "3 of 5 right."
    assert judged["You against the networks"] == (
        "You: 14 of 20 pictures right. First network: 12. Second network: 16."
    )
    assert list(judged) == [each.topic for each in outcome_of(progress).judged]


def test_only_the_newest_trainings_are_judged_and_no_unknown_guess(home: Path) -> None:
    for number in range(MOST_TRAININGS + 2):
        run = trains(QUICK_BASELINE, 0.7, 0.99, created=number)
        write_annotation(run, Annotation(name=f"n{number}", guess="jumps up and down"), COMMAND_LINE)
    unknown = trains(QUICK_BASELINE, 0.7, 0.99, created=99)
    write_annotation(unknown, Annotation(guess="<b>"), COMMAND_LINE)
    found = outcome_of(LessonProgress()).judged
    assert [each.topic for each in found] == [f"Curve of n{number}" for number in range(2, MOST_TRAININGS + 2)]


def test_what_is_to_be_remembered_comes_with_its_words(home: Path) -> None:
    found = outcome_of(LessonProgress())
    assert [step.learned for step in found.steps] == [read_step(name).learned for name in STEPS]
    titles = [term.title for term in found.terms]
    assert {"Overfitting", "Gap", "Validation"} <= set(titles)
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("code", ["en", "ko"])
def test_all_texts_are_of_one_language(home: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: code)
    found = outcome_of(answers(wrong))
    assert found.language == code
    assert [step.title for step in found.steps] == [read_step(name, code).title for name in STEPS]
    assert ("networks" in found.trained.call) is (code == "en")
