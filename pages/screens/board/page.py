"""Class board: what the visitors of this server share, and what the class does together."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.board.gains import show_gains
from pages.screens.board.own_test_set.view import show_own_test_set
from pages.screens.board.seeds import show_seeds
from pages.screens.board.shared import show_shared
from pages.widgets.experiment_link import PART, SEEDS
from pages.widgets.tabs import show_views

VIEWS = {
    N_("Guesses and trainings"): show_shared,
    SEEDS: show_seeds,
    N_("Our own test set"): show_own_test_set,
    N_("Before and after"): show_gains,
}


def show() -> None:
    """Shows the views."""
    st.title(_("Class board"))
    show_views(VIEWS, key=PART)
