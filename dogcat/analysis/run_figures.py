"""A run's figures for a table."""

from typing import Any

from dogcat.analysis.comparison import num_measured
from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import diagnose, epoch_noise, training_seconds
from dogcat.common.statistics import gap_interval, wilson_interval
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run


def row_of(run: Run) -> dict[str, Any]:
    """Returns the figures of a run that `has_figures`, as a row of the table and, rounded, of the file.

    Raises:
        ValueError: the run does not say on how many pictures it was measured.
    """
    history, counts = run.history(), num_measured(run)
    if counts is None:
        raise ValueError(f"run {run.id} does not say on how many pictures it was measured")
    num_clean, num_validation = counts
    found, noise = diagnose(history), epoch_noise(history)
    clean_low, clean_high = wilson_interval(round(found.clean_accuracy * num_clean), num_clean)
    low, high = wilson_interval(round(found.val_accuracy * num_validation), num_validation)
    gap_low, gap_high = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    shares = {
        "Training, clean, %": found.clean_accuracy,
        "Training, clean, from, %": clean_low,
        "Training, clean, to, %": clean_high,
        "Validation, %": found.val_accuracy,
        "Validation from, %": low,
        "Validation to, %": high,
        "Gap, points": found.gap,
        "Gap from, points": gap_low,
        "Gap to, points": gap_high,
        "Mean of last ten, %": found.mean_val_accuracy,
        "Spread of last ten, points": noise.deviation,
        "Highest epoch, %": found.best_val_accuracy,
    }
    return {
        "Run": describe_run(run),
        "Verdict": read_curves(history, run.recipe.epochs).verdict,
        "Epochs": found.num_epochs,
        "Minutes": training_seconds(history) / 60,
        **{name: 100 * share for name, share in shares.items()},
        "Lowest validation loss in epoch": found.lowest_val_loss_epoch,
    }


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is written into the file: no figure is known to more than two decimals."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()}
