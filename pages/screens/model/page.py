"""Model: the choice of a network, and the views of it as tabs."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.screens.model.activations import show_activations
from pages.screens.model.build import show_build
from pages.screens.model.convolution_by_hand import show_convolution_by_hand
from pages.screens.model.dropout import show_dropout
from pages.screens.model.layer_table import show_table
from pages.screens.model.network import show_network
from pages.screens.model.network_choice import choose_network
from pages.screens.model.normalization import show_normalization
from pages.screens.model.quiz import show_quiz
from pages.screens.model.residual_block import show_residual_block
from pages.widgets.tabs import show_views

VIEWS: dict[str, Callable[[Run | Recipe], None]] = {
    N_("The network"): show_network,
    # Translators: a tab: the layers as a table
    N_("Table"): show_table,
    N_("A convolution by hand"): show_convolution_by_hand,
    # Translators: a tab: follows a picture from layer to layer
    N_("Through the network"): show_activations,
    N_("Dropout at work"): show_dropout,
    N_("Batch normalisation"): show_normalization,
    # Translators: a tab: a block of layers that adds its input to its output
    N_("A residual block"): show_residual_block,
    # Translators: a tab: a network of your own
    N_("Build your own"): show_build,
    N_("Quiz"): show_quiz,
}


def show() -> None:
    """Shows the chosen network in the open view."""
    st.title(_("Model"))
    chosen = choose_network()
    show_views({name: partial(show, chosen) for name, show in VIEWS.items()}, key="part")
