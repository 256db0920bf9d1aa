"""Figures of one history: overfitting and its 95% intervals, noise of one epoch, early stopping, smoothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, median, stdev
from typing import Any, NamedTuple

from dogcat.common.statistics import accuracy_interval, gap_interval, is_number

NUM_LAST = 10  # epochs whose mean stands for a training: one epoch alone is often lucky or unlucky by points
MOST_LOSS = 1.5  # shown at most: the validation loss of a plain network would flatten the other curves


@dataclass(frozen=True)
class Diagnosis:
    """A history in a few figures. Accuracies are fractions; epochs count from 1.

    Attributes:
        num_epochs: number of finished epochs.
        clean_accuracy: mean clean training accuracy of the last ten epochs, or of all if there are fewer.
        val_accuracy: mean validation accuracy of the same epochs.
        gap: `clean_accuracy` minus `val_accuracy`.
        best_val_accuracy: highest validation accuracy of any epoch, which is partly luck.
        best_val_accuracy_epoch: the first epoch that reached it.
        lowest_val_loss_epoch: epoch whose model is kept as the best; the first epoch if no loss is a number.
    """

    num_epochs: int
    clean_accuracy: float
    val_accuracy: float
    gap: float
    best_val_accuracy: float
    best_val_accuracy_epoch: int
    lowest_val_loss_epoch: int

    @property
    def mean_val_accuracy(self) -> float:
        """The same as `val_accuracy`."""
        return self.val_accuracy


def diagnose(history: Sequence[Mapping[str, float]]) -> Diagnosis:
    """Return the figures of a history of at least one epoch, with rows as from `Run.history`."""
    clean, validation = (mean_of_last(history, column) for column in ("clean_accuracy", "val_accuracy"))
    best = max(history, key=lambda row: row["val_accuracy"])
    return Diagnosis(
        num_epochs=len(history),
        clean_accuracy=clean,
        val_accuracy=validation,
        gap=clean - validation,
        best_val_accuracy=best["val_accuracy"],
        best_val_accuracy_epoch=int(best["epoch"]),
        lowest_val_loss_epoch=lowest_val_loss_epoch(history) or int(history[0]["epoch"]),
    )


def mean_of_last(history: Sequence[Mapping[str, Any]], column: str) -> float:
    """Return the mean of a column over the last `NUM_LAST` epochs, or over all if there are fewer.

    Epochs without a number are left out; without any number the mean is nan.
    """
    values = [float(row[column]) for row in history[-NUM_LAST:] if is_number(row.get(column))]
    return sum(values) / len(values) if values else math.nan


class Estimate(NamedTuple):
    """A figure with its 95% interval, all fractions."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimates:
    """The accuracies of a history and its gap, means of the last ten epochs, each with its 95% confidence interval.

    The intervals are those of one epoch, because all epochs are measured on the same pictures.

    Attributes:
        clean_accuracy: clean training accuracy.
        val_accuracy: validation accuracy.
        gap: clean training accuracy minus validation accuracy.
    """

    clean_accuracy: Estimate
    val_accuracy: Estimate
    gap: Estimate

    @property
    def mean_val_accuracy(self) -> Estimate:
        """The same as `val_accuracy`."""
        return self.val_accuracy


def estimate(history: Sequence[Mapping[str, float]], num_clean: int, num_validation: int) -> Estimates:
    """Return the figures of the last epochs with their intervals.

    Args:
        history: rows of a training, at least one; some of the last ten rows' accuracies are numbers.
        num_clean: number of training pictures that clean accuracy was measured on, at least 1.
        num_validation: number of validation pictures, at least 1.
    """
    found = diagnose(history)

    def accuracy(value: float, num_pictures: int) -> Estimate:
        return Estimate(value, *accuracy_interval(value, num_pictures))

    gap = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    return Estimates(
        clean_accuracy=accuracy(found.clean_accuracy, num_clean),
        val_accuracy=accuracy(found.val_accuracy, num_validation),
        gap=Estimate(found.gap, *gap),
    )


def sampling_error(num_pictures: int) -> float:
    """Return half of the widest 95% interval of an accuracy on `num_pictures` pictures, as a fraction."""
    low, high = accuracy_interval(0.5, num_pictures)
    return (high - low) / 2


