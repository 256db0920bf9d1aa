"""The figures of a run with their intervals: a column of the table on the page, and a line of the file."""

from typing import Any

from dogcat.analysis.comparison import num_measured
from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import diagnose, epoch_noise, gap_interval, training_seconds, wilson_interval
from dogcat.common.language import N_, _
from dogcat.runs.run import Run
from pages.state.runs import describe_run


def row_of(run: Run) -> dict[str, Any]:
    """The figures of a run, as a line of the table and, rounded, of the file."""
    history, (num_clean, num_validation) = run.history(), num_measured(run)
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


# The lines of the table on the page, from a row of `row_of`; both to be shown through `_`.
SHOWN = {
    N_("verdict"): "{Verdict}",
    N_("training, clean"): N_(
        "{Training, clean, %:.1f}% ({Training, clean, from, %:.1f} to {Training, clean, to, %:.1f})"
    ),
    N_("validation"): N_("{Validation, %:.1f}% ({Validation from, %:.1f} to {Validation to, %:.1f})"),
    N_("gap"): N_("{Gap, points:.1f} points ({Gap from, points:.1f} to {Gap to, points:.1f})"),
    N_("validation, last ten epochs"): N_(
        "{Mean of last ten, %:.1f}% (standard deviation {Spread of last ten, points:.1f})"
    ),
    N_("validation, luckiest epoch"): "{Highest epoch, %:.1f}%",
    N_("lowest validation loss"): N_("epoch {Lowest validation loss in epoch}"),
    N_("length"): N_("{Epochs} epochs, {Minutes:.1f} minutes"),
}


def figure_of(row: dict[str, Any], words: str) -> str:
    """A cell of the table: the row's figures in these words of `SHOWN`."""
    verdict = row["Verdict"]
    return _(words).format_map(row | {"Verdict": _(verdict)})
