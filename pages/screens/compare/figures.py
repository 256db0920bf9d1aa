"""The figures of a run with their intervals: a column of the table on the page, and a line of the file."""

from typing import Any

from dogcat.common.language import N_, _

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
