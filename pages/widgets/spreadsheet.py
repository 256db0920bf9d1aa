"""A table as a CSV file for a spreadsheet, safe against formula injection."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from dogcat.common.shown_text import spreadsheet_cell


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns rows with the same columns, at least one, as CSV with a header.

    A text that a spreadsheet would take for a formula gets a leading `'`.
    """
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(map(harmless_row, rows))
    return text.getvalue()


def harmless_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a row whose texts no spreadsheet takes for formulas; the browser keeps a table of these as CSV."""
    return {name: spreadsheet_cell(value) for name, value in row.items()}
