"""A Plotly chart that may change every second and keeps the learner's zoom, hover and legend choices.

`st.plotly_chart` builds a new chart when its data change. This component passes the new figure to `Plotly.react`,
which changes the chart in place. Below the chart, the learner can open its sentence and a table of its values.
"""

import json
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.projector import for_projector
from dogcat.common.language import _, current_language
from pages.state.resources import plotly_script
from pages.state.session import session
from pages.widgets.component import component

_chart = component(
    "dogcat_chart",
    html="""<div class="dogcat-chart" role="figure"></div>
<details class="dogcat-table" hidden><summary></summary><p></p><div role="region" tabindex="0"></div>
<div class="dogcat-keep" hidden></div></details>""",
    js=("roving_tabindex.js", "chart_table.js", "draw_once.js", "chart.js"),
    css=("chart.css", "chart_table.css"),
)


def show_chart(figure: go.Figure | dict[str, Any], key: str, description: str, fills: bool = False) -> None:
    """Shows `figure`.

    Args:
        figure: the chart, or its JSON.
        key: the same for each state of one chart; another key resets the zoom.
        description: what the chart says, in a sentence, for a screen reader.
        fills: takes the height from the style sheet (`--dogcat-chart-height`), which may depend on the screen's height.
    """
    drawn = figure if isinstance(figure, dict) else json.loads(figure.to_json())
    data = {
        "figure": for_projector(drawn) if session().visitor.presents else drawn,
        "description": description,
        "script": plotly_script(),
        "revision": key,
        "fills": fills,
        "words": _words(),
    }
    _chart(key=key, data=data)


def _words() -> dict[str, str | dict[str, str]]:
    """The texts of the component in the visitor's language."""
    return {
        "language": current_language(),
        "png": _("Download as PNG"),
        "svg": _("Download as SVG"),
        # Translators: a button: shows the chart's values as a table
        "table": _("As a table"),
        # Translators: a column's heading: the name of what was measured
        "what": _("What"),
        # Translators: a column's heading: the value that was measured
        "value": _("Value"),
        "failure": _("The chart cannot be drawn:"),
        "unloadable": _("cannot load {address}").format(address=plotly_script()),
        "plotly": {  # by Plotly's own texts
            "Zoom": _("Zoom"),
            # Translators: a button of the chart: moves the shown range
            "Pan": _("Pan"),
            "Zoom in": _("Zoom in"),
            "Zoom out": _("Zoom out"),
            "Reset axes": _("Reset axes"),
            "Double-click to zoom back out": _("Double-click to zoom back out"),
            "Double-click on legend to isolate one trace": _("Double-click on legend to isolate one trace"),
        },
    }
