"""Every sentence in the reader's language: English as it stands in the code, others from one catalogue each.

A language is a folder of `assets/lessons` with a `messages.po`. Which one is spoken is asked anew for each sentence,
because one server answers readers of several languages at once.
"""

import gettext as gettext_module
import io
from collections.abc import Callable
from functools import lru_cache

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dogcat.common.storage import ASSETS_DIR

LESSONS_DIR = ASSETS_DIR / "lessons"
ENGLISH = "en"
_find_language: Callable[[], str] = lambda: ENGLISH  # noqa: E731 - follow() puts another one in its place


def follow(find_language: Callable[[], str]) -> None:
    """Sets who is asked, before each sentence, for the language to be spoken: one of `languages`."""
    global _find_language
    _find_language = find_language


def languages() -> dict[str, str]:
    """All languages by their short names, each by its own name: `{"en": "English", "ko": "한국어"}`."""
    found = {ENGLISH, *(file.parent.name for file in LESSONS_DIR.glob("*/messages.po"))}
    return {name: str(Locale.parse(name).get_display_name(name)) for name in sorted(found)}


def current_language() -> str:
    """The short name of the language that is spoken now."""
    return _find_language()


def _(message: str) -> str:
    """The sentence in the current language; in English where its catalogue lacks it.

    Args:
        message: as it stands in the code, never empty. What is put into it comes after, by name:
            `_("{num} epochs").format(num=30)`.
    """
    return _catalogue(_find_language()).gettext(message)


def in_all_languages(message: str) -> set[str]:
    """The sentence as it stands in the code, and in each of `languages`."""
    return {message, *(_catalogue(language).gettext(message) for language in languages())}


def ngettext(one: str, many: str, num: int) -> str:
    """As `_`, for a sentence with a number: the form that the language uses for it."""
    return _catalogue(_find_language()).ngettext(one, many, num)


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name
    """Marks a sentence that is kept in English now and translated by `_` where it is shown."""
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
