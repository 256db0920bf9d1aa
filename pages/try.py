"""Try one picture: a verdict from two networks side by side, why, how firm it is, and how far to trust it."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.shared.front_door import require_front_door
from pages.shared.lesson import begin_step, end_step
from pages.shared.resources import keep_uploads_in_memory
from pages.try_views.break_it import show_break_it
from pages.try_views.guess_first import show_guess_first
from pages.try_views.networks import Side, choose_sides
from pages.try_views.own_model import show_own_model
from pages.try_views.verdict import show_verdict

VIEWS: dict[str, Callable[[Sequence[Side]], None]] = {
    "Verdict": show_verdict,
    "Break it": show_break_it,
    "Guess first": show_guess_first,
    "Own model": show_own_model,
}

require_front_door("try")
begin_step("try")
keep_uploads_in_memory()
st.title("Try one picture")
sides = choose_sides()
if sides:
    for tab, show in zip(st.tabs(list(VIEWS), key="try", bind="query-params"), VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                show(sides)
end_step("try")
