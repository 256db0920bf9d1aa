"""A progress bar for slow functions that report their progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.common.language import _


def in_pictures(done: int, in_all: int) -> str:
    """Returns text such as `120 of 4,000 pictures`."""
    return _("{done:,} of {in_all:,} pictures").format(done=done, in_all=in_all)


@contextmanager
def progress_bar(words: str, describe: Callable[[int, int], str] = in_pictures) -> Iterator[Callable[[int, int], None]]:
    """Yields a function (done, total); the bar appears with its first call and disappears at the end.

    Args:
        words: in front of the progress.
        describe: makes the text of (done, total).
    """
    place = st.empty()

    def show(done: int, in_all: int) -> None:
        place.progress(done / in_all if in_all else 0.0, f"{words} {describe(done, in_all)}")

    try:
        yield show
    finally:
        place.empty()
