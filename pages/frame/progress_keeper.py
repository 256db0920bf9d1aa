"""What a learner has done in the lesson, kept in their browser: it survives a reload, and the server knows nobody."""

import streamlit as st

from dogcat.common.language import languages
from dogcat.lesson.progress import LessonProgress, progress_from_json, progress_to_json
from pages.state.session import session
from pages.widgets.component import component

KEY = "keeper"

_keeper = component("dogcat_keeper", html="<span></span>", js=("progress_keeper.js",))


def keep_progress() -> None:
    """Gives the browser what is new; what it has kept is taken over once. Called by every page."""
    known = session().lesson.progress
    text = progress_to_json(known) if known else ""
    _keeper(key=KEY, data={"text": text}, on_kept_change=take_over)


def take_over() -> None:
    """What the browser has kept, and whatever was answered before it said so."""
    kept = progress_from_json(st.session_state[KEY].kept or "", languages())
    kept.add(progress())
    session().lesson.progress = kept
    if kept.language and "lang" not in st.query_params:
        session().visitor.language = kept.language


def progress() -> LessonProgress:
    """The learner's way through the lesson; an empty one as long as nothing was begun or kept."""
    return session().lesson.progress or LessonProgress()
