"""Overfitting in figures, early stopping against Keras', and the interval of a share against SciPy's."""

import math
import random

import pytest
from scipy import integrate, stats

from dogcat.analysis.history import (
    Diagnosis,
    diagnose,
    early_stopping,
    epoch_noise,
    estimate,
    lowest_val_loss_epoch,
    mean_of_last,
    sampling_error,
    smoothed,
    training_seconds,
)
from dogcat.common.statistics import gap_interval, wilson_interval
from dogcat.runs.recorded import tutorial_histories


def test_figures_of_an_overfitting_history() -> None:
    """Training rises to the end; validation is best in epoch 3, surest in epoch 2, and luckily as good in epoch 5."""
    history = _history(
        clean=[0.60, 0.70, 0.80, 0.90, 0.99],
        val_accuracy=[0.60, 0.68, 0.72, 0.70, 0.72],
        val_loss=[0.66, 0.58, 0.60, 0.75, 0.90],
    )
    assert diagnose(history) == Diagnosis(
        num_epochs=5,
        clean_accuracy=pytest.approx(0.798),
        val_accuracy=pytest.approx(0.684),
        gap=pytest.approx(0.114),
        best_val_accuracy=0.72,
        best_val_accuracy_epoch=3,
        lowest_val_loss_epoch=2,
    )


def test_the_mean_is_of_the_last_ten_epochs() -> None:
    accuracies = [0.1] * 7 + [0.7, 0.8] * 5
    history = _history([0.1] * 7 + [0.9] * 10, accuracies, [0.5] * 17)
    found = diagnose(history)
    assert (found.clean_accuracy, found.val_accuracy, found.gap) == pytest.approx((0.9, 0.75, 0.15))
    assert mean_of_last(history, "val_accuracy") == found.val_accuracy
    assert diagnose(history).num_epochs == 17


def test_of_equal_epochs_the_first_is_named() -> None:
    found = diagnose(_history([0.7] * 3, [0.6] * 3, [0.5] * 3))
    assert found.best_val_accuracy_epoch == found.lowest_val_loss_epoch == 1


def test_a_single_epoch_is_enough() -> None:
    found = diagnose(_history([0.7], [0.75], [0.5]))
    assert found.gap == pytest.approx(-0.05)
    assert found.val_accuracy == found.best_val_accuracy == 0.75


def test_epochs_without_a_number_are_left_out_of_the_mean() -> None:
    assert mean_of_last([{"a": 1.0}, {"a": math.nan}, {"a": 2.0}, {"a": None}], "a") == 1.5
    assert math.isnan(mean_of_last([{"a": math.nan}], "a"))


def test_a_loss_that_is_no_number_is_never_the_lowest() -> None:
    diverged = _history([0.5] * 3, [0.5] * 3, [math.nan, 0.6, math.nan])
    assert diagnose(diverged).lowest_val_loss_epoch == lowest_val_loss_epoch(diverged) == 2
    without = [{"epoch": epoch, "val_loss": loss} for epoch, loss in enumerate([None, math.nan, math.inf], start=1)]
    assert lowest_val_loss_epoch(without) is None
    assert lowest_val_loss_epoch([]) is None
    assert diagnose(_history([0.5], [0.5], [math.nan])).lowest_val_loss_epoch == 1


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([0.7, 0.6, 0.5, 0.55, 0.6], 2, (5, 3)),
        ([0.7, 0.6, 0.5, 0.55], 2, None),
        ([0.7, 0.6, 0.65, 0.5, 0.55, 0.6], 2, (6, 4)),  # the wait begins anew
        ([0.7, 0.6, 0.6, 0.6], 2, (4, 2)),  # as low as before is not lower
        ([0.5, 0.6], 1, (2, 1)),
        ([0.5, 0.6, 0.4], 1, (2, 1)),  # what comes after the stop does not count
        ([None, None, 0.4], 2, (2, 1)),
        ([math.nan, 0.6, 0.7, math.nan], 2, (4, 2)),
        ([math.nan], 1, None),  # never after the first epoch
        ([0.5, 0.6, 0.7, 0.8], 0, None),
        ([], 3, None),
    ],
)
def test_early_stopping_waits_for_a_lower_loss(
    losses: list[float | None], patience: int, expected: tuple[int, int] | None
) -> None:
    assert early_stopping(_losses(losses), patience) == expected


