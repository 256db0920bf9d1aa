"""Keeps a learner's progress in their browser, so that it survives a reload and the server stores no names."""

import streamlit as st

from dogcat.common.language import languages
from dogcat.lesson.progress import LessonProgress, progress_from_json, progress_to_json
from pages.frame.fragments import fragment
from pages.state.deeds import keep_deeds
from pages.state.session import session
from pages.widgets.component import component

KEY = "keeper"
COOKIE = "dogcat_lesson"  # "1" in a browser whose lesson has begun
MOST_SECONDS = 3  # that a page is held; the browser's answer takes about 0.1 s

_keeper = component("dogcat_keeper", html="<span></span>", js=("progress_keeper.js",))


def holds_page() -> bool:
    """Asks a browser with a lesson for its progress; return True if the page is to be drawn only once this has come.

    Otherwise the bar and the question would push away a page that is already seen. It holds the first script run of a
    tab, and in no tab of other visitors.
    """
    lesson = session().lesson
    is_first, lesson.was_drawn = not lesson.was_drawn, True
    if not is_first or lesson.progress is not None or st.context.cookies.get(COOKIE) != "1":
        return False
    keep_progress(waits=True)
    with st.container(key="held-page"):  # never seen: the browser loads the code of a question meanwhile
        st.radio(KEY, [KEY], label_visibility="collapsed")
    _go_on_without()
    return True


@fragment(run_every=MOST_SECONDS)
def _go_on_without() -> None:
    """Draws the page if the browser has not answered."""
    if session().lesson.was_held:
        st.rerun()
    session().lesson.was_held = True


def keep_progress(waits: bool = False) -> None:
    """Sends the progress to the browser, and takes over once what the browser has kept. Every page calls this.

    Args:
        waits: asks for an answer, also from a browser that has kept nothing.
    """
    lesson = session().lesson
    keep_deeds(session())
    text = progress_to_json(lesson.progress) if lesson.progress else ""
    data = {
        "text": text,
        "done": progress().done_tasks,
        "waits": waits,
        "session": lesson.token,
        "isMerged": lesson.is_merged,
    }
    _keeper(key=KEY, data=data, on_kept_change=take_over)
    if not lesson.is_merged:
        take_over()  # Streamlit drops a callback when the browser asks for another script run during it
        if lesson.is_merged:
            st.rerun()


def take_over() -> None:
    """Merges what the browser has kept with what was answered before it arrived, once.

    A browser that connects again after the server has restarted still sends its report to the former session first.
    """
    lesson, report = session().lesson, str(getattr(st.session_state.get(KEY), "kept", None) or "")
    if lesson.is_merged or not report.startswith(lesson.token):
        return
    kept = progress_from_json(report.removeprefix(lesson.token), languages())
    kept.add(progress())
    if kept.language and "lang" not in st.query_params:
        session().visitor.language = kept.language
    lesson.progress, lesson.is_merged = kept, True  # last: each look into `st.session_state` may end a callback


def progress() -> LessonProgress:
    """Returns the learner's progress; empty until the lesson is started or the browser has sent one."""
    return session().lesson.progress or LessonProgress()
