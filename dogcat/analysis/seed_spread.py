"""How far trainings of one recipe lie apart that differ only in the seed: quantiles by epoch, and their results."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np

from dogcat.common.statistics import Z_95, accuracy_interval

MIN_RESULTS = 3  # for a standard deviation: that of two values is a distance, and says little about others

Curve = Sequence[tuple[int, float]]  # epoch and validation accuracy


@dataclass(frozen=True)
class SeedRibbon:
    """Validation accuracy over several seeds; each list has one value per epoch.

    Attributes:
        epochs: epochs that at least one training has finished, ascending.
        low: lowest value.
        lower: 25% quantile, by linear interpolation, as NumPy's default.
        middle: median.
        upper: 75% quantile.
        high: highest value.
        counts: number of trainings that have finished the epoch.
    """

    epochs: list[int]
    low: list[float]
    lower: list[float]
    middle: list[float]
    upper: list[float]
    high: list[float]
    counts: list[int]


def seed_ribbon(curves: Sequence[Curve]) -> SeedRibbon:
    """Return the quantiles by epoch over the trainings that have finished it."""
    by_epoch: dict[int, list[float]] = {}
    for curve in curves:
        for epoch, value in curve:
            by_epoch.setdefault(epoch, []).append(value)
    epochs = sorted(by_epoch)
    rows = [np.quantile(by_epoch[epoch], [0, 0.25, 0.5, 0.75, 1]).tolist() for epoch in epochs]
    low, lower, middle, upper, high = [list(column) for column in zip(*rows, strict=True)] or ([], [], [], [], [])
    return SeedRibbon(epochs, low, lower, middle, upper, high, [len(by_epoch[epoch]) for epoch in epochs])


@dataclass(frozen=True)
class SeedSpread:
    """The results of trainings that differ only in the seed, all measured on the same pictures. All are fractions.

    Attributes:
        values: the results, ascending.
        mean: their mean.
        deviation: their standard deviation, with n - 1 in the denominator.
        num_pictures: number of pictures on which each was measured.
    """

    values: tuple[float, ...]
    mean: float
    deviation: float
    num_pictures: int

    @property
    def range(self) -> float:
        """The highest minus the lowest result."""
        return self.values[-1] - self.values[0]

    @property
    def seed_interval(self) -> tuple[float, float]:
        """The range in which 95% of results with other seeds lie if these are normally distributed: mean ± 1.96 SD."""
        return self.mean - Z_95 * self.deviation, self.mean + Z_95 * self.deviation

    @property
    def picture_interval(self) -> tuple[float, float]:
        """The 95% Wilson interval over pictures of one training whose result is the mean.

        It says how far the accuracy on all such pictures may lie from the one on these. All seeds share the pictures,
        so this uncertainty is not in `deviation`.
        """
        return accuracy_interval(self.mean, self.num_pictures)

    @property
    def repeatability(self) -> float:
        """The difference that two single trainings stay below in 95% of cases, if results are normally distributed.

        It is 1.96 · √2 standard deviations, the repeatability limit of ISO 5725-6:1994, 4.1.
        """
        return Z_95 * math.sqrt(2) * self.deviation


def seed_spread(values: Sequence[float], num_pictures: int) -> SeedSpread | None:
    """Return how far results lie apart; None with fewer than `MIN_RESULTS`."""
    if len(values) < MIN_RESULTS:
        return None
    return SeedSpread(tuple(sorted(values)), mean(values), stdev(values), num_pictures)
