"""The glossary: each term in two sentences, with its other names and the page that shows what it means."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from dogcat.common.language import ENGLISH, LESSONS_DIR, _
from dogcat.lesson.figures import LessonError, lesson_figures
from dogcat.lesson.terms import other_names, row_of, search_words

_ENTRY = re.compile(r"^## (?P<title>.+)\n\n(?P<text>.+)\n\n→ (?P<page>\w+)$", re.MULTILINE)
_MOST_NEAR = 3


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes:
        title: the term.
        text: two sentences of Markdown, with the figures filled in.
        page: address of the page that shows the term.
        also: its other names, those of the reader's language first.
        search_words: words in any language that a reader may look for to find it, the title included.
    """

    title: str
    text: str
    page: str
    also: tuple[str, ...]
    search_words: tuple[str, ...]


@lru_cache
def glossary(language: str = ENGLISH) -> dict[str, Term]:
    """Return all terms by title in lower case, in the order of the language's file.

    Raises:
        LessonError: the glossary or the table of terms cannot be read, or the glossary names an unknown figure.
    """
    file = LESSONS_DIR / language / "glossary.md"
    if not file.is_file():
        language = ENGLISH
        file = LESSONS_DIR / ENGLISH / "glossary.md"
    try:
        text = file.read_text(encoding="utf-8").format_map(lesson_figures())
        terms = [_term(found, language) for found in _ENTRY.finditer(text)]
    except (OSError, KeyError, ValueError) as error:
        raise LessonError(
            _("The lesson's file {file} cannot be read ({error}). Install dogcat again.").format(
                file=file.name, error=error
            )
        ) from error
    return {term.title.lower(): term for term in terms}


def _term(found: re.Match[str], language: str) -> Term:
    title = found["title"]
    row = row_of(title, language)
    also = other_names(row, language) if row else ()
    return Term(title, found["text"], found["page"], also, search_words(row) if row else (title,))


def find_terms(wanted: str, language: str = ENGLISH) -> list[Term]:
    """Return the terms that a reader looks for: those whose names match, then those whose text does.

    Case, spaces and hyphens do not matter in names, nor does a plural's “s”.

    Args:
        wanted: part of a name in any language, or of the text. An empty text finds all terms.
        language: the language of the terms.

    Raises:
        LessonError: as `glossary`.
    """
    terms = list(glossary(language).values())
    folded = _folded(wanted)
    named = [term for term in terms if any(folded in _folded(word) for word in term.search_words)]
    return named + [term for term in terms if term not in named and wanted.lower() in term.text.lower()]


def nearest_terms(wanted: str, language: str = ENGLISH) -> list[Term]:
    """Return up to three terms with a name that is spelled much like `wanted`, the most similar first.

    Raises:
        LessonError: as `glossary`.
    """
    by_name = {_letters(word): term for term in glossary(language).values() for word in term.search_words}
    near = get_close_matches(_letters(wanted), by_name, n=2 * _MOST_NEAR)
    return list(dict.fromkeys(by_name[name] for name in near))[:_MOST_NEAR]


def _folded(word: str) -> str:
    plain = re.sub(r"[\s-]+", "", unicodedata.normalize("NFC", word).casefold())
    return plain.removesuffix("s") if plain.isascii() and len(plain) > 3 else plain


def _letters(word: str) -> str:
    # A Korean syllable is one character. Taken apart into its letters, one wrong letter is a small difference.
    return unicodedata.normalize("NFD", _folded(word))
