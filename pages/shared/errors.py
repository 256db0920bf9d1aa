"""Errors become sentences: what a visitor can put right is shown in place of the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.errors import DogcatError


@contextmanager
def sentence_for_errors() -> Iterator[None]:
    """Around whatever may raise a DogcatError: its text is shown in place of what would have come."""
    try:
        yield
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
