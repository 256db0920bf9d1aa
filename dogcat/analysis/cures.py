"""What augmentation and dropout did: recorded trainings with and without each, over several seeds.

Of the same seed, all cells have the same batches in the same order. Differences between cells are therefore taken seed
by seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dogcat.analysis.history import diagnose
from dogcat.common.statistics import mean_interval
from dogcat.runs.recorded import CELLS, fair_cells
from dogcat.runs.recorded_seeds import PictureKind, RecordedSeeds, cell_name, recorded_seeds

MIN_SEEDS = 3  # for an interval; that of two values is 25 standard errors wide, which says nothing


@dataclass(frozen=True)
class Spread:
    """A figure over several seeds.

    Attributes:
        values: one value for each seed.
        mean: their mean.
        low: lower bound of the 95% interval of the mean; the mean itself with fewer than `MIN_SEEDS` values.
        high: upper bound.
    """

    values: tuple[float, ...]
    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class CureResults:
    """Mean validation accuracy of the last ten epochs, by cell of the 2 x 2 comparison and by seed.

    Attributes:
        levels: accuracies by cell of `CELLS` and by seed, all cells with the same seeds.
        is_quick: whether the recipe is the quick one; otherwise it is the tutorial's, with one seed.
    """

    levels: Mapping[str, Mapping[int, float]]
    is_quick: bool

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, ascending."""
        return tuple(sorted(self.levels.get("nothing", {})))

    def effects(self) -> dict[str, Spread]:
        """Return by cell how far its accuracy lies above that of `nothing`, -1 to 1."""
        if "nothing" not in self.levels:
            return {}
        return {
            cell: spread([level[seed] - self.levels["nothing"][seed] for seed in self.seeds])
            for cell, level in self.levels.items()
            if cell != "nothing"
        }

    def gains(self) -> dict[str, float]:
        """Return the means of `effects`."""
        return {cell: effect.mean for cell, effect in self.effects().items()}


def spread(values: Sequence[float]) -> Spread:
    """Return mean and 95% interval of at least one value."""
    mean, low, high = mean_interval(values)
    return (
        Spread(tuple(values), mean, low, high) if len(values) >= MIN_SEEDS else Spread(tuple(values), mean, mean, mean)
    )


def seed_cells(kind: PictureKind, num_pictures: int = 2000) -> dict[str, RecordedSeeds]:
    """Return the recorded tables of the quick 2 x 2 comparison by cell; one that is missing is left out."""
    found = {cell: recorded_seeds(cell_name(cell, kind, num_pictures)) for cell in CELLS}
    return {cell: table for cell, table in found.items() if table}


def levels_of(table: RecordedSeeds) -> dict[int, float]:
    """Return mean validation accuracy of the last ten epochs by seed."""
    return {seed: diagnose(history).val_accuracy for seed, history in zip(table.seeds, table.histories, strict=True)}


def gaps_of(table: RecordedSeeds) -> dict[int, float]:
    """Return the mean gap between training and validation of the last ten epochs by seed."""
    return {seed: diagnose(history).gap for seed, history in zip(table.seeds, table.histories, strict=True)}


def quick_results(cells: Mapping[str, RecordedSeeds]) -> CureResults:
    """Return the results of recorded tables, over the seeds that all of them have."""
    levels = {cell: levels_of(table) for cell, table in cells.items()}
    common = set.intersection(*(set(level) for level in levels.values())) if levels else set()
    kept = {cell: {seed: level[seed] for seed in sorted(common)} for cell, level in levels.items()}
    return CureResults(kept if common else {}, is_quick=True)


def cure_results(kind: PictureKind = "photos") -> CureResults:
    """Return the results that lesson and Compare name: those with several seeds, otherwise the tutorial's with one."""
    quick = quick_results(seed_cells(kind))
    if {"nothing", "augmentation", "dropout"} <= quick.levels.keys():
        return quick
    level = {cell: diagnose(run.history()).val_accuracy for cell, run in fair_cells().items()}
    return CureResults({cell: {1: value} for cell, value in level.items()}, is_quick=False)
