"""Sentences that are stored now and translated when somebody reads them.

A report in a file, a note beside a picture set or an error from another thread may be read in any language. So the
English text is stored with the parts that a translation needs.
"""

import re
from collections.abc import Sequence
from functools import reduce
from string import Formatter
from typing import Any

from dogcat.common.language import N_, _

SENTENCE_ERRORS = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)  # of `from_parts`
_MAX_LENGTH = 20_000  # characters of a sentence from a file
_FIELD = re.compile(r"\w+")
_FORMAT = re.compile(r",?(\.\d{1,2})?[a-z%]?")


class Sentence(str):
    """An English text that can be translated into the reader's language.

    Attributes:
        message: the text marked by `N_`, with its fields unfilled.
        values: the values of the fields by name: numbers, texts or sentences.
    """

    __slots__ = ("message", "values")
    message: str
    values: dict[str, Any]

    def __new__(cls, message: str, **values: Any) -> "Sentence":  # noqa: PYI034 - Python 3.10 has no Self
        """Fill the fields of `message`. Without values, braces in the message are plain text."""
        sentence = super().__new__(cls, message.format(**values) if values else message)
        sentence.message, sentence.values = message, values
        return sentence

    def said(self) -> str:
        """Return the text in the current language. The text must not be empty."""
        if not self.values:
            return _(self.message)
        values = {name: value.said() if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return _(self.message).format(**values)

    def parts(self) -> dict[str, Any]:
        """Return the sentence in plain types for `json.dumps`; its values must be serialisable too."""
        values = {name: value.parts() if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return {"message": self.message, "values": values}

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Sentence":
        """Return the sentence that `parts` was called on.

        The parts may come from a stranger's file, and a template could ask for gigabytes. So only the formats that the
        app uses are accepted, and a length of some pages.

        Raises:
            SENTENCE_ERRORS: the parts are of no sentence of the app.
        """
        values = {
            name: cls.from_parts(value) if isinstance(value, dict) else value for name, value in parts["values"].items()
        }
        _check_template(parts["message"], values)
        return cls(parts["message"], **values)


def _check_template(message: str, values: dict[str, Any]) -> None:
    length = len(message)
    for _text, field, form, conversion in Formatter().parse(message) if values else ():
        if field is not None:
            if not _FIELD.fullmatch(field) or not _FORMAT.fullmatch(form or "") or conversion not in (None, "r"):
                raise ValueError("The template is none of the app's")
            length += len(str(values[field]))
    if length > _MAX_LENGTH:
        raise ValueError("The sentence is too long")


def listed(sentences: Sequence[Sentence]) -> Sentence:
    """Return one or more phrases joined by commas."""
    return reduce(
        lambda before, following: Sentence(N_("{before}, {following}"), before=before, following=following), sentences
    )
