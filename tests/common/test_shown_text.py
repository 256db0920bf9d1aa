"""Texts of strangers where they leave the app: what they would do to a terminal, a notebook or a spreadsheet."""

import pytest

from dogcat.common.shown_text import has_hidden, markdown_text, one_line, spreadsheet_cell, visible


@pytest.mark.parametrize("sign", [*"\x1b\x07\x9b\r\x7f\u202e\u2066\u200f\u200b\ufeff\u2028\ud800"])
def test_what_is_not_seen_is_replaced(sign: str) -> None:
    assert visible(f"a{sign}b") == "a\ufffdb"
    assert has_hidden(sign)


@pytest.mark.parametrize("text", ["고양이", "Zoë", "👨‍👩‍👧", "می‌خواهم", "a\tb\nc", "❤️", "x\u3000y"])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text
    assert not has_hidden(text)


def test_a_line_for_a_terminal_has_no_line_breaks() -> None:
    assert one_line("a\n b\x1b[2J") == "a b\ufffd[2J"


def test_markdown_shows_a_text_as_it_is() -> None:
    assert markdown_text("<img src=x>[a](b)*c*_d_`e`") == r"&lt;img src=x&gt;\[a\](b)\*c\*\_d\_\`e\`"
    assert markdown_text("20260101-120000-custom-0001") == "20260101-120000-custom-0001"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "=HYPERLINK(1)"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet_cell(text) == f"'{text}"


def test_other_cells_stay_as_they_are() -> None:
    for cell in (-1, 0.5, None, True, "cat", "1-2", ""):
        assert spreadsheet_cell(cell) is cell or spreadsheet_cell(cell) == cell
    assert spreadsheet_cell("\r=1") == "' =1"
    assert spreadsheet_cell("a\r=1") == "a =1"
