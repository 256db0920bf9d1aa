"""Try one picture: a verdict from two networks side by side, why, how firm it is, and how far to trust it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.recipe.settings import settings
from pages.shared.front_door import require_front_door
from pages.shared.lesson import begin_step, end_step
from pages.shared.resources import keep_uploads_in_memory
from pages.shared.views import show_views
from pages.try_views.break_it import show_break_it
from pages.try_views.guess_first import show_guess_first
from pages.try_views.networks import Side, choose_sides
from pages.try_views.own_model import show_own_model
from pages.try_views.verdict import show_verdict

VIEWS: dict[str, Callable[[Sequence[Side]], None]] = {
    N_("Verdict"): show_verdict,
    N_("Break it"): show_break_it,
    N_("Guess first"): show_guess_first,
    N_("Own model"): show_own_model,
}

require_front_door("try")
begin_step("try")
keep_uploads_in_memory()
st.title(_("Try one picture"))
sides = choose_sides()
if sides:
    views = {name: show for name, show in VIEWS.items() if show is not show_own_model or settings().allows_own_models}
    show_views({name: partial(show, sides) for name, show in views.items()}, key="try")
end_step("try")
