"""Comparisons in words: what is right and what is a surprise, and which figures are named."""

import pytest

from dogcat.analysis.comparison_text import read_early_stopping, read_end, read_luck, read_more_pictures, read_tutorial
from dogcat.lesson.guesses import (
    AUGMENTATION,
    CURE_GUESSES,
    DROPOUT,
    EQUALLY,
    NEITHER,
    PREDICTIONS,
    judge_cure_guess,
    judge_prediction,
)


def history(clean: float, validation: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "clean_accuracy": clean, "val_accuracy": share, "val_loss": 0.5}
        for epoch, share in enumerate(validation, 1)
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
    plain, cured = history(0.99, [0.7] * 5), history(clean, [validation] * 5)
    for prediction in PREDICTIONS:
        verdict = judge_prediction(prediction, plain, cured)
        assert verdict.startswith("Well predicted") == (prediction == right)
        assert (
            f"about {clean:.0%} instead of 99%, validation accuracy at about {validation:.0%} instead of 70%" in verdict
        )


def test_both_can_rise() -> None:
    assert judge_prediction("both higher", history(0.6, [0.6] * 5), history(0.9, [0.8] * 5)).startswith(
        "Well predicted"
    )


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
        assert f"by {100 * augmentation:+.1f} points, dropout alone by {100 * dropout:+.1f} (means" in verdict


def test_both_cures_together_are_told_where_they_were_tried() -> None:
    gains = {"augmentation": 0.103, "dropout": 0.041, "both": 0.1}
    assert (
        "augmentation alone changed validation accuracy by +10.3 points, dropout alone by +4.1, both together by"
        in (judge_cure_guess(DROPOUT, gains))
    )


def test_without_a_guess_only_the_figures_are_told() -> None:
    told = judge_cure_guess(None, {"augmentation": 0.103, "dropout": 0.041, "both": 0.1})
    assert told.startswith("All four networks below")
    assert "both together by +10.0 (means" in told
    assert judge_prediction(None, history(0.99, [0.7] * 5), history(0.85, [0.8] * 5)) == (
        "Training accuracy ended at about 85% instead of 99%, validation accuracy at about 80% instead of 70%."
    )


def test_more_pictures_alone_stand_beside_those_of_the_exercise() -> None:
    told = read_more_pictures((60_000, 0.7145), (320_000, 0.7096))
    assert "Shown 60,000 in all, as in the exercise, the plain network gets 71.5% of new ones right" in told
    assert told.endswith("shown 320,000, it gets 71.0%.")


def test_what_early_stopping_would_have_kept_is_told() -> None:
    rows = [
        {"epoch": epoch, "clean_accuracy": 0.6 + 0.05 * epoch, "val_accuracy": 0.7, "val_loss": abs(epoch - 3)}
        for epoch in range(1, 8)
    ]
    told = read_early_stopping(rows, patience=2)
    assert "no new low for 2 epochs" in told
    assert "would have stopped after epoch 5 and kept epoch 3: 70.0% of new pictures right" in told
    assert told.endswith("and a gap of 5 points in place of 25 points.")
    assert read_early_stopping(rows, patience=5) == "", "it would have gone on to the end"


def test_the_end_of_a_training_is_told_with_the_interval_of_its_gap() -> None:
    told = read_end(history(0.995, [0.72, 0.7]), 2_000, 1_000)
    assert told == (
        "After 2 epochs it gets **99.5%** of its training pictures right and **70.0%** of new ones. The gap is"
        " **30 points** (95% interval 27 to 32)."
    )


def test_the_luckiest_epoch_stands_beside_the_mean() -> None:
    told = read_luck(history(0.9, [0.8, 0.82] * 50))
    assert "varies (standard deviation 1.1 points)" in told
    assert "The highest of 100 epochs is **82.0%**, the mean of the last ten **81.0%**" in told
    assert "at that level for 99 epochs; the luckiest of so many equally good ones is to be expected at 83.6%" in told


def test_the_tutorial_s_claim_stands_beside_its_log() -> None:
    told = read_tutorial(history(0.9, [0.6, 0.83, *[0.8] * 8, 0.7]))
    assert told == (
        "The tutorial says “84%”. Its own log: 83.0% in its luckiest epoch, 79.3% over the last ten, 70.0% in the last."
    )
