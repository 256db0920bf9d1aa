"""What the ladder's trainings say: accuracy, gap and cost of each rung, and what its ingredient changed.

An accuracy on few pictures is uncertain for two reasons. Other pictures would give another accuracy, also for the same
network: the interval over pictures says how far. Another seed would give another network: the interval over seeds says
how far, as soon as there are `MIN_SEEDS` trainings. Neither holds the other, because all trainings share the pictures.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Literal

import numpy as np

from dogcat.analysis.cures import MIN_SEEDS
from dogcat.analysis.ladder import Rung
from dogcat.analysis.ladder_runs import LadderRun
from dogcat.common.statistics import accuracy_interval, gap_interval, mean_interval

Bounds = tuple[float, float]
Verdict = Literal["higher", "lower", "unclear"]
NUM_CORES = 2  # of the machine that the minutes are for


@dataclass(frozen=True)
class Measured:
    """A value of a rung, all fractions.

    Attributes:
        values: one value for each seed.
        mean: their mean.
        pictures: 95% confidence interval over pictures.
        seeds: 95% confidence interval over seeds, by Student's t; None with fewer than `MIN_SEEDS` trainings.
    """

    values: tuple[float, ...]
    mean: float
    pictures: Bounds
    seeds: Bounds | None

    @property
    def widest(self) -> Bounds:
        """Both intervals together: from the lower of the lower bounds to the higher of the higher ones."""
        both = [self.pictures, *([self.seeds] if self.seeds else [])]
        return min(low for low, _high in both), max(high for _low, high in both)

    @property
    def verdict(self) -> Verdict:
        """Say on which side of 0 a difference lies; `unclear` if one of its intervals holds 0."""
        low, high = self.widest
        return "higher" if low > 0 else "lower" if high < 0 else "unclear"


@dataclass(frozen=True)
class RungResult:
    """A rung's results over its recorded seeds.

    Attributes:
        rung: the rung.
        seeds: the recorded seeds.
        accuracy: on the test pictures.
        training: on the pictures it was trained on.
        gap: training accuracy minus validation accuracy.
        change: accuracy minus that of the rung that differs in the ingredient, over the seeds that both have; None for
            the first rung, and without a common seed.
        gap_change: the same for the gap.
        minutes: mean time of a training on `NUM_CORES` cores that do nothing else.
        num_shown: mean number of pictures that a training was shown.
        num_test: number of test pictures.
    """

    rung: Rung
    seeds: tuple[int, ...]
    accuracy: Measured
    training: Measured
    gap: Measured
    change: Measured | None
    gap_change: float | None
    minutes: float
    num_shown: float
    num_test: int


def rung_results(known: Mapping[str, Rung], runs: Mapping[str, Sequence[LadderRun]]) -> dict[str, RungResult]:
    """Return the results of each rung that has been recorded, by name, in the order of the rungs."""
    return {
        name: _result(rung, runs[name], runs.get(rung.before, ())) for name, rung in known.items() if runs.get(name)
    }


def _result(rung: Rung, runs: Sequence[LadderRun], before: Sequence[LadderRun]) -> RungResult:
    first = runs[0]
    num_test, num_validation = (len(first.right[split]) for split in ("test", "validation"))
    test, training, gaps = (
        [run.accuracy("test") for run in runs],
        [run.training_accuracy for run in runs],
        [_gap(run) for run in runs],
    )
    validation = mean(run.accuracy("validation") for run in runs)
    former = {run.seed: run for run in before}
    pairs = [(former[run.seed], run) for run in runs if run.seed in former]
    return RungResult(
        rung=rung,
        seeds=tuple(run.seed for run in runs),
        accuracy=_measured(test, accuracy_interval(mean(test), num_test)),
        training=_measured(training, accuracy_interval(mean(training), first.num_training)),
        gap=_measured(gaps, gap_interval(mean(training), first.num_training, validation, num_validation)),
        change=_change(pairs) if pairs else None,
        gap_change=mean(_gap(after) - _gap(one) for one, after in pairs) if pairs else None,
        minutes=mean(run.core_seconds for run in runs) / NUM_CORES / 60,
        num_shown=mean(run.num_shown for run in runs),
        num_test=num_test,
    )


def _gap(run: LadderRun) -> float:
    return run.training_accuracy - run.accuracy("validation")


def _change(pairs: Sequence[tuple[LadderRun, LadderRun]]) -> Measured:
    """Return what an ingredient changed in the accuracy on the test pictures.

    Over pictures: each picture has one value, the fraction of seeds that get it right with the ingredient minus that
    without it. The interval is that of their mean by Student's t, for paired values ("Student", 1908). Over seeds: each
    seed has one value, the difference of its two accuracies.

    Args:
        pairs: trainings without and with the ingredient, of the same seed and on the same pictures.
    """
    differences = np.array([after.right["test"].astype(float) - before.right["test"] for before, after in pairs])
    _mean, low, high = mean_interval(differences.mean(axis=0).tolist())
    return _measured(differences.mean(axis=1).tolist(), (low, high))


def _measured(values: Sequence[float], pictures: Bounds) -> Measured:
    middle, low, high = mean_interval(values)
    return Measured(tuple(values), middle, pictures, (low, high) if len(values) >= MIN_SEEDS else None)


@dataclass(frozen=True)
class Agreement:
    """How far two orders of the same things agree: M. G. Kendall, Biometrika 30 (1938), 81-93.

    Attributes:
        num_agreed: number of pairs of things that both orders put in the same order.
        num_pairs: number of pairs that neither order leaves open.
    """

    num_agreed: int
    num_pairs: int

    @property
    def correlation(self) -> float:
        """Kendall's rank correlation of the pairs that are not left open: -1 opposite, 0 chance, 1 the same order."""
        return 2 * self.num_agreed / self.num_pairs - 1 if self.num_pairs else math.nan


def added(results: Mapping[str, RungResult]) -> dict[str, float]:
    """Return by rung upwards how much accuracy its ingredient has added, as far as it is recorded."""
    return {name: result.change.mean for name, result in results.items() if result.rung.part == "up" and result.change}


def agreement(order: Sequence[str], values: Mapping[str, float]) -> Agreement:
    """Compare an order with measured values.

    Args:
        order: names, the one that is expected to have the highest value first. Names of `values` that it lacks share
            the last place. Names that have no value are left out.
        values: measured values by name.
    """
    places = {name: place for place, name in enumerate(order)}
    names = list(values)
    signs = [
        (places.get(one, len(order)) - places.get(other, len(order))) * (values[other] - values[one])
        for number, one in enumerate(names)
        for other in names[number + 1 :]
    ]
    return Agreement(sum(sign > 0 for sign in signs), sum(sign != 0 for sign in signs))
