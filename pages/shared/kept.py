"""What a learner has done in the lesson, kept in their browser: it survives a reload, and the server knows nobody."""

import streamlit as st

from dogcat.language import languages
from dogcat.progress import Progress, progress_from_json, progress_to_json
from pages.shared.state import session

_JAVASCRIPT = """
export default function ({ data, setStateValue }) {
    const place = "dogcat-lesson";
    try {
        if (data.text) localStorage.setItem(place, data.text);
        else setStateValue("kept", localStorage.getItem(place) ?? "none");
    } catch {
        if (!data.text) setStateValue("kept", "none");  // a browser that keeps nothing, such as a private window
    }
}
"""

_keeper = st.components.v2.component("dogcat_keeper", html="<span></span>", js=_JAVASCRIPT, isolate_styles=False)


def keep_progress() -> None:
    """Takes over what the browser has kept, once, and from then on gives it what is new. Called by every page."""
    known = session().progress is not None
    text = progress_to_json(progress()) if known else ""
    kept = _keeper(key="keeper", data={"text": text}, on_kept_change=lambda: None).kept
    if not known and kept:
        session().progress = progress_from_json(kept, languages())
        if session().progress.language and "lang" not in st.query_params:
            session().language = session().progress.language
        st.rerun()


def progress() -> Progress:
    """The learner's way through the lesson; an empty one as long as the browser has not answered."""
    return session().progress or Progress()
