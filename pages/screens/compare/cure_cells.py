"""The cells of the fair board: what each is called, its colour, and its figures with their intervals."""

from dogcat.analysis.comparison import compare_pairs, num_measured
from dogcat.analysis.history import diagnose
from dogcat.charts.intervals import Interval
from dogcat.common.language import N_, _
from dogcat.common.palette import BASELINE, REGULARIZED
from dogcat.common.statistics import gap_interval, wilson_interval
from dogcat.runs.run import Run

CELLS = {
    "nothing": N_("nothing"),
    "augmentation": N_("augmentation only"),
    "dropout": N_("dropout only"),
    "both": N_("both"),
}
COLOURS = {"nothing": BASELINE} | dict.fromkeys(("augmentation", "dropout", "both"), REGULARIZED)


def gain_of(nothing: Run, cured: Run, name: str) -> Interval:
    """How many more validation pictures the last network gets right than that of the plain training."""
    paired = compare_pairs(p_dog(nothing), p_dog(cured))
    return Interval(_(CELLS[name]), paired.difference, *paired.interval, COLOURS[name])


def p_dog(run: Run) -> dict[str, float | None]:
    """What a run's last network says about the validation pictures."""
    return dict(run.evaluation("validation")["p_dog"])


def validation_of(run: Run, name: str) -> Interval:
    """Validation accuracy of a cell over the last ten epochs."""
    mean, num = diagnose(run.history()).mean_val_accuracy, num_measured(run)[1]
    return Interval(_(CELLS[name]), mean, *wilson_interval(round(mean * num), num), COLOURS[name])


def gap_of(run: Run, name: str) -> Interval:
    """The gap of a cell after the last epoch."""
    found = diagnose(run.history())
    num_clean, num_validation = num_measured(run)
    low, high = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    return Interval(_(CELLS[name]), found.gap, low, high, COLOURS[name])
