"""What practice adds: what each recorded ingredient adds to the plain network."""

import streamlit as st

from dogcat.analysis.cures import quick_results, seed_cells
from dogcat.charts.ablation import effects_over_seeds
from dogcat.charts.intervals import describe_intervals, intervals_chart
from dogcat.common.language import _
from pages.widgets.chart import show_chart


def show() -> None:
    """Shows the page."""
    st.title(_("What practice adds"))
    st.markdown(_("What does each ingredient add to the plain network, and is it more than chance?"))
    results = quick_results(seed_cells("photos"))
    title = _("Gain in accuracy on new pictures over “nothing”")
    rows = effects_over_seeds(results)
    chart = intervals_chart(title, rows, "points more", _("no better"))
    show_chart(chart, key="rungs", description=describe_intervals(title, rows, "points more"))
    words = _("Recorded on the photos with the quick recipe, {num} trainings of each kind. Each dot is one training.")
    st.caption(words.format(num=len(results.seeds)))
