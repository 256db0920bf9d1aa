"""The fair board with fewer training pictures, as a learning curve."""

import streamlit as st

from dogcat.analysis.cures import MIN_SEEDS, seed_cells
from dogcat.charts.ablation import CELL_NAMES, accuracy_over_seeds, gap_over_seeds
from dogcat.charts.intervals import describe_learning_curve, learning_curve_chart
from dogcat.common.language import _
from dogcat.runs.recorded_seeds import PictureKind
from pages.screens.compare.missing_runs import say_missing
from pages.state.session import session
from pages.widgets.chart import show_chart

SIZES = (250, 500, 1000, 2000)


def show_sizes(kind: PictureKind) -> None:
    """The learning curve: the same four with fewer training pictures, each with the quick recipe.

    Args:
        kind: the chosen pictures. There are recordings on photos only.
    """
    st.subheader(_("What happens with fewer pictures?"))
    if kind != "photos":
        st.caption(_("These trainings are recorded on photos only. The choice of pictures above does not change them."))
    by_size = {size: seed_cells("photos", size) for size in SIZES}
    rows = {name: {size: cells[name] for size, cells in by_size.items() if name in cells} for name in CELL_NAMES}
    missing = [
        _("{name} with {num:,} pictures").format(name=_(CELL_NAMES[name]), num=size)
        for size in SIZES
        for name in CELL_NAMES
        if size not in rows[name]
    ]
    if sum(bool(cells) for cells in by_size.values()) < 2:  # one number of pictures is no curve
        st.info(_("The trainings with fewer pictures are not recorded yet."), icon=":material/hourglass_empty:")
        return
    say_missing(missing)
    accuracies = {
        name: {size: accuracy_over_seeds(table, name) for size, table in tables.items()}
        for name, tables in rows.items()
    }
    gaps = {
        name: {size: gap_over_seeds(table, name) for size, table in tables.items()} for name, tables in rows.items()
    }
    # With the large letters of the presenter's view, half a page has no room for the names at the ends of the lines.
    left, right = (st.container(), st.container()) if session().visitor.presents else st.columns(2)
    title = _("Accuracy on new pictures")
    with left:
        show_chart(learning_curve_chart(title, accuracies, "%"), key="sizes-accuracy",
                   description=describe_learning_curve(title, accuracies, "%"))  # fmt: skip
    title = _("Gap")
    with right:
        show_chart(learning_curve_chart(title, gaps, "points"), key="sizes-gap",
                   description=describe_learning_curve(title, gaps, "points"))  # fmt: skip
    num = min(len(table.seeds) for tables in rows.values() for table in tables.values())
    told = _("Each small dot is one training with the quick recipe on photos: the mean of its last ten epochs.")
    if num >= MIN_SEEDS:
        told += " " + _(
            "Each large point is the mean of {num} trainings or more, with its 95% confidence interval."
        ).format(num=num)
    else:
        told += " " + _(
            "Each large point is the mean of its trainings. It has a 95% confidence interval if there are at least"
            " {num}."
        ).format(num=MIN_SEEDS)
    st.caption(told)
