"""The catalogues of translations, kept in step with the code: `python -m tests.catalogue` updates them.

Each entry names the files that say the sentence, and repeats what the code tells translators: a comment directly above
the call that begins with `Translators:`. A sentence whose English has changed keeps its translation, marked as fuzzy
and with the old English above it, until somebody has read it and removed the mark.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from dogcat.common.language import ENGLISH, LESSONS_DIR, languages
from dogcat.common.storage import CODE_DIR, write_text

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = sorted(set(languages()) - {ENGLISH})


def code() -> list[Path]:
    """The files that may hold sentences."""
    folders = (CODE_DIR / name for name in ("dogcat", "pages"))
    return [CODE_DIR / "streamlit_app.py", *(file for folder in folders for file in sorted(folder.rglob("*.py")))]


def sentences() -> Catalog:
    """Every sentence of the code, with its files and with what translators are told."""
    found = Catalog()
    for file in code():
        # Without line numbers, so that an entry changes only with its sentence.
        places = [(file.relative_to(CODE_DIR).as_posix(), None)]
        for _line, message, comments, _context in extract_from_file(
            "python", file, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            found.add(message, locations=places, auto_comments=comments)
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is on disk."""
    with (LESSONS_DIR / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> str:
    """The text of a language's catalogue with the sentences that the code has now."""
    found = catalogue(language)
    for message in found:
        if not message.fuzzy:  # the old English, which Babel reads back as a comment
            message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    found.update(sentences(), update_creation_date=False)
    written = io.BytesIO()
    write_po(written, found, width=0, sort_output=True, ignore_obsolete=True, include_previous=True,
             include_lineno=False)  # fmt: skip
    return written.getvalue().decode("utf-8")


def main() -> None:
    """Updates the catalogue of each language, and says how many sentences want a look."""
    for language in TRANSLATED:
        file = LESSONS_DIR / language / "messages.po"
        write_text(file, updated(language))
        entries = [message for message in catalogue(language) if message.id]
        missing = sum(not message.string for message in entries)
        fuzzy = sum(message.fuzzy for message in entries)
        print(f"{file.relative_to(CODE_DIR)}: {len(entries)} sentences, {missing} without a translation, {fuzzy} fuzzy")


if __name__ == "__main__":
    main()
