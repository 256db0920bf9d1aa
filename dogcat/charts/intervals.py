"""Charts of figures with their 95% intervals: as a list, and by the number of training pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, SMALL_FONT, EndLabel, add_end_labels, empty_chart, plain
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL
from dogcat.common.units import Signed

_PALE = 0.45  # opacity of the dots of single trainings
Unit = Literal["%", "points", "points more"]
# Symbols of the points of a learning curve, because two ways to train may have one colour.
_SYMBOLS = ("circle", "triangle-up", "square", "diamond")


@dataclass(frozen=True)
class Interval:
    """A figure with its 95% interval, as fractions or differences of fractions.

    Attributes:
        name: name of the figure.
        value: the figure.
        low: lower end of the interval.
        high: upper end of the interval.
        colour: colour of the dot and its line.
        points: the single trainings of which the figure is the mean; each gets a small pale dot.
    """

    name: str
    value: float
    low: float
    high: float
    colour: str = NEUTRAL
    points: tuple[float, ...] = ()


def intervals_chart(title: str, rows: Sequence[Interval], unit: Unit, zero: str = "") -> go.Figure:
    """Return a list of figures, each a dot on the line of its 95% interval.

    Args:
        title: name of the quantity.
        rows: the figures from top to bottom.
        unit: `%` for fractions, `points` for gaps, `points more` for changes, which get a sign.
        zero: meaning of a difference of 0, which gets a line; empty for fractions.
    """
    figure = empty_chart(title, 0)
    figure.update_layout(title={"xref": "container"})  # otherwise long names would push the title out of the chart
    for row in rows:
        if row.points:
            figure.add_scatter(
                x=[100 * point for point in row.points],
                y=[plain(row.name)] * len(row.points),
                mode="markers",
                marker={"color": row.colour, "size": 6, "opacity": _PALE},
                hovertemplate=_("one training: {value}").format(value="%{x:.1f}") + "<extra></extra>",
                cliponaxis=False,
                showlegend=False,
            )
        figure.add_scatter(
            x=[100 * row.value],
            y=[plain(row.name)],
            mode="markers+text",
            text=[_number(row.value, unit)],  # without words, which are under the axis
            textposition="top center",
            textfont=SMALL_FONT,
            marker={"color": row.colour, "size": 11},
            error_x={
                "array": [100 * (row.high - row.value)],
                "arrayminus": [100 * (row.value - row.low)],
                "color": row.colour,
                "thickness": 2.5,
                "width": 6,
            },
            hovertemplate=_("{value}, 95% confidence interval {low} to {high}").format(
                value=_figure_in(row.value, unit), low=_number(row.low, unit), high=_number(row.high, unit)
            )
            + "<extra></extra>",
            cliponaxis=False,
            showlegend=False,
        )
    if zero:
        figure.add_vline(0, line={"color": NEUTRAL, "width": 1}, layer="below")
        figure.update_xaxes(rangemode="tozero")
    figure.update_layout(
        height=84 + 46 * len(rows), margin={"t": 44, "b": 44, "l": 8, "r": 24}, hovermode="closest", dragmode=False
    )
    words = _("percentage points (0: {zero})").format(zero=zero) if zero else _unit_words(unit)
    figure.update_xaxes(title={"text": words})
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False, type="category")


def describe_intervals(title: str, rows: Sequence[Interval], unit: Unit) -> str:
    """Return the figures of `intervals_chart` in words."""
    told = "; ".join(
        _("{name} {value} ({low} to {high})").format(
            name=row.name,
            value=_figure_in(row.value, unit),
            low=_number(row.low, unit),
            high=_number(row.high, unit),
        )
        for row in rows
    )
    return _("{title}, with 95% confidence intervals: {figures}.").format(title=title, figures=told or _("nothing yet"))


def learning_curve_chart(title: str, rows: Mapping[str, Mapping[int, Interval]], unit: Unit) -> go.Figure:
    """Return a figure by the number of training pictures, with a line for each way to train.

    Args:
        title: name of the quantity.
        rows: figures by way to train and by number of pictures; the line takes name and colour of its first figure.
        unit: unit of the figures, see `intervals_chart`.
    """
    figure = empty_chart(title, 0)
    numbers = sorted({number for points in rows.values() for number in points})
    labels = []
    for place, points in enumerate(rows.values()):
        xs = sorted(points)
        if not xs:
            continue
        first = points[xs[0]]
        shift = 1.02 ** (place - len(rows) / 2)  # 2% apart, so that the intervals do not overlap
        single = [(number * shift, 100 * point) for number in xs for point in points[number].points]
        if single:
            figure.add_scatter(
                x=[x for x, _y in single],
                y=[y for _x, y in single],
                mode="markers",
                marker={"color": first.colour, "size": 5, "opacity": _PALE},
                hovertemplate=_("one training: {value}").format(value="%{y:.1f}") + "<extra></extra>",
                showlegend=False,
            )
        figure.add_scatter(
            x=[number * shift for number in xs],
            y=[100 * points[number].value for number in xs],
            name=plain(first.name),
            mode="lines+markers",
            line={"color": first.colour, "width": LINE_WIDTH},
            marker={"size": 12, "symbol": _SYMBOLS[place % len(_SYMBOLS)]},
            error_y={
                "array": [100 * (points[number].high - points[number].value) for number in xs],
                "arrayminus": [100 * (points[number].value - points[number].low) for number in xs],
                "thickness": 1,
                "width": 3,
            },
            hovertemplate="%{y:.1f}",
        )
        labels.append(EndLabel(plain(first.name), first.colour, 100 * points[xs[-1]].value))
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(
        type="log",
        title={"text": _("training pictures")},
        tickvals=numbers,
        ticktext=[f"{number:,}" for number in numbers],
    )
    figure.update_yaxes(title={"text": _unit_words(unit)})
    return add_end_labels(figure, labels)


def describe_learning_curve(title: str, rows: Mapping[str, Mapping[int, Interval]], unit: Unit) -> str:
    """Return the figures of `learning_curve_chart` in words."""
    sentences = [
        f"{points[min(points)].name}: "
        + ", ".join(
            _("{value} with {num:,} pictures").format(value=_figure_in(points[number].value, unit), num=number)
            for number in sorted(points)
        )
        for points in rows.values()
        if points
    ]
    return _("{title} by number of training pictures. {figures}.").format(
        title=title, figures=". ".join(sentences) or _("Nothing yet")
    )


def _figure_in(value: float, unit: Unit) -> str:
    """Return a figure with its unit in words."""
    words = {
        "%": "{num:.1f}%",
        "points": _("{num:.1f} percentage points"),
        "points more": _("{num:+.1f} percentage points"),
    }[unit]
    return words.format(num=Signed(100 * value))


def _number(value: float, unit: Unit) -> str:
    """Return a figure that stands where its unit is already said; a percentage keeps its sign."""
    words = {"%": "{num:.1f}%", "points": "{num:.1f}", "points more": "{num:+.1f}"}[unit]
    return words.format(num=Signed(100 * value))


def _unit_words(unit: Unit) -> str:
    return "%" if unit == "%" else _("percentage points")
