"""The ablation: figures with intervals of four trainings that differ only in augmentation and dropout."""

from collections.abc import Mapping

from dogcat.analysis.comparison import compare_pairs, on_the_same_pictures
from dogcat.analysis.history import diagnose
from dogcat.analysis.run_figures import estimates_of
from dogcat.charts.intervals import Interval
from dogcat.common.language import N_, _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.runs.run import Run

# By cell, in the order of `dogcat.runs.recorded.CELLS`. Show the names through `_`.
CELL_NAMES = {
    "nothing": N_("nothing"),
    "augmentation": N_("augmentation only"),
    "dropout": N_("dropout only"),
    "both": N_("both"),
}
CELL_COLOURS = {"nothing": BASELINE_COLOUR} | dict.fromkeys(("augmentation", "dropout", "both"), REGULARIZED_COLOUR)


def gains_in_mean(cells: Mapping[str, Run]) -> dict[str, float]:
    """Return by cell how far mean validation accuracy of the last ten epochs lies above that of `nothing`, -1 to 1.

    Args:
        cells: trainings by cell; the result is empty without `nothing`.
    """
    if "nothing" not in cells:
        return {}
    means = {name: diagnose(run.history()).mean_val_accuracy for name, run in cells.items()}
    return {name: mean - means["nothing"] for name, mean in means.items() if name != "nothing"}


def gains_on_the_same_pictures(cells: Mapping[str, Run]) -> list[Interval]:
    """Return for each cure how many more validation pictures the last network gets right than with `nothing`.

    Args:
        cells: trainings by cell; the result is empty without `nothing`, and leaves out runs without evaluation.
    """
    gains = []
    for name in ("augmentation", "dropout", "both"):
        said = on_the_same_pictures(cells["nothing"], cells[name]) if {"nothing", name} <= cells.keys() else None
        if said:
            paired = compare_pairs(*said)
            gains.append(Interval(_(CELL_NAMES[name]), paired.difference, *paired.interval, CELL_COLOURS[name]))
    return gains


def mean_accuracy_of(run: Run, name: str) -> Interval:
    """Return mean validation accuracy of the last ten epochs for the training of a cell."""
    return Interval(_(CELL_NAMES[name]), *estimates_of(run).mean_val_accuracy, CELL_COLOURS[name])


def gap_of(run: Run, name: str) -> Interval:
    """Return the gap after the last epoch for the training of a cell."""
    return Interval(_(CELL_NAMES[name]), *estimates_of(run).gap, CELL_COLOURS[name])
