"""A pre-trained network: what it brings to the photos of cats and dogs, and what exactly it is that helps."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.pretrained.control import show_control
from pages.screens.pretrained.fewer_pictures import show_fewer_pictures
from pages.screens.pretrained.mistakes import show_mistakes
from pages.screens.pretrained.own_answers import show_own_answers
from pages.screens.pretrained.ways import show_ways
from pages.widgets.tabs import show_views

VIEWS = {
    N_("Three ways"): show_ways,
    N_("Pictures or size?"): show_control,
    N_("Its own answers"): show_own_answers,
    N_("Fewer pictures"): show_fewer_pictures,
    N_("Side by side"): show_mistakes,
}


def show() -> None:
    """Shows the views."""
    st.title(_("A pre-trained network"))
    st.markdown(
        _(
            "A **pre-trained** network has learned from other pictures before it sees yours. Only a small last part"
            " is new, and learns from your photos."
        )
    )
    show_views(VIEWS, key="base")
