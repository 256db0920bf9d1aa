"""How often the pages that watch a training are redrawn: every second, slower if many tabs are open."""

import os
import time

import streamlit as st

from pages.state.session import session

DRAWS_A_SECOND = 1.5 * (
    os.cpu_count() or 1
)  # of all tabs together: a redraw takes 15 ms of processor time that the training needs
MOST_SECONDS = 5.0
GONE_SECONDS = 4 * MOST_SECONDS  # since its last redraw: the tab is closed or shows another page


@st.cache_resource(show_spinner=False)
def _tabs() -> dict[int, float]:
    """Returns the time of the last redraw of each tab that watches a training, in seconds of `time.monotonic`."""
    return {}


def seconds_between_draws() -> float:
    """Returns the refresh interval of this tab in seconds, 1 to `MOST_SECONDS`; more open tabs, longer intervals."""
    now, tabs = time.monotonic(), _tabs()
    tabs[id(session())] = now
    for tab, drawn in list(tabs.items()):  # other visitors' threads change it meanwhile
        if now - drawn > GONE_SECONDS:
            tabs.pop(tab, None)
    return min(MOST_SECONDS, max(1.0, len(tabs) / DRAWS_A_SECOND))
