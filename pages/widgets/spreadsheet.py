"""A table as a CSV file for a spreadsheet, safe against formula injection."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns rows with the same columns, at least one, as CSV with a header.

    A text that a spreadsheet would take for a formula gets a leading `'`.
    """
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _harmless(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # `csv` does not quote it, and a spreadsheet would begin a new row
    return f"'{text}" if value.startswith(_FORMULA_STARTS) else text
