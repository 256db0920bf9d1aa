"""Trainings in words: which figures are named."""

from dogcat.analysis.comparison_text import (
    read_change,
    read_early_stopping,
    read_end,
    read_luck,
    read_more_pictures,
    read_tutorial,
)
from dogcat.analysis.history import Estimate, estimate


def history(clean: float, validation: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "clean_accuracy": clean, "val_accuracy": share, "val_loss": 0.5}
        for epoch, share in enumerate(validation, 1)
    ]


def test_more_pictures_alone_stand_beside_those_of_the_exercise() -> None:
    told = read_more_pictures((60_000, 0.7145), (320_000, 0.7096))
    assert "gets 71.5% of new pictures right after 60,000 training pictures, as in the exercise" in told
    assert told.endswith("and 71.0% after 320,000.")


def test_what_early_stopping_would_have_kept_is_told() -> None:
    rows = [
        {"epoch": epoch, "clean_accuracy": 0.6 + 0.05 * epoch, "val_accuracy": 0.7, "val_loss": abs(epoch - 3)}
        for epoch in range(1, 8)
    ]
    told = read_early_stopping(rows, patience=2)
    assert "With early stopping (patience 2)" in told
    assert (
        "would have stopped after epoch 5 and kept the network of epoch 3. That network gets 70.0% of new pictures"
        in told
    )
    assert told.endswith("its gap is 5 percentage points. The mean gap of the last ten epochs is 10 percentage points.")
    assert read_early_stopping(rows, patience=5) == "", "it would have gone on to the end"


def test_the_end_of_a_training_is_told_with_the_interval_of_its_gap() -> None:
    told = read_end(history(0.995, [0.5, *[0.72, 0.7] * 5]), 2_000, 1_000)
    assert told == (
        "On average over its last 10 epochs it gets **99.5%** of its training pictures right and **71.0%** of new ones."
        " The gap is **28.5 percentage points** (95% confidence interval 25.7 to 31.4)."
    )
    assert read_end(history(0.9, [0.7]), 2_000, 1_000).startswith("In its only epoch it gets **90.0%**")


def test_what_regularization_changed_is_one_sentence() -> None:
    plain, regularized = (estimate(history(*accuracies), 600, 1_000) for accuracies in ((0.99, [0.7]), (0.85, [0.81])))
    assert read_change(plain, regularized, Estimate(0.11, 0.072, 0.147)) == (
        "New pictures right: **70.0% → 81.0%**, +11.0 percentage points (95% confidence interval +7.2 to +14.7). Gap:"
        " **29.0 → 4.0** percentage points. All values are means of the last ten epochs."
    )


def test_the_luckiest_epoch_stands_beside_the_mean() -> None:
    told = read_luck(history(0.9, [0.8, 0.82] * 50))
    assert "varies from epoch to epoch (standard deviation 1.1 percentage points)" in told
    assert "The highest of 100 epochs is **82.0%**, the mean of the last ten **81.0%**" in told
    assert "at that level for 99 epochs. Even without progress, the best of 99 epochs would reach about 83.6%" in told


def test_the_tutorial_s_claim_stands_beside_its_log() -> None:
    told = read_tutorial(history(0.9, [0.6, 0.83, *[0.8] * 8, 0.7]))
    assert told == (
        "The tutorial says “84%”. Its own log shows 83.0% in the luckiest epoch, 79.3% on average over the last ten,"
        " and 70.0% in the last."
    )
