"""What all charts share: the empty chart, the names of the metrics, and the format of numbers and colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go

from dogcat.analysis.history import NUM_LAST
from dogcat.common.language import N_, _
from dogcat.common.palette import DARK_GROUND, LIGHT_GROUND, TRAINING, tone_for_words
from dogcat.common.statistics import is_number
from dogcat.common.units import Signed

METRICS = {"accuracy": N_("Accuracy"), "loss": N_("Loss")}  # titles by column; show them through `_`
SMALL_FONT = {"size": 12}  # font of notes inside a chart
OPACITY = 0.25  # of shaded areas: curves and grid stay visible below them, on white and on black
LABEL_SIZE = 14  # of the letters of labels at the ends of lines, in pixels
LABEL_HEIGHT = 19  # distance of two such labels, in pixels
LINE_WIDTH = 2.5
LABEL_NAME = "end-label"  # of their annotations; pages/widgets/js/chart.js looks for it
_LABEL_ROOM = 0.04  # of a label above and below its middle, in units of accuracy
MAX_POINTS = 5_000  # of one curve; a longer one is thinned

Row = tuple[float, float, float]  # position on the horizontal axis, training and validation accuracy


@dataclass(frozen=True)
class EndLabel:
    """A label at the right end of a line.

    Attributes:
        text: one or two short words, perhaps with a value; text of a learner goes through `plain` first.
        colour: colour of the line, `#rrggbb`; the words get a tone of it that is readable in either theme.
        y: height of the line's end in units of the axis; None or nan for a line without points, which gets no label.
        x: end of the line in units of the axis; None places the label at the right edge of the chart.
    """

    text: str
    colour: str
    y: float | None
    x: float | None = None


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


def add_end_labels(figure: go.Figure, labels: Sequence[EndLabel], widest: str = "") -> go.Figure:
    """Add labels at the right ends of lines, in place of a legend, and return the figure.

    Labels that would overlap are moved apart by as little as possible; their order stays. Lines that end far from each
    other, as seen from left to right, have their labels apart anyway. If there are more labels than
    the chart has room for, the legend stays. On a narrow screen, chart.js replaces labels that would take too much of
    the width by the legend, so the lines need their names.

    Call this last: it reads the chart's height, its margins and the range of its vertical axis, and sets the range if
    there is none.

    Args:
        figure: chart whose vertical axis is linear.
        labels: the labels.
        widest: the widest text that will ever stand here, so that the right margin is the same from the start.
    """
    given = [label for label in labels if label.y is not None and is_number(label.y)]
    layout = figure.layout
    low, high = layout.yaxis.range or _range_of(figure)
    room = (layout.height or 450) - layout.margin.t - layout.margin.b
    legend_height = 40 if layout.margin.b >= 84 else 0  # the margin of `empty_chart` has room for a legend
    if LABEL_HEIGHT * (len(given) - 1) > room:
        return figure
    for together in _side_by_side(given, layout.xaxis.range):
        heights = [min(max(label.y or 0.0, low), high) for label in together]
        pixels = [(height - low) * room / ((high - low) or 1.0) for height in heights]
        shifts = [got - wanted for got, wanted in zip(spread(pixels, LABEL_HEIGHT, 0, room), pixels, strict=True)]
        for label, height, shift in zip(together, heights, shifts, strict=True):
            figure.add_annotation(
                name=LABEL_NAME,
                text=label.text,
                x=1 if label.x is None else label.x,
                xref="paper" if label.x is None else "x",
                y=height,
                xanchor="left",
                yanchor="middle",
                xshift=8,
                yshift=shift,
                showarrow=False,
                align="left",
                font={"size": LABEL_SIZE, "color": label.colour},
            )
    width = max((text_width(text) for text in (widest, *(label.text for label in labels))), default=0)
    tones = {
        label.colour: [tone_for_words(label.colour, ground) for ground in (LIGHT_GROUND, DARK_GROUND)]
        for label in labels
    }
    figure.update_layout(
        showlegend=False,
        margin={"r": width + 14, "b": layout.margin.b - legend_height},
        height=(layout.height or 450) - legend_height,
        yaxis={"range": [low, high]},
        meta={"tones": tones, "labels": width + 14},  # for chart.js
    )
    return figure


def gap_label(rows: Sequence[Row], others: Sequence[Row], end: float, colour: str) -> EndLabel | None:
    """Return a label with the mean gap of the last ten epochs, between the right ends of its two lines.

    Args:
        rows: the training, at least one row.
        others: rows of the other trainings in the chart, which the label should not lie on.
        end: end of the horizontal axis.
        colour: colour of the training's lines.

    Returns:
        The label; None if it would lie on the axis or on other lines.
    """
    x, high, low = rows[-1]
    if x < end / 4:
        return None
    taken = [value for row in others if x < row[0] <= x + end / 3 for value in row[1:]]
    taken += [high, low] if taken else []
    heights = [low + (high - low) * step / 20 for step in (10, *range(21))]  # the middle first
    room = [min((abs(height - value) for value in taken), default=1.0) for height in heights]
    if max(room) < _LABEL_ROOM:
        return None
    gap = sum(row[1] - row[2] for row in rows[-NUM_LAST:]) / len(rows[-NUM_LAST:])
    return EndLabel(gap_words(gap), colour, heights[room.index(max(room))], x)


def gap_words(gap: float) -> str:
    """Return a gap as a short label; the chart's caption says that it is in percentage points."""
    return _("gap {points:.1f}").format(points=Signed(100 * gap))


