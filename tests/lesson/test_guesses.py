"""What can be guessed beforehand, and what is said of it afterwards."""

import math

import pytest

from dogcat.analysis.result_text import last_means
from dogcat.lesson.guesses import (
    AUGMENTATION,
    CURE_GUESSES,
    DROPOUT,
    EQUALLY,
    NEITHER,
    PREDICTIONS,
    GuessError,
    guess_named,
    guess_options,
    judge_cure_guess,
    judge_guess,
    judge_prediction,
)
from dogcat.runs.file_checks import checked_history
from tests.conftest import DATA

NAMES = [guess.name for guess in guess_options(30)]
WITH_TRAINING, LEVEL, FALLS, NEAR_HALF, JUMPS = NAMES


def history(validation: list[float], training: float = 0.95) -> list[dict[str, float | None]]:
    return [
        {"epoch": epoch, "accuracy": 0.5, "clean_accuracy": training, "val_accuracy": accuracy}
        for epoch, accuracy in enumerate(validation, start=1)
    ]


RISE = [0.52, 0.58, 0.63, 0.67, 0.70, 0.72, 0.74, 0.75, 0.76, 0.77]
COURSES = {
    WITH_TRAINING: history(RISE, training=0.8),
    LEVEL: history([*RISE, 0.77, 0.76, 0.77, 0.76, 0.77, 0.76]),
    FALLS: history([*RISE, 0.75, 0.73, 0.71, 0.69, 0.68, 0.67]),
    NEAR_HALF: history([0.5, 0.51, 0.49, 0.5, 0.52, 0.5], training=0.5),
    JUMPS: history([0.6, 0.78, 0.6, 0.78, 0.6, 0.78, 0.6, 0.78]),
}


def test_the_shapes_have_the_names_that_a_learner_chooses_from() -> None:
    assert NAMES == [
        "rises with the training curve",
        "rises, then stays level",
        "rises, then falls",
        "stays near 50%",
        "jumps up and down",
    ]


@pytest.mark.parametrize("num_epochs", [1, 2, 20, 30, 100, 10_000])
def test_each_shape_spans_the_training_and_can_be_drawn(num_epochs: int) -> None:
    for guess in guess_options(num_epochs):
        epochs = [epoch for epoch, _ in guess.points]
        assert epochs[-1] == num_epochs
        assert epochs[0] == 1
        assert epochs == sorted(set(epochs))
        assert len(epochs) <= 60
        assert all(0.45 <= share <= 1 for _, share in guess.points)


@pytest.mark.parametrize("num_epochs", [20, 30, 100])
def test_each_shape_is_what_its_name_says(num_epochs: int) -> None:
    """A shape taken for a training's validation accuracy is judged as what it is."""
    for guess in guess_options(num_epochs):
        validation = [share for _, share in guess.points]
        training = validation[-1] if guess.name in {WITH_TRAINING, NEAR_HALF} else 0.95
        assert judge_guess(guess.name, history(validation, training)).startswith("Well guessed"), guess.name


@pytest.mark.parametrize("actual", NAMES)
@pytest.mark.parametrize("guessed", NAMES)
def test_a_guess_is_judged_by_what_happened(guessed: str, actual: str) -> None:
    told = judge_guess(guessed, COURSES[actual])
    if guessed == actual:
        assert told.startswith(f"Well guessed for this training: validation accuracy {actual}. ")
    elif {guessed, actual} == {LEVEL, FALLS}:
        assert told.startswith(f"Your guess “{guessed}” was close for this training: validation accuracy {actual}. ")
    else:
        assert told.startswith(
            f"A surprise in this training: you guessed “{guessed}”, but validation accuracy {actual}. "
        )


@pytest.mark.parametrize(
    ("actual", "figures"),
    [
        (WITH_TRAINING, "It ended at about 75%, only 5 percentage points below training accuracy."),
        (LEVEL, "It ended at about 76%, while training accuracy went on rising to about 95%."),
        (FALLS, "It was about 75% at its best and about 70% at the end."),
        (NEAR_HALF, "It was never above about 50%; guessing gives 50%."),
        (JUMPS, "A typical epoch differs by 18 percentage points from the mean of the epochs before and after it."),
    ],
)
def test_the_judgement_gives_the_figures(actual: str, figures: str) -> None:
    assert judge_guess(actual, COURSES[actual], num_last=5).endswith(figures)


@pytest.mark.parametrize("num_last", [1, 10])
@pytest.mark.parametrize("name", ["baseline", "regularized"])
def test_the_figures_are_those_of_the_training_s_result(name: str, num_last: int) -> None:
    rows = checked_history((DATA / f"recorded_{name}.csv").read_text())
    means = last_means(rows, num_last)
    assert means
    told = judge_guess(LEVEL, rows, num_last)
    assert f"It ended at about {means.validation:.0%}, " in told
    gap = round(100 * means.training) - round(100 * means.validation)
    other = f" {gap} p" if name == "regularized" else f"went on rising to about {means.training:.0%}."
    assert other in told


