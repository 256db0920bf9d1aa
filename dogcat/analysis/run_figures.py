"""The figures of runs with their 95% intervals: for a table, for a file, and for the sealed test set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import NUM_LAST, Estimate, Estimates, diagnose, epoch_noise, estimate, training_seconds
from dogcat.common.language import N_, _
from dogcat.common.statistics import compare_seeds, gap_interval
from dogcat.common.units import Signed
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

# The lines of a table, from a row of `row_of`. Show both keys and values through `_`.
SHOWN = {
    # Translators: a line of a table: what the curves say, such as “overfits”
    N_("diagnosis"): "{Diagnosis}",
    N_("training"): N_("{Training, %:.1f}% ({Training from, %:.1f} to {Training to, %:.1f})"),
    N_("validation"): N_("{Validation, %:.1f}% ({Validation from, %:.1f} to {Validation to, %:.1f})"),
    N_("gap"): N_(
        "{Gap, percentage points:.1f} percentage points ({Gap from, percentage points:.1f} to {Gap to, percentage"
        " points:.1f})"
    ),
    N_("validation varies by"): N_(
        "{Deviation of last ten, percentage points:.1f} percentage points (standard deviation)"
    ),
    N_("validation, luckiest epoch"): "{Highest epoch, %:.1f}%",
    N_("lowest validation loss"): N_("epoch {Lowest validation loss in epoch}"),
    # Translators: a line of a table: how many epochs and minutes
    N_("length"): N_("{Epochs} epochs, {Minutes:.1f} minutes"),
}


@dataclass(frozen=True)
class HeldOut:
    """How an evaluated run does on pictures that it did not learn from.

    Attributes:
        run: the run.
        test: test accuracy with its 95% interval.
        validation: validation accuracy of the same weights, 0 to 1.
    """

    run: Run
    test: Estimate
    validation: float


def measured_counts(run: Run) -> tuple[int, int]:
    """Return the numbers of training and of validation pictures that the accuracies of a run are measured on.

    The first is that of an epoch before the last one, which measures all training pictures.

    Raises:
        ValueError: the run has not started.
    """
    timeline = Timeline()
    timeline.follow(run)
    start = timeline.start
    if not start:
        raise ValueError(f"run {run.id} does not say on how many pictures it was measured")
    num_clean = start.get("num_clean") or start["num_training"]  # older runs measured all
    return int(num_clean), int(start["num_validation"])


def estimates_of(run: Run) -> Estimates:
    """Return the figures of a run that `has_figures`, with their 95% intervals.

    Raises:
        ValueError: the run has not started.
    """
    return estimate(run.history(), *measured_counts(run))


def difference_of(first: Run, second: Run) -> Estimate:
    """Return validation accuracy of a run minus that of another one, means of the last ten epochs, -1 to 1.

    The 95% confidence interval is Newcombe's for different pictures, see `statistics.gap_interval`. If both runs are
    measured on the same pictures, it is rather too wide.
    """
    old, new = (diagnose(run.history()).val_accuracy for run in (first, second))
    old_count, new_count = (measured_counts(run)[1] for run in (first, second))
    return Estimate(new - old, *gap_interval(new, new_count, old, old_count))


def num_pictures_shown(run: Run) -> int:
    """Return the number of training pictures that a run has shown to its network, over all finished epochs."""
    return len(run.history()) * run.recipe.steps_per_epoch * run.recipe.batch_size


def row_of(run: Run) -> dict[str, Any]:
    """Return the figures of a run that `has_figures` as a row of the table; `rounded` makes it a row of the file.

    Raises:
        ValueError: the run has not started.
    """
    history, last = run.history(), estimates_of(run)
    found, noise = diagnose(history), epoch_noise(history)
    shares = {
        "Training, %": last.clean_accuracy.value,
        "Training from, %": last.clean_accuracy.low,
        "Training to, %": last.clean_accuracy.high,
        "Validation, %": last.val_accuracy.value,
        "Validation from, %": last.val_accuracy.low,
        "Validation to, %": last.val_accuracy.high,
        "Gap, percentage points": last.gap.value,
        "Gap from, percentage points": last.gap.low,
        "Gap to, percentage points": last.gap.high,
        "Deviation of last ten, percentage points": noise.deviation,
        "Highest epoch, %": found.best_val_accuracy,
    }
    return {
        "Run": describe_run(run),
        "Diagnosis": read_curves(history, run.recipe.epochs, NUM_LAST).verdict,
        "Epochs": found.num_epochs,
        "Minutes": training_seconds(history) / 60,
        **{name: 100 * share for name, share in shares.items()},
        "Lowest validation loss in epoch": found.lowest_val_loss_epoch,
    }


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as written to the file; no figure is known to more than two decimals."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()}


def figure_text(row: dict[str, Any], words: str) -> str:
    """Return a cell of the table: the figures of `row` in `words`, a value of `SHOWN`."""
    diagnosis = row["Diagnosis"]
    figures = {name: Signed(value) if isinstance(value, int | float) else value for name, value in row.items()}
    return _(words).format_map(figures | {"Diagnosis": _(diagnosis)})


def held_out(run: Run) -> HeldOut | None:
    """Return the test and validation accuracy of a run; None until it is evaluated."""
    test, validation = run.evaluation("test"), run.evaluation("validation")
    if test is None or validation is None:
        return None
    low, high = test["accuracy_interval"]
    return HeldOut(run, Estimate(test["accuracy"], low, high), validation["accuracy"])


def compare_recipes(first: Sequence[HeldOut], second: Sequence[HeldOut]) -> Estimate | None:
    """Return how much higher test accuracy is with the second recipe than with the first, by Welch's t.

    Args:
        first: runs of the first recipe that differ in nothing except the seed.
        second: runs of the second recipe.

    Returns:
        The difference of the means, -1 to 1; None with fewer than two seeds of a recipe.
    """
    found = compare_seeds([each.test.value for each in first], [each.test.value for each in second])
    return Estimate(*found) if found else None
