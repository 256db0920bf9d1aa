"""Errors become sentences: what a visitor can put right is shown in place of the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import is_disk_full
from pages.widgets.literal import literal


@contextmanager
def sentence_for_errors() -> Iterator[None]:
    """Around what may raise a DogcatError or miss a file, or room for it: a sentence is shown in its place."""
    try:
        yield
    except DogcatError as error:
        show_error(error)
    except OSError as error:
        sentence = (
            _("The disk of this machine is full, so nothing can be kept. Make room, then try again.")
            if is_disk_full(error)
            else _(
                "A file cannot be read or written ({error}). Perhaps it was deleted meanwhile; reload the page."
            ).format(error=error.strerror or error)
        )
        st.error(literal(sentence), icon=":material/error:")


def show_error(error: Exception) -> None:
    """The error's text, which may name whatever somebody typed or uploaded."""
    st.error(literal(str(error)), icon=":material/error:")
