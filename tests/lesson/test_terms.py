"""The table of terms: complete, and in step with the glossaries."""

from collections import Counter

import pytest

from dogcat.common.language import languages
from dogcat.lesson.glossary import glossary
from dogcat.lesson.terms import other_names, row_of, search_words, term_rows, words_in

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossaries_have_the_same_terms_and_pages(language: str) -> None:
    of_english = {title: term.page for title, term in glossary().items()}
    for term in glossary(language).values():
        row = row_of(term.title, language)
        assert row, f"{term.title} is not in the table of terms"
        assert of_english.pop(row["en"].lower()) == term.page
    assert not of_english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_a_name_of_its_own_in_each_language(language: str) -> None:
    names = Counter(row[language].lower() for row in term_rows())
    assert "" not in names
    assert names.most_common(1)[0][1] == 1


def test_no_cell_repeats_a_word() -> None:
    for row in term_rows():
        for column in row:
            words = [word.lower() for word in words_in(row, column)]
            assert len(words) == len(set(words)), (row["en"], column)


def test_names_are_those_of_the_language_then_the_english_ones() -> None:
    row = row_of("Gap", "en")
    assert row is not None
    assert other_names(row, "en") == ("generalization gap", "generalisation gap")
    assert other_names(row, "ko") == ("일반화 격차", "gap", "generalization gap", "generalisation gap")


def test_words_that_were_given_up_are_not_searched() -> None:
    row = row_of("Regularization", "en")
    assert row is not None
    assert "cured" in words_in(row, "en_not")
    assert "cured" not in search_words(row)


def test_an_unknown_term_has_no_row() -> None:
    assert row_of("xyzzy", "en") is None
