"""Keeps a learner's progress in their browser, so that it survives a reload and the server stores no names."""

import streamlit as st

from dogcat.common.language import languages
from dogcat.lesson.progress import LessonProgress, progress_from_json, progress_to_json
from pages.state.deeds import keep_deeds
from pages.state.session import session
from pages.widgets.component import component

KEY = "keeper"

_keeper = component("dogcat_keeper", html="<span></span>", js=("progress_keeper.js",))


def keep_progress() -> None:
    """Sends the progress to the browser, and takes over once what the browser has kept. Every page calls this."""
    keep_deeds(session())
    known = session().lesson.progress
    text = progress_to_json(known) if known else ""
    data = {"text": text, "done": progress().done_tasks}
    _keeper(key=KEY, data=data, on_kept_change=take_over)


def take_over() -> None:
    """Merges what the browser has kept with what was answered before it arrived."""
    kept = progress_from_json(st.session_state[KEY].kept or "", languages())
    kept.add(progress())
    session().lesson.progress = kept
    if kept.language and "lang" not in st.query_params:
        session().visitor.language = kept.language


def progress() -> LessonProgress:
    """Returns the learner's progress; empty until the lesson is started or the browser has sent one."""
    return session().lesson.progress or LessonProgress()
