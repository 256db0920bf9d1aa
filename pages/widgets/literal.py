"""Escapes untrusted text, such as the name of a run or a file, so that Markdown shows it literally.

Streamlit shows no HTML by default, but it turns Markdown into pictures, links, formulas, colours and icons.
"""

import re

_SIGNS = re.compile(r"[\\`*\[\]<>$~&|]|(?<!\w)_|_(?!\w)")  # Markdown leaves an underscore within a word alone
_AT_START = re.compile(r"^([ \t]*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
# Streamlit looks for emoji, icons, colours, links and arrows after Markdown has removed the backslashes.
_SHORTHAND = re.compile(r"(?<=:)(?=[\w/\[+-])|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=-)(?=[->])|(?<=<)(?=-)", re.IGNORECASE)
_WORD_JOINER = "\u2060"  # has no width and allows no line break


def literal(text: str) -> str:
    """Returns Markdown that shows `text` character by character; line breaks become spaces."""
    joined = _SHORTHAND.sub(_WORD_JOINER, " ".join(text.split("\n")))
    escaped = _SIGNS.sub(r"\\\g<0>", joined)
    return _AT_START.sub(_escaped_start, escaped)


def _escaped_start(found: "re.Match[str]") -> str:
    """Returns the escaped start of a line that Markdown would read as a heading or a list."""
    sign = found[2]
    return f"{found[1]}{sign}{_WORD_JOINER}" if sign[0].isdigit() else f"{found[1]}\\{sign}"
