"""From figures to Plotly charts: the app's colours, the empty chart, and the charts of pictures.

Pure functions that know nothing of pages, files or trainings.
"""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from dogcat.common.language import _
from dogcat.common.palette import TRAINING

SMALL_FONT = {"size": 12}  # the font of notes inside a chart


def plain(text: str) -> str:
    """A text that somebody chose, as it is to stand in a chart: Plotly takes a few tags, such as links, for markup."""
    return escape(text, quote=False)


def empty_chart(title: str, num_epochs: int) -> go.Figure:
    """A chart in the app's style without curves.

    Args:
        title: what is measured, above the chart.
        num_epochs: the horizontal axis goes to this epoch; 0 fits it to what will be drawn.
    """
    axis = {"gridcolor": "rgba(128, 128, 128, 0.25)", "zeroline": False}
    x_axis = {**axis, "title": {"text": _("epoch"), "standoff": 4}}
    if num_epochs:
        x_axis["range"] = [0, num_epochs + 0.5]
        if num_epochs <= 10:
            x_axis["dtick"] = 1  # there is no half epoch to read off
    return go.Figure(  # at once: Plotly takes several times as long for one thing after the other
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
    """A curve without any point would lose its place in the legend."""
    return list(values) or [None]
