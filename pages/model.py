"""Model: the network opened. Every number explained, every layer drawn, another network built, a quiz."""

from collections.abc import Callable

import streamlit as st

from dogcat.recipe import Recipe
from dogcat.runs import Run
from pages.model_views.build import show_build
from pages.model_views.choice import choose_network
from pages.model_views.network import show_network
from pages.model_views.quiz_view import show_quiz
from pages.model_views.table import show_table
from pages.shared.front_door import require_front_door

VIEWS: dict[str, Callable[[Run | Recipe], None]] = {
    "The network": show_network,
    "Table": show_table,
    "Build your own": show_build,
    "Quiz": show_quiz,
}

require_front_door()
st.title("Model")
chosen = choose_network()
for tab, show in zip(st.tabs(list(VIEWS), key="view", bind="query-params"), VIEWS.values(), strict=True):
    if tab.open:
        with tab:
            show(chosen)
