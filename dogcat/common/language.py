"""Translates sentences: English stands in the code, each other language has one gettext catalogue.

A language is a folder of `assets/lessons` with a `messages.po`. The current language is looked up for every sentence,
because one server serves readers of several languages at once.
"""

import gettext as gettext_module
import io
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dogcat.common.storage import ASSETS_DIR

LESSONS_DIR = ASSETS_DIR / "lessons"
ENGLISH = "en"
Message = TypeVar("Message", bound=str)  # keeps a literal type, so that a list of names can be one type
_find_language: Callable[[], str] = lambda: ENGLISH  # noqa: E731 - follow() replaces it


def follow(find_language: Callable[[], str]) -> None:
    """Set the function that returns the current language.

    Args:
        find_language: called for every sentence; returns a key of `languages`.
    """
    global _find_language
    _find_language = find_language


def languages() -> dict[str, str]:
    """Return the name of each language in that language, by its code: `{"en": "English", "ko": "한국어"}`.

    It stands in `name.txt`: Babel's names would cost each server 5 MB for good.
    """
    found = {ENGLISH, *(file.parent.name for file in LESSONS_DIR.glob("*/messages.po"))}
    return {name: _own_name(name) for name in sorted(found)}


@lru_cache
def _own_name(language: str) -> str:
    file = LESSONS_DIR / language / "name.txt"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else language


def current_language() -> str:
    """Return the code of the current language, such as `ko`."""
    return _find_language()


def _(message: str) -> str:
    """Return the sentence in the current language, or in English if the catalogue lacks it.

    Args:
        message: the English sentence, not empty, with named fields. Fill the fields after the translation:
            `_("{num} epochs").format(num=30)`.
    """
    return _catalogue(_find_language()).gettext(message)


def in_all_languages(message: str) -> set[str]:
    """Return the English sentence and its translations into all `languages`."""
    return {message, *(_catalogue(language).gettext(message) for language in languages())}


def ngettext(one: str, many: str, num: int) -> str:
    """Return the plural form of a sentence that the current language uses for a number.

    Args:
        one: the English sentence for 1.
        many: the English sentence for all other numbers.
        num: the number.
    """
    return _catalogue(_find_language()).ngettext(one, many, num)


def N_(message: Message) -> Message:  # noqa: N802 - gettext's usual name
    """Mark a sentence for the catalogue and return it unchanged. Translate it with `_` where it is shown."""
    return message


@lru_cache
def _catalogue(language: str) -> gettext_module.NullTranslations:
    file = LESSONS_DIR / language / "messages.po"
    if not file.is_file():
        return gettext_module.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
