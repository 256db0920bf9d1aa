"""The visitor's language: the one chosen here, or the address's `lang`, the teacher's setting, the browser's."""

from contextlib import suppress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dogcat.common.language import ENGLISH, _, follow, languages
from dogcat.lesson.progress import LessonProgress
from dogcat.recipe.settings import SettingsError, settings
from pages.state.session import bind, session


def visitors_language() -> str:
    """Returns the code of this visitor's language; English outside of a script run."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    visitor = session().visitor  # read once: each translated text calls this function
    if visitor.language is None:
        known = languages()
        asked, of_browser = st.query_params.get("lang", ""), (st.context.locale or "").split("-")[0]
        # Before the settings are read: their errors are said in a language, too.
        visitor.language = next((name for name in (asked, of_browser) if name in known), ENGLISH)
        if asked not in known:
            with suppress(SettingsError):  # which the class gate shows
                visitor.language = settings().language or visitor.language
    return visitor.language


def choose_language() -> None:
    """Shows the choice of language in the side bar of every page."""
    follow(visitors_language)  # Streamlit draws a visitor's pages in changing threads
    known = languages()
    visitors_language()
    st.sidebar.selectbox(
        _("Language"),
        list(known),
        format_func=known.__getitem__,
        **bind(session().visitor, "language", changed=keep_choice),
    )


def keep_choice() -> None:
    """Makes the choice survive a reload."""
    if "lang" in st.query_params:
        del st.query_params["lang"]
    progress = session().lesson.progress or LessonProgress()
    progress.language = session().visitor.language or ""
    session().lesson.progress = progress
