"""The HTML document that all reports share: head, style, language; and the Markdown of our texts as HTML."""

import re
from collections.abc import Sequence
from html import escape

_STYLE = """
@page { size: A4; margin: 12mm; }
body { font: 9.5pt/1.3 system-ui, sans-serif; color: #222; background: #fff; max-width: 186mm; margin: 1em auto;
  padding: 0 1em; word-break: keep-all; }
h1 { font-size: 1.7em; margin: 0; } h2 { font-size: 1.15em; margin: 0.7em 0 0.1em; break-after: avoid; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.9em; }
th, td { border-bottom: 1px solid #ccc; padding: 2px 6px; text-align: left; vertical-align: top; }
figure { display: inline-block; width: 49%; margin: 0; } figcaption { font-weight: 600; } svg { width: 97%; }
p { margin: 0.3em 0; } .small { font-size: 0.85em; color: #555; } tr, figure { break-inside: avoid; }
@media (max-width: 640px) { figure { width: 100%; } }
@media print { body { margin: 0; padding: 0; } body.many { font-size: 8pt; } }
"""


_MARKUP = (  # of the lesson's texts, which are escaped before
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(.+?)\*\*", re.DOTALL), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*", re.DOTALL), r"<em>\1</em>"),
)


def inline(markdown: str) -> str:
    """Return a text as HTML: bold, italic and code become elements, and all other markup is shown as it is."""
    text = escape(markdown, quote=False)
    for pattern, element in _MARKUP:
        text = pattern.sub(element, text)
    return text


def document(title: str, parts: Sequence[str], language: str, css_class: str = "", style: str = "") -> str:
    """Return a whole HTML document that needs no other file.

    Args:
        title: title of the window, as plain text.
        parts: HTML of the body.
        language: language of the text, such as `en`.
        css_class: CSS class of the body; empty for none.
        style: CSS of this document alone, after the style of all.
    """
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style>"
    )
    body = f"<body{css_class and f' class={css_class}'}>{''.join(parts)}</body>"
    return f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head>{body}</html>\n'
