"""What a page says, and which of it was never handed to the translation: the tests of each page ask."""

import gettext
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common import language

SHOWN = {"body", "caption", "content", "help", "label", "message", "options", "placeholder", "text", "title", "value"}
NOT_SHOWN = {
    "cure_guess",
    "effect_guess",
    "family",
    "hovermode",
    "id",
    "key",
    "name_of",
    "source",
    "src",
    "transform",
    "type",
}
# What is no sentence in any language: styles, tags, code, formulas, icons, addresses, files.
SILENT = re.compile(
    r"<style.*?</style>|<[^>]*>|```.*?```|`[^`]*`|\$[^$]*\$|:material/\w+:|https?://\S+|[^\s⟦]+\.(?:jpg|png|keras|h5)\b",
    re.DOTALL,
)
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
TWO_WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


class _Marking(gettext.NullTranslations):
    """A language in which every sentence is itself, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, num: int) -> str:
        return f"⟦{one if num == 1 else many}⟧"


def speak_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on all that is translated stands in brackets."""
    monkeypatch.setattr(language, "_catalogue", lambda _language: _Marking())


def untranslated(app: AppTest) -> list[str]:
    """What the page shows of English sentences outside of the brackets."""
    found = []
    for text in said(app):
        rest = SILENT.sub(" ", text)
        while MARKED.search(rest):
            rest = MARKED.sub(" ", rest)
        if TWO_WORDS.search(rest):
            found.append(rest.strip())
    return found


def said(app: AppTest) -> Iterator[str]:
    """Every text of the page's elements, charts and components included."""
    yield from _texts_of_block(app._tree)


def _texts_of_block(block: Any) -> Iterator[str]:
    for child in block.children.values():
        if child.proto is not None:
            yield from _texts_of_message(child.proto)
        if hasattr(child, "children"):
            yield from _texts_of_block(child)


def _texts_of_message(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        for one in [value] if isinstance(value, str) or not hasattr(value, "__iter__") else value:
            if hasattr(one, "ListFields"):
                yield from _texts_of_message(one)
            elif field.name == "json" and isinstance(one, str):
                yield from _texts_of_json(json.loads(one))
            elif field.name in SHOWN and isinstance(one, str):
                yield one


def _texts_of_json(value: Any) -> Iterator[str]:
    walkers: dict[type, Callable[[Any], Iterator[Any]]] = {
        dict: lambda found: (one for key, one in found.items() if key not in NOT_SHOWN),
        list: iter,
    }
    if isinstance(value, str) and not value.startswith("data:"):
        if value.startswith("{"):  # a figure within a component's data
            yield from _texts_of_json(json.loads(value))
        else:
            yield value
    for one in walkers.get(type(value), lambda _: iter(()))(value):
        yield from _texts_of_json(one)
