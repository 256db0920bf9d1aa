"""Rate limits for each visitor and for the whole server."""

import streamlit as st

from dogcat.common.rate_limit import Limit
from pages.state.browser import browser_token

WORDS, PICTURES, WORK, BOARD = "words", "pictures", "work", "board"


@st.cache_resource(show_spinner=False)
def limits() -> dict[str, Limit]:
    """Returns the rate limits of this server; a class of thirty stays far below them."""
    return {
        WORDS: Limit(10, 60, 60),  # tries of the class code and the teacher password
        PICTURES: Limit(10, 40, 600),  # sets that are drawn, imported, downloaded or checked
        WORK: Limit(20, 200, 600),  # what starts a process or fills the disk: trainings, own models, conversions
        BOARD: Limit(10, 100, 60),  # what is put on the class board
    }


def count(what: str) -> None:
    """Counts one action of this visitor; `what` is a key of `limits`.

    Raises:
        TooOftenError: the limit is reached; the message says how long to wait.
    """
    limits()[what].count(browser_token())
