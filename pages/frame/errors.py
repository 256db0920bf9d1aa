"""Shows errors as sentences in place of the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import is_disk_full
from pages.widgets.literal import literal


@contextmanager
def sentence_for_errors() -> Iterator[None]:
    """Context manager that shows a sentence for a DogcatError, a missing file or a full disk."""
    try:
        yield
    except DogcatError as error:
        show_error(error)
    except OSError as error:
        sentence = (
            _("The disk of this computer is full, so the app cannot save anything. Free some space, then try again.")
            if is_disk_full(error)
            else _("A file cannot be read or written ({error}). Perhaps it has been deleted. Reload the page.").format(
                error=error.strerror or error
            )
        )
        st.error(literal(sentence), icon=":material/error:")


def show_error(error: Exception) -> None:
    """Shows the text of an error literally, because it may hold names that visitors chose."""
    st.error(literal(str(error)), icon=":material/error:")
