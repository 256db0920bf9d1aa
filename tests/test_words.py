"""One word for one thing: the table of terms holds in every sentence of the app, in the lesson and in the documents.

`assets/lessons/terms.csv` says for each term how sentences say it (`_forms`) and which words were given up (`_not`).
"""

import re
from functools import lru_cache
from pathlib import Path

import pytest

from dogcat.common.language import ENGLISH, LESSONS_DIR
from dogcat.common.storage import CODE_DIR
from dogcat.lesson.terms import term_rows, words_in
from tests.catalogue import TRANSLATED, catalogue

LANGUAGES = [ENGLISH, *TRANSLATED]

# Words that were given up but still stand somewhere. Take a word off when its last place is gone; add none.
STILL_USED: dict[str, set[str]] = {
    "en": {
        "weight decay",
    },
    "ko": {
        "가중치 감쇠",
        "에포크 {}",
    },
}

# Where a word that was given up means something else: language, the text around it, and why it may stay.
ALLOWED = [
    ("en", "what cures it", "the sentence that says what the app is for"),
    ("en", "Go round", "the teacher walks through the class"),
    ("en", "Answers to expect", "answers of learners"),
    ("ko", "배치 정규화", "batch normalisation, and not regularization"),
    ("en", "Decoupled weight decay regularization", "the title of a paper"),
]

# Sentences whose Korean says a term in another way: the term, the start of the English sentence, and why.
OTHERWISE = [
    ("augmentation", "augmentation is {}; allowed", "the name of a field in a recipe's file"),
    ("augmentation", "augmentation.{} is {}", "the name of a field in a recipe's file"),
    ("filter", "half as many filters", "the name of a field in a recipe"),
    ("network", "answers with a web page", "the computer's network"),
    ("picture", "Drawing pictures, once:", "the app draws; 그리는 already says what"),
    ("picture", "If the picture stays black", "the image of the camera, no picture of the set"),
    ("picture", "{} pictures are watched already", "{}장 counts pictures"),
    ("validation", "{}/{}/ (validation or test may", "the names of folders"),
]

# A word that was given up alone but that may stand where this other one is in the same text.
BESIDE = {"weight decay": "L2", "가중치 감쇠": "L2", "{} points": "percentage points"}


def plain(text: str) -> str:
    """The text without fields, code and addresses, whose words are no prose."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|--[\w-]+", " ", text)
    return re.sub(r"\{[^{}]*\}", "{}", text)


@lru_cache
def sentences(language: str) -> list[tuple[str, str]]:
    """Every sentence of a language's catalogue in English and in that language; of plurals, the last form."""
    entries = [message for message in catalogue(language) if message.id]
    last = [(entry.id, entry.string) if isinstance(entry.id, str) else (entry.id[-1], entry.string[-1])
            for entry in entries]  # fmt: skip
    return [(plain(english), plain(translated)) for english, translated in last]


def documents(language: str) -> list[Path]:
    """The documents of a language: NAME.md in English, NAME.ko.md in Korean."""
    found = [CODE_DIR / "README.md", *sorted((CODE_DIR / "docs").glob("*.md"))]
    ending = {other: f".{other}.md" for other in TRANSLATED}
    if language == ENGLISH:
        return [file for file in found if not file.name.endswith(tuple(ending.values()))]
    return [file for file in found if file.name.endswith(ending[language])]


@lru_cache
def texts(language: str) -> list[tuple[str, str]]:
    """Every text of a language that people read, each with its place: sentences, the lesson, the documents."""
    of_english = language == ENGLISH
    pairs = sentences(TRANSLATED[0] if of_english else language)
    found = [("a sentence", english if of_english else translated) for english, translated in pairs]
    for file in [*sorted((LESSONS_DIR / language).glob("*.md")), *documents(language)]:
        paragraphs = re.split(r"\n\n|\n(?=[-|>#])", plain(file.read_text(encoding="utf-8")))
        found += [(file.relative_to(CODE_DIR).as_posix(), paragraph) for paragraph in paragraphs]
    return found


def pattern(word: str, language: str) -> re.Pattern[str]:
    """Matches a word with nothing that belongs to it on either side; a Korean word may have a particle behind it."""
    after = r"(?!\w)" if language == ENGLISH else ""
    return re.compile(rf"(?<![\w.-]){re.escape(word)}{after}", re.IGNORECASE)


def found(word: str, language: str) -> list[str]:
    """The texts that hold a word that was given up, without those where it is allowed."""
    wanted = pattern(word, language)
    excused = [text for of, text, _reason in ALLOWED if of == language]
    hits = []
    for place, text in texts(language):
        left = text
        for part in excused:
            left = left.replace(part, "")
        if wanted.search(left) and not (word in BESIDE and BESIDE[word] in left):
            hits.append(f"{place}: {' '.join(left.split())}")
    return hits


def given_up(language: str) -> list[str]:
    """All words of the table that a language gave up."""
    return [word for row in term_rows() for word in words_in(row, f"{language}_not")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_were_given_up_are_nowhere(language: str) -> None:
    hits = {word: found(word, language) for word in given_up(language) if word not in STILL_USED[language]}
    assert not {word: places for word, places in hits.items() if places}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_words_still_used_only_shrinks(language: str) -> None:
    assert set(given_up(language)) >= STILL_USED[language]
    gone = [word for word in sorted(STILL_USED[language]) if not found(word, language)]
    assert not gone, "take these off STILL_USED"


def test_every_exception_is_needed() -> None:
    for language, part, reason in ALLOWED:
        assert reason
        assert any(pattern(word, language).search(part) for word in given_up(language)), part
        assert any(part in text for _place, text in texts(language)), part


def says(text: str, words: tuple[str, ...], language: str) -> bool:
    """Whether a text holds one of some words."""
    return any(pattern(word, language).search(text) for word in words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_term_is_always_translated_by_its_own_word(language: str) -> None:
    otherwise = []
    for row in term_rows():
        english, translated = words_in(row, f"{ENGLISH}_forms"), words_in(row, f"{language}_forms")
        starts = tuple(start for term, start, _reason in OTHERWISE if term == row[ENGLISH])
        for sentence, said in sentences(language):
            if says(sentence, english, ENGLISH) and not any(word in said for word in translated):
                otherwise += [] if sentence.startswith(starts) else [(row[ENGLISH], sentence, said)]
    assert not otherwise


def test_every_other_translation_is_needed() -> None:
    forms = {row[ENGLISH]: (words_in(row, "en_forms"), words_in(row, "ko_forms")) for row in term_rows()}
    for term, start, reason in OTHERWISE:
        assert reason
        english, korean = forms[term]
        meant = [(sentence, said) for sentence, said in sentences("ko") if sentence.startswith(start)]
        assert any(says(one, english, ENGLISH) and not any(word in said for word in korean) for one, said in meant), (
            start
        )


def test_a_word_is_found_whole_and_without_its_exceptions() -> None:
    assert pattern("mend", "en").search("Mend the labels")
    assert not pattern("mend", "en").search("recommended")
    assert not pattern("cures", "en").search("opened-cures")
    assert pattern("지도", "ko").search("사진 위의 지도를")
    assert not pattern("지도", "ko").search("무엇인지도")
    assert plain("{num:,} of `mend`, [see](cures.md)") == "{} of  , [see "
