"""The presenter's view (`?present=1`): large type, no side bar, two columns at most, and ← → through the lesson."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import FURTHER_STEPS, PAGES, STEPS
from pages.frame.lesson_step import STEP, name_of_step
from pages.state.session import session
from pages.widgets.component import component, style

END = "end"  # the page after the last step
PLACES = ("home", *STEPS, END, *FURTHER_STEPS)  # pages and steps, in the order in which the keys go through them
LAST = len(PLACES) - 1

_STYLE = style("presenter.css")
_keys = component("dogcat_presenter", html="<span></span>", js=("presenter.js",))


def choose_presenting() -> None:
    """Reads the view from the address, where it survives a reload."""
    if st.query_params.get("present") == "1":
        session().visitor.presents = True
    if session().visitor.presents:
        st.query_params["present"] = "1"


def show_presenter(page: str) -> None:
    """Shows the presenter's look and the buttons to the previous and the next step, if this view is on.

    Args:
        page: the name of its door.
    """
    if not session().visitor.presents:
        return
    st.html(_STYLE)
    name = name_of_step(page)
    place = PLACES.index(name or page) if (name or page) in PLACES else 0
    moved = _keys(key="presenter", on_moved_change=lambda: None).moved
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="presenter-bar"):
        # Translators: buttons to the step before and to the step after.
        back = st.button(_("Back"), icon=":material/arrow_back:", type="tertiary", disabled=place == 0)
        # Translators: buttons to the step before and to the step after.
        on = st.button(_("Next"), icon=":material/arrow_forward:", type="tertiary", disabled=place == LAST)
        st.button(_("Leave the presenter view"), icon=":material/close_fullscreen:", type="tertiary", on_click=leave)
    target = place + (moved or int(on) - int(back))
    if target != place and 0 <= target <= LAST:
        go_to(target)


def go_to(place: int) -> None:
    """Opens one of `PLACES`."""
    progress = session().lesson.progress or LessonProgress()
    progress.has_started = True
    session().lesson.progress = progress
    name = PLACES[place]
    is_step = name in PAGES
    session().lesson.shown_step = name if is_step else None
    step = {STEP: name} if is_step else {}
    st.switch_page(f"pages/{PAGES.get(name, name)}.py", query_params={"present": "1", **step})


def leave() -> None:
    """Returns to the usual view."""
    session().visitor.presents = False
    del st.query_params["present"]
