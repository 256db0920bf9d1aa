"""The page as a file to take home, and handing it in to the teacher."""

import streamlit as st

from dogcat.common.language import _
from dogcat.export.lesson_report import lesson_report
from dogcat.lesson.handed_in import MAX_NAME, HandedIn, checked_name, hand_in, handed_in_by, take_back
from dogcat.lesson.outcome import LessonOutcome
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import BOARD, count
from pages.state.browser import browser_token
from pages.widgets.literal import literal


def show_take_home(outcome: LessonOutcome) -> None:
    """Shows both ways: the file, and the teacher."""
    mine = handed_in_by(browser_token())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Take it home as a page"),
            lesson_report(outcome),  # not a function: it would be called where the visitor's language is unknown
            "dogcat-lesson.html",
            "text/html",
            icon=":material/download:",
            type="primary",
            help=_("All of this as one file. It opens in every browser, also offline, and prints on A4."),
            on_click="ignore",
        )
        with st.popover(_("Hand it in") if mine is None else _("Handed in"), icon=":material/send:"):
            show_handing_in(outcome, mine)


def show_handing_in(outcome: LessonOutcome, mine: HandedIn | None) -> None:
    """Shows the form with the learner's name, and the button that takes a page back."""
    st.markdown(
        _(
            "Your teacher gets this page with your name. Nobody else sees it. You can hand it in again later: the new"
            " page replaces the old one."
        )
    )
    if mine:
        st.success(
            _("Handed in at {time} as {name}.").format(time=f"{mine.moment:%H:%M}", name=literal(mine.name)),
            icon=":material/check:",
        )
    with st.form("hand-in", border=False):
        name = st.text_input(_("Your name"), mine.name if mine else "", max_chars=MAX_NAME)
        if st.form_submit_button(_("Hand it in") if mine is None else _("Hand it in again"), type="primary"):
            with sentence_for_errors():
                count(BOARD)
                page = lesson_report(outcome, checked_name(name))
                hand_in(asker(), name, outcome.num_done, outcome.trained.headline, page)
                st.rerun()
    if mine and st.button(_("Take it back"), icon=":material/undo:"):
        take_back(mine.owner, asker())
        st.rerun()
