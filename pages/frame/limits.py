"""Rate limits for each visitor and each address. Nothing is refused to a visitor in charge."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.rate_limit import GrowingWait, Guessing, Limit
from pages.frame.teacher import is_in_charge
from pages.state.browser import browser_token, visitor_address

PICTURES, WORK, MODELS, BOARD, PHOTOS = "pictures", "work", "models", "board", "photos"
CODE, PASSWORD = "class code", "teacher password"


@st.cache_resource(show_spinner=False)
def limits() -> dict[str, Limit]:
    """Returns the rate limits of this server; a class of thirty behind one address stays far below them."""
    return {
        PICTURES: Limit(10, 60, 600),  # sets that are drawn, imported, downloaded or checked
        WORK: Limit(20, 200, 600),  # trainings that are started or continued
        MODELS: Limit(20, 100, 600),  # own models, trainings brought back, conversions: each starts a process
        BOARD: Limit(10, 150, 60),  # what is put on the class board
        PHOTOS: Limit(20, 600, 60),  # photos for the class's own test set
    }


@st.cache_resource(show_spinner=False)
def guessing() -> dict[str, Guessing]:
    """Returns what slows down guesses of the class code and of the teacher password, each for itself.

    The class code may be a short word, so an address that tries many has to wait, too: then ten seconds a try. The
    teacher password has 40 random bits, so that no address has to be shut out to protect it.
    """
    return {
        CODE: Guessing(GrowingWait(5), GrowingWait(120, most_seconds=10)),
        PASSWORD: Guessing(GrowingWait(5)),
    }


def count(what: str) -> None:
    """Counts one action of this visitor; `what` is a key of `limits`.

    Raises:
        TooOftenError: the limit is reached; the message says how long to wait.
    """
    if not is_in_charge():
        limits()[what].count(browser_token(), visitor_address())


@contextmanager
def counted(what: str) -> Iterator[None]:
    """Context manager that counts what is done in it, unless that is refused with a `DogcatError`.

    Args:
        what: a key of `limits`.

    Raises:
        TooOftenError: the limit is reached; the message says how long to wait.
    """
    if is_in_charge():
        yield
        return
    take_back = limits()[what].count(browser_token(), visitor_address())
    try:
        yield
    except DogcatError:
        take_back()
        raise


def try_word(what: str, is_right: bool) -> bool:
    """Return whether a word is right, and count it if it is wrong; `what` is a key of `guessing`.

    Raises:
        TooOftenError: this visitor has to wait, whether the word is right or not.
    """
    if is_in_charge():
        return is_right
    return guessing()[what].try_word(browser_token(), visitor_address(), is_right)
