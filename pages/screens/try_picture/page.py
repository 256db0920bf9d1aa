"""Try one picture: a verdict from two networks side by side, why, how firm it is, and how far to trust it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.recipe.settings import settings
from pages.screens.try_picture.human_baseline import show_guess_first
from pages.screens.try_picture.network_choice import Side, choose_sides
from pages.screens.try_picture.own_model.view import show_own_model
from pages.screens.try_picture.perturbations import show_break_it
from pages.screens.try_picture.verdict import show_verdict
from pages.state.resources import keep_uploads_in_memory
from pages.widgets.tabs import show_views

VIEWS: dict[str, Callable[[Sequence[Side]], None]] = {
    N_("Prediction"): show_verdict,
    N_("Break it"): show_break_it,
    N_("Guess first"): show_guess_first,
    N_("Own model"): show_own_model,
}


def show() -> None:
    """Two networks and what they say about a picture."""
    keep_uploads_in_memory()
    st.title(_("Try one picture"))
    sides = choose_sides()
    if sides:
        views = {
            name: show for name, show in VIEWS.items() if show is not show_own_model or settings().allows_own_models
        }
        show_views({name: partial(show, sides) for name, show in views.items()}, key="try")
