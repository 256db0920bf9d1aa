"""Fewer pictures: the learning curve with and without pre-training on one chart."""

import streamlit as st

from dogcat.analysis.cures import seed_cells
from dogcat.analysis.further.pretrained_runs import accuracies, pretrained_runs
from dogcat.charts.ablation import accuracy_over_seeds
from dogcat.charts.intervals import Interval, describe_learning_curve, learning_curve_chart
from dogcat.common.language import N_, _
from dogcat.common.palette import BASELINE_COLOUR, BLUE, NEUTRAL, REGULARIZED_COLOUR
from pages.widgets.chart import show_chart

QUICK_SIZES = (250, 500, 1000, 2000)  # of the recorded trainings with the quick recipe
WAYS = {  # of the recorded trainings
    "features": (N_("pre-trained"), BLUE),
    "random-features": (N_("random weights"), NEUTRAL),
}


def show_fewer_pictures() -> None:
    """Shows the view."""
    st.markdown(
        _(
            "How many pictures does a network need, and how many does it save to stand on another one? Guess where the"
            " lines cross 90% before you look."
        )
    )
    rows = recorded_curves()
    if "features" not in rows:
        st.info(
            _("The trainings on a pre-trained network are not recorded yet in this copy of the app."),
            icon=":material/hourglass_empty:",
        )
    title = _("Accuracy on new pictures")
    show_chart(learning_curve_chart(title, rows, "%"), key="fewer-pictures",
               description=describe_learning_curve(title, rows, "%"))  # fmt: skip
    st.caption(
        _(
            "Recorded on the photos, measured on the validation photos. Each small dot is one training. “Own network”"
            " is the quick recipe without and with augmentation and dropout. The other lines are a small new layer on"
            " the features of a larger network."
        )
    )


def recorded_curves() -> dict[str, dict[int, Interval]]:
    """Returns the accuracy of each way to train by number of training pictures."""
    rows: dict[str, dict[int, Interval]] = {}
    runs = pretrained_runs()
    for way, (words, colour) in WAYS.items():
        spreads = accuracies(runs, way)
        if spreads:
            rows[way] = {
                number: Interval(_(words), one.mean, one.low, one.high, colour, one.values)
                for number, one in spreads.items()
            }
    for cell, words, colour in (
        ("both", _("own network, regularized"), REGULARIZED_COLOUR),
        ("nothing", _("own network, plain"), BASELINE_COLOUR),
    ):
        tables = {number: seed_cells("photos", number) for number in QUICK_SIZES}
        found = {number: accuracy_over_seeds(cells[cell], cell) for number, cells in tables.items() if cell in cells}
        if found:
            rows[cell] = {
                number: Interval(words, one.value, one.low, one.high, colour, one.points)
                for number, one in found.items()
            }
    return rows
