"""A progress bar for the core's slow functions, which count the pictures that they have done."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.pixels import Progress


@contextmanager
def progress_bar(words: str) -> Iterator[Progress]:
    """Gives a function to be called with (done, in all); the bar shows up at its first call and is gone at the end."""
    place = st.empty()

    def show(done: int, in_all: int) -> None:
        place.progress(done / in_all, f"{words} {done:,} of {in_all:,}")

    try:
        yield show
    finally:
        place.empty()
