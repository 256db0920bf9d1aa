"""Words that somebody chose, such as the name of a run or a file, shown as they are in the midst of Markdown.

Streamlit shows no HTML unless it is told to, but it would make pictures, links, formulas, colours and icons of them.
"""

import re

_SIGNS = re.compile(r"[\\`*\[\]<>$~&|]|(?<!\w)_|_(?!\w)")  # an underscore within a word is only that
_AT_START = re.compile(r"^([ \t]*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
# Emoji, icons, colours, links and arrows are looked for once more in what Markdown has left, where a backslash is gone.
_SHORTHAND = re.compile(r"(?<=:)(?=[\w/\[+-])|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=-)(?=[->])|(?<=<)(?=-)", re.IGNORECASE)
_WORD_JOINER = "\u2060"  # takes no room, and no line is broken at it


def literal(text: str) -> str:
    """Markdown that shows this text, sign by sign; line breaks become spaces."""
    joined = _SHORTHAND.sub(_WORD_JOINER, " ".join(text.split("\n")))
    escaped = _SIGNS.sub(r"\\\g<0>", joined)
    return _AT_START.sub(_escaped_start, escaped)


def _escaped_start(found: "re.Match[str]") -> str:
    """The beginning of a line that would be a heading or a list."""
    sign = found[2]
    return f"{found[1]}{sign}{_WORD_JOINER}" if sign[0].isdigit() else f"{found[1]}\\{sign}"
