"""Compare: before and after side by side, what cured it, any runs, picture by picture, and the sealed test set."""

from collections.abc import Callable

import streamlit as st

from dogcat.common.language import N_, _
from pages.compare_views.any_runs import show_any_runs
from pages.compare_views.before_after import show_before_after
from pages.compare_views.by_picture import show_by_picture
from pages.compare_views.cures import show_cures
from pages.compare_views.test_set import show_test_set
from pages.shared.front_door import require_front_door
from pages.shared.lesson import begin_step, end_step
from pages.shared.views import show_views

VIEWS: dict[str, Callable[[], None]] = {
    N_("Before and after"): show_before_after,
    N_("What cured it?"): show_cures,
    N_("Any runs"): show_any_runs,
    N_("Picture by picture"): show_by_picture,
    N_("Test set"): show_test_set,
}

require_front_door("compare")
begin_step("compare")
st.title(_("Compare"))
show_views(VIEWS, key="part")
end_step("compare")
