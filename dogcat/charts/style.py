"""What all charts share: the empty chart, the names of the metrics, and the format of numbers and colours."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dogcat.common.language import N_, _
from dogcat.common.palette import TRAINING
from dogcat.common.statistics import is_number

METRICS = {"accuracy": N_("Accuracy"), "loss": N_("Loss")}  # titles by column; show them through `_`
SMALL_FONT = {"size": 12}  # font of notes inside a chart
OPACITY = 0.25  # of shaded areas: curves and grid stay visible below them, on white and on black
MAX_POINTS = 5_000  # of one curve; a longer one is thinned


def plain(text: str) -> str:
    """Return a text of a learner with its markup escaped, because Plotly renders a few tags, such as links."""
    return escape(text, quote=False)


def empty_chart(title: str, num_epochs: int) -> go.Figure:
    """Return a chart in the app's style without curves.

    Args:
        title: title above the chart.
        num_epochs: last epoch of the horizontal axis; 0 fits the axis to the curves.
    """
    axis = {"gridcolor": "rgba(128, 128, 128, 0.25)", "zeroline": False}
    x_axis = {**axis, "title": {"text": _("epoch"), "standoff": 4}}
    if num_epochs:
        x_axis["range"] = [0, num_epochs + 0.5]
        if num_epochs <= 10:
            x_axis["dtick"] = 1  # no ticks at half epochs
    return go.Figure(  # in one call: Plotly takes several times as long for separate updates
        layout={
            "template": "none",  # importing Streamlit changes Plotly's default
            "title": {"text": title, "x": 0, "xanchor": "left", "xref": "paper", "font": {"size": 16}},
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "margin": {"l": 48, "r": 8, "t": 36, "b": 84},
            "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top"},
            "hovermode": "x unified",
            "modebar": {
                "bgcolor": "rgba(0, 0, 0, 0)",
                "color": "rgba(128, 128, 128, 0.7)",
                "activecolor": TRAINING,
            },
            "height": 380,
            "xaxis": x_axis,
            "yaxis": axis,
        }
    )


def values_or_gap(values: Sequence[float | None]) -> list[float | None]:
    """Return the values, or one gap if there are none, because Plotly leaves empty curves out of the legend."""
    return list(values) or [None]


def translucent(colour: str, opacity: float) -> str:
    """Return a CSS colour with an opacity of 0 to 1, from one written as `#rrggbb`."""
    return f"rgba{(*bytes.fromhex(colour[1:]), opacity)}"


def thinned(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return every n-th row, so that at most `MAX_POINTS` are left."""
    return rows[:: len(rows) // MAX_POINTS + 1]


def number_format(metric: str) -> str:
    """Return the format of `accuracy` (a percentage) or `loss` (three decimals)."""
    return ".1%" if metric == "accuracy" else ".3f"


def in_words(value: float | None, metric: str) -> str:
    """Return a value of `accuracy` or `loss` as text; it is no number if the training diverged."""
    return f"{value:{number_format(metric)}}" if is_number(value) else _("not a number")
