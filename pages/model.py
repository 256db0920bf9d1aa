"""Model: the network opened. Every number explained, every layer drawn, another network built, a quiz."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.model_views.build import show_build
from pages.model_views.by_hand import show_by_hand
from pages.model_views.choice import choose_network
from pages.model_views.dropout import show_dropout
from pages.model_views.network import show_network
from pages.model_views.quiz_view import show_quiz
from pages.model_views.table import show_table
from pages.model_views.through import show_through
from pages.shared.front_door import require_front_door
from pages.shared.lesson import begin_step, end_step
from pages.shared.views import show_views

VIEWS: dict[str, Callable[[Run | Recipe], None]] = {
    N_("The network"): show_network,
    N_("Table"): show_table,
    N_("A convolution by hand"): show_by_hand,
    N_("Through the network"): show_through,
    N_("Dropout at work"): show_dropout,
    N_("Build your own"): show_build,
    N_("Quiz"): show_quiz,
}

require_front_door("model")
begin_step("model")
st.title(_("Model"))
chosen = choose_network()
show_views({name: partial(show, chosen) for name, show in VIEWS.items()}, key="part")
end_step("model")
