"""Texts of others, made harmless where they leave the app: for terminals, Markdown and spreadsheets.

Some characters are not seen and change what is seen: control characters move a terminal's cursor, and marks of
direction show a text backwards.
"""

import re
from html import escape
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# The joiners U+200C and U+200D are not among them: names in Persian and pictures of families are written with them.
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
_HIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_DIRECTION}{_INVISIBLE}]")
_MARKDOWN = re.compile(r"[\\`*_\[\]!|~$<>&]")  # within a line
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """Return a text with a replacement character for each one that is not seen; line feeds and tabs stay."""
    return _HIDDEN.sub(REPLACEMENT, text)


def has_hidden(text: str) -> bool:
    """Return True if a text has a character that `visible` replaces."""
    return bool(_HIDDEN.search(text))


def one_line(text: str) -> str:
    """Return a text as one line for a terminal, without characters that are not seen."""
    return visible(" ".join(text.split()))


def markdown_text(text: str) -> str:
    """Return Markdown that shows a text as it is, within a line and also where HTML is allowed."""
    return _MARKDOWN.sub(lambda found: escape(found[0]) if found[0] in "<>&" else f"\\{found[0]}", one_line(text))


def spreadsheet_cell(value: Any) -> Any:
    """Return the value of a cell: a text that a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers stay numbers. A carriage return becomes a space, because a spreadsheet would begin a new row there.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")
    return f"'{text}" if value.startswith(_FORMULA_STARTS) else text