def lowest_val_loss_epoch(history: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the first epoch with the lowest validation loss; None if no row has a finite loss.

    Args:
        history: rows with `epoch` and `val_loss`, which may be None or nan.
    """
    rows = [row for row in history if is_number(row["val_loss"])]
    return int(min(rows, key=lambda row: row["val_loss"])["epoch"]) if rows else None


def early_stopping(history: Sequence[Mapping[str, Any]], patience: int) -> tuple[int, int] | None:
    """Return when early stopping ends a training: after `patience` epochs in a row without a lower validation loss.

    The rule is that of Keras' `EarlyStopping(patience=patience, min_delta=0, restore_best_weights=True)`, which
    never stops after the first epoch. One case differs: if the first loss is nan, Keras never finds a lower one.

    Args:
        history: rows with `epoch` and `val_loss`, in order; a loss that is None, nan or infinite is never lower.
        patience: number of epochs to wait; 0 means no early stopping.

    Returns:
        The epoch after which training stops and the epoch whose model is kept; None if it does not stop.
    """
    if patience == 0:
        return None
    lowest, kept, waited = math.inf, 0, 0
    for position, row in enumerate(history):
        epoch, loss = int(row["epoch"]), row["val_loss"]
        if is_number(loss) and loss < lowest:
            lowest, kept, waited = loss, epoch, 0
            continue
        kept = kept or epoch
        waited += 1
        if waited >= patience and position > 0:
            return epoch, kept
    return None


@dataclass(frozen=True)
class EpochNoise:
    """The noise of validation accuracy from epoch to epoch, and the highest value that noise alone explains.

    Attributes:
        mean: mean validation accuracy of the last ten epochs, or of all if there are fewer.
        deviation: standard deviation of the same epochs; 0 for a single epoch.
        highest: highest validation accuracy of all epochs.
        num_level: number of epochs since validation accuracy first reached `mean`; they are about equally good.
        expected_highest: expected maximum of `num_level` equally good epochs with this mean and deviation.
    """

    mean: float
    deviation: float
    highest: float
    num_level: int
    expected_highest: float


def epoch_noise(history: Sequence[Mapping[str, Any]]) -> EpochNoise:
    """Return the noise of validation accuracy from epoch to epoch.

    The expected maximum of n draws from a normal distribution is its (n - 3/8) / (n + 1/4) point (G. Blom, Statistical
    Estimates and Transformed Beta-Variables, 1958): 0.5% off for ten draws, less for more.

    Args:
        history: rows with `val_accuracy`, a number in at least one; rows without a number are left out.
    """
    values = [float(row["val_accuracy"]) for row in history if is_number(row["val_accuracy"])]
    recent = values[-10:]
    mean = sum(recent) / len(recent)
    deviation = stdev(recent) if len(recent) > 1 else 0.0
    first_level = next(place for place, value in enumerate(values) if value >= mean - 1e-12)
    num_level = len(values) - first_level
    lucky = NormalDist().inv_cdf((num_level - 0.375) / (num_level + 0.25))
    return EpochNoise(mean, deviation, max(values), num_level, mean + lucky * deviation)


def training_seconds(history: Sequence[Mapping[str, Any]]) -> float:
    """Return the duration of an uninterrupted training in seconds: number of epochs times their median duration.

    The sum of the epochs would count the hours for which the computer slept or did other work.

    Args:
        history: rows with `seconds` of wall time; without rows the duration is 0.
    """
    return len(history) * median(row["seconds"] for row in history) if history else 0.0


def smoothed(values: Sequence[float | None], factor: float = 0.8) -> list[float | None]:
    """Return a curve after exponential smoothing.

    Each point is `factor` times the previous point plus (1 - `factor`) times the value.

    The method is that of F. Chollet, Deep Learning with Python, 2017, chapter 5. Values that are None, nan or infinite
    become None and do not change the next point.

    Args:
        values: one value per epoch.
        factor: 0 (no smoothing) to 1.
    """
    points: list[float | None] = []
    before: float | None = None
    for value in values:
        if value is None or not math.isfinite(value):
            points.append(None)
            continue
        before = value if before is None else factor * before + (1 - factor) * value
        points.append(before)
    return points
