"""The glossary: each term in two sentences, with the page that shows what it means."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dogcat.common.language import ENGLISH, LESSONS_DIR, _
from dogcat.lesson.figures import LessonError, lesson_figures

_ENTRY = re.compile(r"^## (?P<title>.+)\n\n(?P<text>.+)\n\n→ (?P<page>\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes:
        title: the term.
        text: two sentences of Markdown, with the figures filled in.
        page: address of the page that shows the term.
    """

    title: str
    text: str
    page: str


@lru_cache
def glossary(language: str = ENGLISH) -> dict[str, Term]:
    """Return all terms by title in lower case, in the order of the language's file.

    Raises:
        LessonError: the file cannot be read, or it names an unknown figure.
    """
    file = LESSONS_DIR / language / "glossary.md"
    if not file.is_file():
        file = LESSONS_DIR / ENGLISH / "glossary.md"
    try:
        text = file.read_text(encoding="utf-8").format_map(lesson_figures())
    except (OSError, KeyError, ValueError) as error:
        raise LessonError(
            _("The lesson's file {file} cannot be read ({error}). Install dogcat again.").format(
                file=file.name, error=error
            )
        ) from error
    return {found["title"].lower(): Term(**found.groupdict()) for found in _ENTRY.finditer(text)}


def find_terms(wanted: str, language: str = ENGLISH) -> list[Term]:
    """Return the terms whose title or text holds `wanted` in any case; all terms for an empty text.

    Raises:
        LessonError: as `glossary`.
    """
    return [term for term in glossary(language).values() if wanted.lower() in f"{term.title} {term.text}".lower()]