def test_early_stopping_is_keras_own() -> None:
    from keras.callbacks import EarlyStopping

    class Model:
        stop_training = False

        def get_weights(self) -> list[float]:
            return []

    drawn = random.Random(5)
    stops = 0
    for _ in range(300):
        later = [drawn.choice([0.3, 0.4, 0.5, 0.6, math.nan, math.inf]) for _ in range(drawn.randint(0, 11))]
        losses = [drawn.choice([0.4, 0.5, 0.6]), *later]
        patience = drawn.randint(1, 5)
        keras = EarlyStopping(patience=patience, restore_best_weights=True, mode="min")
        keras.set_model(Model())
        keras.on_train_begin()
        expected = None
        for epoch, loss in enumerate(losses):
            keras.on_epoch_end(epoch, {"val_loss": loss})
            if keras.model.stop_training:
                expected = (epoch + 1, keras.best_epoch + 1)
                break
        assert early_stopping(_losses(losses), patience) == expected, (losses, patience)
        stops += expected is not None
    assert 100 < stops < 300


def test_every_figure_has_the_interval_of_its_own_pictures() -> None:
    history = _history(clean=[0.5, 0.9], val_accuracy=[0.625, 0.775], val_loss=[0.6, 0.5])
    found = estimate(history, 200, 100)
    assert found.clean_accuracy == (0.7, *wilson_interval(140, 200))
    assert found.val_accuracy == (0.7, *wilson_interval(70, 100))
    assert found.gap == (pytest.approx(0.0), *gap_interval(0.7, 200, 0.7, 100))


def test_smoothing_takes_four_fifths_of_the_point_before() -> None:
    assert smoothed([1.0, 0.0, 0.0]) == pytest.approx([1.0, 0.8, 0.64])
    assert smoothed([0.5, None, math.nan, 1.0], factor=0.5) == [0.5, None, None, 0.75]
    assert smoothed([0.1, 0.9], factor=0) == [0.1, 0.9]


@pytest.mark.parametrize("num_epochs", [10, 30, 100])
def test_the_luckiest_of_many_equal_epochs_is_expected_above_their_mean(num_epochs: int) -> None:
    """Against the expected maximum of normal draws by integration; Harter (1961) has 1.5388 and 2.5076 for 10, 100."""
    lucky, _ = integrate.quad(
        lambda x: x * num_epochs * stats.norm.pdf(x) * stats.norm.cdf(x) ** (num_epochs - 1), -8, 8
    )
    deviation = 0.02
    recent = [0.8 + sign * deviation * math.sqrt(0.9) for sign in (1, -1)] * 5
    noise = epoch_noise(
        [{"val_accuracy": value} for value in [0.81, *[0.79] * (num_epochs - 11), *recent][-num_epochs:]]
    )
    assert (noise.mean, noise.deviation) == (pytest.approx(0.8), pytest.approx(deviation))
    assert noise.num_level == num_epochs
    assert noise.expected_highest == pytest.approx(0.8 + lucky * deviation, abs=0.01 * deviation)


def test_epochs_before_the_level_do_not_count_as_draws() -> None:
    noise = epoch_noise([{"val_accuracy": value} for value in [0.5, math.nan, 0.6, *[0.7] * 10]])
    assert (noise.mean, noise.highest, noise.num_level) == (pytest.approx(0.7), 0.7, 10)
    assert epoch_noise([{"val_accuracy": 0.6}]).expected_highest == 0.6


def test_the_tutorials_best_epoch_was_lucky() -> None:
    noise = epoch_noise(tutorial_histories()["regularized"])
    assert noise.highest == 0.8318
    assert noise.mean == pytest.approx(0.814, abs=0.001)
    assert noise.expected_highest > 0.8318


def test_a_training_takes_as_long_as_so_many_of_its_middle_epochs() -> None:
    assert training_seconds([{"seconds": seconds} for seconds in (25.0, 20.0, 995.0, 19.0, 21.0)]) == 5 * 21
    assert training_seconds([]) == 0


def _history(clean: list[float], val_accuracy: list[float], val_loss: list[float]) -> list[dict[str, float]]:
    return [
        {"epoch": float(number), "clean_accuracy": a, "val_accuracy": b, "val_loss": c}
        for number, (a, b, c) in enumerate(zip(clean, val_accuracy, val_loss, strict=True), start=1)
    ]


def _losses(losses: list[float | None]) -> list[dict[str, float | None]]:
    return [{"epoch": epoch, "val_loss": loss} for epoch, loss in enumerate(losses, start=1)]


def test_the_sampling_error_is_half_the_interval_around_one_half() -> None:
    low, high = wilson_interval(500, 1000)
    assert sampling_error(1000) == pytest.approx((high - low) / 2) == pytest.approx(0.0309, abs=1e-4)
    assert sampling_error(100) > sampling_error(1000)
