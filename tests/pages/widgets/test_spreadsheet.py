"""Tables as CSV: no text is a formula, and a spreadsheet reads back what was written."""

import csv
import io

import pytest

from pages.widgets.spreadsheet import as_csv


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(start: str) -> None:
    (row,) = read(as_csv([{"Run": f"{start}1+1", "Epochs": -3}]))
    assert row == {"Run": f"'{start.replace(chr(13), ' ')}1+1", "Epochs": "-3"}


def test_no_row_begins_within_a_text() -> None:
    (row,) = read(as_csv([{"Run": "a\r=1+1"}]))
    assert row["Run"] == "a =1+1"


def test_texts_with_commas_and_quotes_are_read_back() -> None:
    rows = [{"Run": 'a, "b"', "Epochs": 4}, {"Run": "a=1\nb", "Epochs": 5}]
    assert [row["Run"] for row in read(as_csv(rows))] == ['a, "b"', "a=1\nb"]


def test_a_spreadsheet_computes_nothing() -> None:
    rows = [{"Run": "=1+1", "Epochs": -3}, {"Run": "@x", "Epochs": 4}, {"Run": "a=1", "Epochs": 5}]
    assert as_csv(rows) == "Run,Epochs\n'=1+1,-3\n'@x,4\na=1,5\n"
