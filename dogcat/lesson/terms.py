"""The table of terms: each term in every language, with the other names that learners meet.

`assets/lessons/terms.csv` has one row a term and these columns for each language, here for English:

- `en`: the term as the app says it; for a term of the glossary, its title there in any case.
- `en_also`: its other names.
- `en_search`: words that mean something else but that the search of the glossary answers with this term.
- `en_forms`: how sentences say it, and `en_not`: words that the app does not use for it. The tests read these two.

All but the first hold several words, with a semicolon between them.
"""

import csv
from functools import lru_cache
from types import MappingProxyType

from dogcat.common.language import ENGLISH, LESSONS_DIR

TERMS_FILE = LESSONS_DIR / "terms.csv"
Row = MappingProxyType[str, str]


@lru_cache
def term_rows() -> tuple[Row, ...]:
    """Return the rows of the table, each by the name of the column.

    Raises:
        OSError: the table cannot be read.
    """
    with TERMS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(MappingProxyType(row) for row in csv.DictReader(file))


def words_in(row: Row, column: str) -> tuple[str, ...]:
    """Return the words in one column of a row; none if the table has no such column."""
    return tuple(word.strip() for word in row.get(column, "").split(";") if word.strip())


def row_of(title: str, language: str) -> Row | None:
    """Return the row of a glossary's title, or None if the table has no such term in this language."""
    return next((row for row in term_rows() if row.get(language, "").lower() == title.lower()), None)


def other_names(row: Row, language: str) -> tuple[str, ...]:
    """Return what else a term is called: in a language, and outside of English also its English names."""
    names = words_in(row, f"{language}_also")
    if language != ENGLISH:
        names += (row[ENGLISH], *words_in(row, f"{ENGLISH}_also"))
    return names


def search_words(row: Row) -> tuple[str, ...]:
    """Return every word in any language that a reader may look for to find a term."""
    in_order = [column for column in row if not column.endswith("_not")]
    return tuple(dict.fromkeys(word for column in in_order for word in words_in(row, column)))
