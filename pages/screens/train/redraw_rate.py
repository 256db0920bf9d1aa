"""How often the pages that watch a training are drawn anew: each second, as long as the training can afford that."""

import os
import time

import streamlit as st

from pages.state.session import session

DRAWS_A_SECOND = 1.5 * (os.cpu_count() or 1)  # of all pages: each takes 15 ms of a processor that the training needs
MOST_SECONDS = 5.0
GONE_SECONDS = 4 * MOST_SECONDS  # since a tab was drawn: it is closed, or looks at something else


@st.cache_resource(show_spinner=False)
def _tabs() -> dict[int, float]:
    """When each tab that watches a training was last drawn, in seconds of a clock."""
    return {}


def seconds_between_draws() -> float:
    """For this tab, which is drawn now, in turn with all others that watch: 1 to `MOST_SECONDS`."""
    now, tabs = time.monotonic(), _tabs()
    tabs[id(session())] = now
    for tab, drawn in list(tabs.items()):  # other visitors' scripts write to it meanwhile
        if now - drawn > GONE_SECONDS:
            tabs.pop(tab, None)
    return min(MOST_SECONDS, max(1.0, len(tabs) / DRAWS_A_SECOND))
