"""The glossary: two sentences and a page for each word, in every language."""

import re
from pathlib import Path

import pytest

from dogcat.common.language import LESSONS_DIR, languages
from dogcat.lesson.glossary import find_terms, glossary
from dogcat.lesson.steps import STEPS, read_step

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_two_sentences_and_a_page(language: str, root: Path) -> None:
    words = glossary(language)
    assert len(words) == len(glossary()) >= 30
    assert (LESSONS_DIR / language / "glossary.md").read_text(encoding="utf-8").count("## ") == len(words)
    for term in words.values():
        assert len(re.findall(r"[.!?:](?= |$)", term.text)) >= 2, term.title
        assert (root / "pages" / f"{term.page}.py").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_step_marks_is_in_the_glossary(language: str) -> None:
    marked = {term for name in STEPS for term in read_step(name, language).terms}
    assert marked <= set(glossary(language))
    assert len(marked) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_by_its_title(language: str) -> None:
    for term in glossary(language).values():
        assert term in find_terms(term.title.upper(), language)


def test_a_term_is_found_by_its_text_too() -> None:
    term = glossary()["dropout"]
    assert term in find_terms(term.text[10:30])


def test_an_empty_search_gives_all_terms_and_nonsense_gives_none() -> None:
    assert find_terms("") == list(glossary().values())
    assert find_terms("xyzzy") == []