def spread(positions: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Return positions that lie at least `distance` apart, within bounds, with the least sum of squared shifts.

    The order stays; equal positions keep the order of the list. The algorithm pools adjacent violators (Ayer et al.,
    Annals of Mathematical Statistics 26 (1955), 641-647).

    Args:
        positions: positions between `low` and `high`.
        distance: least distance of neighbours; all positions have to fit between the bounds.
        low: lower bound.
        high: upper bound.
    """
    order = sorted(range(len(positions)), key=lambda number: positions[number])
    pools: list[list[float]] = []  # mean and number of positions that move together
    for place, number in enumerate(order):
        pools.append([positions[number] - place * distance, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * count) / (pools[-1][1] + count), pools[-1][1] + count]
    means = [mean for mean, count in pools for _one in range(int(count))]
    highest = high - distance * (len(order) - 1)
    apart = [0.0] * len(order)
    for place, (number, mean) in enumerate(zip(order, means, strict=True)):
        apart[number] = min(max(mean, low), highest) + place * distance
    return apart


def text_width(text: str, size: float = LABEL_SIZE) -> int:
    """Return about how wide a text is in pixels; Korean letters are twice as wide as Latin ones.

    Args:
        text: the text.
        size: size of its letters in pixels.
    """
    return round(sum(1.0 if east_asian_width(letter) in "WF" else 0.57 for letter in text) * size)


def _side_by_side(labels: Sequence[EndLabel], span: Sequence[float] | None) -> list[list[EndLabel]]:
    """Return the labels in groups whose lines end within a third of the axis of each other."""
    if span is None:
        return [list(labels)]
    low, high = span
    groups: list[list[EndLabel]] = []
    former = -math.inf
    for label in sorted(labels, key=lambda label: high if label.x is None else label.x):
        end = high if label.x is None else label.x
        if end - former > (high - low) / 3:
            groups.append([])
        groups[-1].append(label)
        former = end
    return groups


def _range_of(figure: go.Figure) -> tuple[float, float]:
    """Return the range of the values of all lines and their intervals, with a margin of 5% above and below."""
    values = []
    for trace in figure.data:
        above, below = trace.error_y.array, trace.error_y.arrayminus
        for place, value in enumerate(trace.y):
            if is_number(value):
                values += [value, value + (above[place] if above else 0), value - (below[place] if below else 0)]
    values = values or [0.0, 1.0]
    margin = 0.05 * (max(values) - min(values)) or 0.05
    return min(values) - margin, max(values) + margin


def as_small_board(figure: go.Figure, labels: Sequence[EndLabel]) -> go.Figure:
    """Return a chart of training and validation accuracy as one of a grid: low, with labels and without a toolbar."""
    figure.update_layout(
        height=190,
        margin={"t": 28, "b": 24, "l": 40},
        title={"font": {"size": 14}},
        dragmode=False,
        modebar={"remove": ["zoom2d", "pan2d", "zoomin2d", "zoomout2d", "resetscale2d"]},
    )
    figure.update_xaxes(title=None)
    figure.update_yaxes(tickformat=".0%", range=[0.4, 1.02], dtick=0.2)
    return add_end_labels(figure, labels, widest=_("validation"))


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
