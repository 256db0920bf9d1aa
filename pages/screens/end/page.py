"""What you did: the learner's result, what to remember, every answer, and what to do with it."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.outcome import lesson_outcome
from dogcat.runs.store import list_runs
from pages.frame.progress_keeper import progress
from pages.screens.end.answers import show_answers, show_learned, show_terms
from pages.screens.end.onward import show_further, show_next, show_start
from pages.screens.end.result import show_followed, show_result
from pages.screens.end.take_home import show_take_home
from pages.state.browser import browser_token
from pages.state.deeds import keep_deeds
from pages.state.session import session


def show() -> None:
    """Shows the page."""
    st.title(_("What you did"))
    keep_deeds(session())
    outcome = lesson_outcome(progress(), list_runs(), browser_token())
    if not outcome.has_started:
        show_start()
        return
    show_result(outcome)
    show_take_home(outcome)
    show_followed(outcome)
    show_learned(outcome)
    show_answers(outcome)
    show_terms(outcome)
    show_further()
    show_next(outcome)
