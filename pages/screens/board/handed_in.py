"""The pages that learners have handed in, for the teacher: who, when, with what result, and all as one zip."""

from functools import partial

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.handed_in import all_handed_in, as_zip, table_heads, take_back
from dogcat.lesson.steps import STEPS
from pages.frame.asker import asker
from pages.widgets.spreadsheet import harmless_row


def show_handed_in() -> None:
    """Shows the table, the downloads and the removal. Call this only for a visitor in charge."""
    pages = all_handed_in(asker())
    st.markdown(_("**Handed in**"))
    if not pages:
        st.caption(_("Nobody has handed in a page yet."))
        return
    rows = [
        {
            _("Name"): each.name,
            _("Handed in"): each.moment,
            _("Steps done"): _("{num} of {num_all}").format(num=each.num_done, num_all=len(STEPS)),
            _("Result"): each.headline,
        }
        for each in pages
    ]
    times = {_("Handed in"): st.column_config.DatetimeColumn(format="D MMM, HH:mm")}
    st.dataframe(
        list(map(harmless_row, rows)), hide_index=True, column_config=times, alt=_("The pages that were handed in")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("All pages as a zip"),
            partial(as_zip, pages, table_heads()),
            "dogcat-handed-in.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover(_("Delete pages"), icon=":material/delete:", type="tertiary"):
            names = {each.owner: each.name for each in pages}
            chosen = st.multiselect(_("Pages"), list(names), format_func=lambda owner: names.get(owner, ""))
            if st.button(_("Delete these pages"), disabled=not chosen):
                for owner in chosen:
                    take_back(owner, asker())
                st.rerun()
