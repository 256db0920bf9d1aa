"""Sentences that are kept now and read later, by people whose language nobody knows yet.

A report in a file, a note beside a picture set, an error from another thread: each is kept in English, with what is
needed to say it in another language.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from dogcat.common.language import N_, _


class Sentence(str):
    """An English text that can be said in the reader's language.

    Attributes:
        message: the text as it is marked by `N_`, before its fields are filled.
        values: what is put into its fields, by name: figures, texts, or sentences.
    """

    __slots__ = ("message", "values")
    message: str
    values: dict[str, Any]

    def __new__(cls, message: str, **values: Any) -> "Sentence":  # noqa: PYI034 - Python 3.10 has no Self
        """See the attributes; a message without values may have any braces in it."""
        sentence = super().__new__(cls, message.format(**values) if values else message)
        sentence.message, sentence.values = message, values
        return sentence

    def said(self) -> str:
        """The text in the current language; it must not be empty."""
        if not self.values:
            return _(self.message)
        values = {name: value.said() if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return _(self.message).format(**values)

    def parts(self) -> dict[str, Any]:
        """The sentence in plain types, ready for `json.dumps`, if its values are."""
        values = {name: value.parts() if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return {"message": self.message, "values": values}

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Sentence":
        """The sentence of which these are the `parts`."""
        values = {
            name: cls.from_parts(value) if isinstance(value, dict) else value for name, value in parts["values"].items()
        }
        return cls(parts["message"], **values)


def listed(sentences: Sequence[Sentence]) -> Sentence:
    """One or more phrases with commas between them."""
    return reduce(
        lambda before, following: Sentence(N_("{before}, {following}"), before=before, following=following), sentences
    )