def test_the_recorded_trainings_are_known() -> None:
    baseline, regularized = (
        checked_history((DATA / f"recorded_{name}.csv").read_text()) for name in ("baseline", "regularized")
    )
    assert judge_guess(LEVEL, baseline) == (
        "Well guessed for this training: validation accuracy rises, then stays level. It ended at about 71%, while"
        " training accuracy went on rising to about 98%."
    )
    assert judge_guess(WITH_TRAINING, regularized).endswith("only 6 percentage points below training accuracy.")


def test_a_guess_that_an_earlier_version_noted_is_still_judged() -> None:
    assert guess_named("jumps about", 9) == guess_named(JUMPS, 9)
    assert judge_guess("jumps about", COURSES[JUMPS]) == judge_guess(JUMPS, COURSES[JUMPS])


def test_validation_ahead_of_training_is_told_so() -> None:
    assert judge_guess(WITH_TRAINING, history(RISE, training=0.73), num_last=5).endswith(
        "only 2 percentage points above training accuracy."
    )


def test_figures_that_are_missing_are_left_out() -> None:
    course = COURSES[LEVEL]
    assert judge_guess(LEVEL, [*course, {**course[-1], "val_accuracy": None}]) == judge_guess(LEVEL, course)
    assert judge_guess(LEVEL, [{**row, "clean_accuracy": math.nan} for row in course]) == (
        "0 epochs are too few to check your guess; 3 are needed."
    )


def test_a_guess_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(GuessError, match=r"no guess 'sinks'.*Choose one of: rises with .*; jumps up and down\."):
        judge_guess("sinks", COURSES[LEVEL])


def test_a_guess_is_found_by_its_name() -> None:
    assert guess_named(FALLS, 30) == guess_options(30)[NAMES.index(FALLS)]
    assert guess_named("", 30) is None


def trained(clean: float, validation: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "clean_accuracy": clean, "val_accuracy": share} for epoch, share in enumerate(validation, 1)
    ]


@pytest.mark.parametrize(
    ("clean", "validation", "right"),
    [
        (0.85, 0.8, "training lower, validation higher"),
        (0.995, 0.8, "training the same, validation higher"),
        (0.85, 0.6, "both lower"),
        (1.0, 0.8, "training the same, validation higher"),
    ],
)
def test_a_prediction_is_right_when_both_accuracies_went_that_way(clean: float, validation: float, right: str) -> None:
    plain, cured = trained(0.99, [0.7] * 5), trained(clean, [validation] * 5)
    for prediction in PREDICTIONS:
        verdict = judge_prediction(prediction, plain, cured)
        assert verdict.startswith("Well guessed") == (prediction == right)
        assert (
            f"{clean:.1%} instead of 99.0%. Validation accuracy ended at {validation:.1%} instead of 70.0%" in verdict
        )


def test_both_can_rise() -> None:
    assert judge_prediction("both higher", trained(0.6, [0.6] * 5), trained(0.9, [0.8] * 5)).startswith("Well guessed")


@pytest.mark.parametrize(
    ("augmentation", "dropout", "right"),
    [(0.08, 0.01, AUGMENTATION), (0.01, 0.08, DROPOUT), (0.06, 0.05, EQUALLY), (0.01, -0.02, NEITHER)],
)
def test_a_guess_about_the_cure_is_judged_by_what_each_alone_gains(
    augmentation: float, dropout: float, right: str
) -> None:
    for guess in CURE_GUESSES:
        verdict = judge_cure_guess(guess, {"augmentation": augmentation, "dropout": dropout})
        assert verdict.startswith("Well guessed") == (guess == right)
        shown = f"by {100 * augmentation:+.1f} percentage points, dropout alone by {100 * dropout:+.1f} (last ten"
        assert shown.replace("-", "−") in verdict


def test_both_cures_together_are_told_where_they_were_tried() -> None:
    gains = {"augmentation": 0.103, "dropout": 0.041, "both": 0.1}
    assert "Augmentation alone changed validation accuracy by +10.3 percentage points, dropout alone by +4.1, both" in (
        judge_cure_guess(DROPOUT, gains)
    )


def test_without_a_guess_only_the_figures_are_told() -> None:
    told = judge_cure_guess(None, {"augmentation": 0.103, "dropout": 0.041, "both": 0.1})
    assert told.startswith("All four networks saw")
    assert "both together by +10.0 (last ten epochs; one training of each kind)." in told
    over_ten = judge_cure_guess(None, {"augmentation": 0.103, "dropout": 0.041}, 10)
    assert over_ten.endswith("(last ten epochs; means over 10 trainings of each kind).")
    assert judge_prediction(None, trained(0.99, [0.7] * 5), trained(0.85, [0.8] * 5)) == (
        "Training accuracy ended at 85.0% instead of 99.0%. Validation accuracy ended at 80.0% instead of 70.0%"
        " (means of the last ten epochs)."
    )
