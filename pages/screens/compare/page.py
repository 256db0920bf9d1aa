"""Compare: plain and regularized side by side, what helped, any runs, picture by picture, and the sealed test set."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.compare.any_runs import show_any_runs
from pages.screens.compare.before_after import show_before_after
from pages.screens.compare.by_picture import show_by_picture
from pages.screens.compare.cures import show_cures
from pages.screens.compare.pair_choice import Pair, choose_pair
from pages.screens.compare.sealed_test import show_test_set
from pages.widgets.experiment_link import show_experiment_link
from pages.widgets.tabs import show_views

VIEWS: dict[str, Callable[[Pair], None]] = {
    N_("Plain and regularized"): show_before_after,
    N_("What helped?"): lambda _pair: show_cures(),
    N_("Any runs"): show_any_runs,
    N_("Picture by picture"): show_by_picture,
    N_("Test set"): show_test_set,
}


def show() -> None:
    """The views of the comparison."""
    st.title(_("Compare"))
    show_experiment_link()
    pair = choose_pair()
    show_views({name: partial(show, pair) for name, show in VIEWS.items()}, key="part")
