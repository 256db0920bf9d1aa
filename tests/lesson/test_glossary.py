"""The glossary: two sentences and a page for each word, in every language."""

import re
from pathlib import Path

import pytest

from dogcat.common.language import LESSONS_DIR, languages
from dogcat.lesson.figures import lesson_figures
from dogcat.lesson.glossary import find_terms, glossary, nearest_terms
from dogcat.lesson.steps import PAGES, read_step

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
    marked = {term for name in PAGES for term in read_step(name, language).terms}
    assert marked <= set(glossary(language))
    assert len(marked) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_by_its_title(language: str) -> None:
    for term in glossary(language).values():
        assert term in find_terms(term.title.upper(), language)


def test_a_term_is_found_by_its_text_too() -> None:
    term = glossary()["dropout"]
    assert term in find_terms(term.text[10:30])


def test_an_epoch_of_the_exercise_is_one_pass_through_its_pictures() -> None:
    found = lesson_figures()
    assert found["baseline_steps"] * found["baseline_batch"] == found["num_training"]


def test_an_empty_search_gives_all_terms_and_nonsense_gives_none() -> None:
    assert find_terms("") == list(glossary().values())
    assert find_terms("xyzzy") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_in_alphabetical_order(language: str) -> None:
    assert list(glossary(language)) == sorted(glossary(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_found_by_each_of_its_names_in_any_language(language: str) -> None:
    for term in glossary(language).values():
        assert len(term.search_words) > 1, term.title
        for word in term.search_words:
            assert term in find_terms(word.upper(), language), f"{word} does not find {term.title}"


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("과적합", "Overfitting"),
        ("데이터 증식", "Augmentation"),
        ("memorize", "Learn by heart"),
        ("generalization gap", "Gap"),
        ("weight decay", "L2 regularization"),
        ("밀집층", "Dense layer"),
        ("hyperparameters", "Recipe"),
        ("하이퍼파라미터", "Recipe"),
        ("mini batch", "Batch"),
        ("axis", "Tensor"),
        ("images", "Picture"),
        ("활성화맵", "Feature map"),
    ],
)
def test_other_names_find_the_term_in_both_languages(wanted: str, title: str) -> None:
    (english,) = (term for term in find_terms(wanted) if term.title == title)
    korean = [term for term in glossary("ko").values() if english.title.lower() in map(str.lower, term.search_words)]
    assert korean
    assert set(korean) & set(find_terms(wanted, "ko"))


def test_a_term_of_that_name_comes_before_terms_that_mention_it() -> None:
    found = find_terms("loss")
    assert found[0] == glossary()["loss"]
    assert glossary()["early stopping"] in found[1:]


def test_korean_terms_carry_the_english_name() -> None:
    assert glossary("ko")["과대적합"].also[:3] == ("과적합", "오버피팅", "overfitting")
    assert "overfitting" not in glossary()["overfitting"].also


def test_a_misspelled_word_is_near_to_its_term() -> None:
    assert nearest_terms("overfiting")[0] == glossary()["overfitting"]
    assert nearest_terms("과데적합", "ko")[0] == glossary("ko")["과대적합"]
    assert nearest_terms("xyzzy") == []
    assert len(nearest_terms("regularisatoin")) <= 3
