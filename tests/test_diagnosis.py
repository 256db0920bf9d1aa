"""Overfitting in figures, and the interval of a share against SciPy's."""

import pytest
from scipy import stats

from dogcat.diagnosis import Diagnosis, diagnose, wilson_interval


def test_figures_of_an_overfitting_history() -> None:
    """Training goes on rising; validation is best in epoch 3, surest in epoch 2, and luckily as good in epoch 5."""
    history = _history(
        clean=[0.60, 0.70, 0.80, 0.90, 0.99],
        val_accuracy=[0.60, 0.68, 0.72, 0.70, 0.72],
        val_loss=[0.66, 0.58, 0.60, 0.75, 0.90],
    )
    assert diagnose(history) == Diagnosis(
        num_epochs=5,
        clean_accuracy=0.99,
        val_accuracy=0.72,
        gap=pytest.approx(0.27),
        best_val_accuracy=0.72,
        best_val_accuracy_epoch=3,
        lowest_val_loss_epoch=2,
        mean_val_accuracy=pytest.approx((0.60 + 0.68 + 0.72 + 0.70 + 0.72) / 5),
    )


def test_the_mean_is_of_the_last_ten_epochs() -> None:
    accuracies = [0.1] * 7 + [0.7, 0.8] * 5
    history = _history([0.8] * 17, accuracies, [0.5] * 17)
    assert diagnose(history).mean_val_accuracy == pytest.approx(0.75)
    assert diagnose(history).num_epochs == 17


def test_of_equal_epochs_the_first_is_named() -> None:
    found = diagnose(_history([0.7] * 3, [0.6] * 3, [0.5] * 3))
    assert found.best_val_accuracy_epoch == found.lowest_val_loss_epoch == 1


def test_a_single_epoch_is_enough() -> None:
    found = diagnose(_history([0.7], [0.75], [0.5]))
    assert found.gap == pytest.approx(-0.05)
    assert found.mean_val_accuracy == found.best_val_accuracy == 0.75


@pytest.mark.parametrize(
    ("num_right", "num_all"),
    [(0, 1), (1, 1), (0, 30), (30, 30), (1, 30), (15, 30), (720, 1000), (999, 1000), (1000, 1000), (81_000, 100_000)],
)
def test_interval_is_scipys(num_right: int, num_all: int) -> None:
    expected = stats.binomtest(num_right, num_all).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(num_right, num_all) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_interval_stays_within_0_and_1_and_around_the_share() -> None:
    for num_right in range(21):
        low, high = wilson_interval(num_right, 20)
        assert 0 <= low <= num_right / 20 <= high <= 1
        assert low < high


def _history(clean: list[float], val_accuracy: list[float], val_loss: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": float(number), "clean_accuracy": a, "val_accuracy": b, "val_loss": c}
        for number, (a, b, c) in enumerate(zip(clean, val_accuracy, val_loss, strict=True), start=1)
    ]
