"""The fair board with fewer training pictures, as a learning curve."""

import streamlit as st

from dogcat.charts.ablation import CELL_NAMES, gap_of, mean_accuracy_of
from dogcat.charts.intervals import describe_learning_curve, learning_curve_chart
from dogcat.common.language import _
from dogcat.runs.recorded import fair_cells
from pages.screens.compare.missing_runs import say_missing
from pages.widgets.chart import show_chart

SIZES = (250, 500, 1000, 2000)


def show_sizes() -> None:
    """The learning curve: the same four with fewer training pictures, each with the quick recipe."""
    st.subheader(_("And with fewer pictures?"))
    by_size = {size: fair_cells("quick", size) for size in SIZES}
    rows = {name: {size: cells[name] for size, cells in by_size.items() if name in cells} for name in CELL_NAMES}
    missing = [
        _("{name} with {num:,}").format(name=_(CELL_NAMES[name]), num=size)
        for size in SIZES
        for name in CELL_NAMES
        if size not in rows[name]
    ]
    if len(missing) == len(CELL_NAMES) * len(SIZES):
        st.info(_("The trainings with fewer pictures are not recorded yet."), icon=":material/hourglass_empty:")
        return
    say_missing(missing)
    accuracies = {
        name: {size: mean_accuracy_of(run, name) for size, run in runs.items()} for name, runs in rows.items()
    }
    gaps = {name: {size: gap_of(run, name) for size, run in runs.items()} for name, runs in rows.items()}
    left, right = st.columns(2)
    title = _("New pictures right")
    with left:
        show_chart(learning_curve_chart(title, accuracies, "%"), key="sizes-accuracy",
                   description=describe_learning_curve(title, accuracies, "%"))  # fmt: skip
    title = _("Gap")
    with right:
        show_chart(learning_curve_chart(title, gaps, "points"), key="sizes-gap",
                   description=describe_learning_curve(title, gaps, "points"))  # fmt: skip
    st.caption(
        _(
            "Each with the quick recipe: small pictures, few epochs, one seed. Accuracy is the mean of the last ten"
            " epochs."
        )
    )
