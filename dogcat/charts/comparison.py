"""The charts of several trainings side by side: curves on one axis, what each cure changes, how sure they are.

Pure functions from figures to Plotly charts. Each chart has a twin that says the same in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import plotly.graph_objects as go

from dogcat.analysis.calibration import Calibration
from dogcat.analysis.comparison import Ribbon
from dogcat.analysis.history import in_points, is_number, smoothed, training_seconds
from dogcat.charts.style import NEUTRAL, TRAINING, VALIDATION, empty_chart, plain
from dogcat.common.language import N_, _

Axis = Literal["epochs", "pictures seen", "minutes"]
Unit = Literal["%", "points", "points more"]
# What each axis is called in a choice, to be shown through `_`.
AXES: dict[Axis, str] = {"epochs": N_("epochs"), "pictures seen": N_("pictures seen"), "minutes": N_("minutes")}

# What stands below curves by minutes.
ABOUT_MINUTES = N_(
    "Minutes: each epoch counts as long as the middle one of its training, so that pauses of the computer do not count."
)

_METRICS = {"accuracy": N_("Accuracy"), "loss": N_("Loss")}
_LINES = (("clean_", N_("training"), "dot"), ("val_", N_("validation"), "solid"))  # column prefix, legend, dash
_GAP, _BAND = 0.10, 0.25  # opacity of shaded areas: the gap under everything, the seeds above it
MOST_NOTES = 2  # curves in a chart that says how wide the gap of each is: more notes lie on each other
_NOTE_HEIGHT = 0.06  # of such a note, as a share of right answers
_SMALL = {"size": 12}  # the font of notes inside a chart
_MOST_LOSS = 1.5  # a plain network's validation loss would press all other curves to the ground


@dataclass(frozen=True)
class Curve:
    """One training in a chart.

    Attributes:
        name: in the legend.
        colour: of all its lines.
        history: rows with `epoch`, `seconds`, `val_accuracy`, `val_loss` and, where it was measured,
            `clean_accuracy` and `clean_loss`; values may be nan.
        pictures_per_epoch: training pictures that an epoch shows to the network.
        ribbons: by column, the range over trainings with other seeds; empty where there is only one.
    """

    name: str
    colour: str
    history: Sequence[Mapping[str, float]]
    pictures_per_epoch: int
    ribbons: Mapping[str, Ribbon] = field(default_factory=dict)

    def positions(self, axis: Axis) -> list[float]:
        """Where each epoch of the history ends on an axis: its number, pictures shown so far, or minutes.

        All epochs of a training are equally long, see `training_seconds`.
        """
        if axis == "epochs":
            return [row["epoch"] for row in self.history]
        if axis == "pictures seen":
            return [row["epoch"] * self.pictures_per_epoch for row in self.history]
        minutes = training_seconds(self.history) / 60
        return [minutes * number / len(self.history) for number in range(1, len(self.history) + 1)]


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval, all in one unit.

    Attributes:
        name: of what it is the figure.
        value: the figure.
        low: lower end of the interval.
        high: upper end.
        colour: of the dot and its line.
    """

    name: str
    value: float
    low: float
    high: float
    colour: str = NEUTRAL


def overlay_chart(
    metric: str,
    curves: Sequence[Curve],
    axis: Axis = "epochs",
    until: float | None = None,
    smoothing: float = 0.0,
    reported: Sequence[Curve] = (),
) -> go.Figure:
    """Several trainings on one axis: training dotted, validation solid, the gap and the range over seeds shaded.

    Up to `MOST_NOTES` trainings have the width of their gap written beside it.

    Args:
        metric: `accuracy` or `loss`.
        curves: what to show. The axes reach as far as their whole histories, whatever `until` is.
        axis: what the trainings are laid side by side by.
        until: the curves end here, in the axis' unit; None shows all of them.
        smoothing: factor of the exponential smoothing, 0 to below 1; above 0 the raw values stay as points.
        reported: trainings of which the validation curve alone is added, as a thin line.
    """
    words = {"epochs": _("epoch"), "pictures seen": _("training pictures seen"), "minutes": _("minutes")}[axis]
    ends = [curve.positions(axis)[-1] for curve in curves if curve.history]
    figure = empty_chart(_(_METRICS[metric]), 0)
    figure.update_xaxes(title={"text": words}, range=[0, 1.02 * max(ends, default=1)])
    if axis == "pictures seen":
        figure.update_xaxes(tickformat=",")
    shown = [(curve, _count(curve, axis, until)) for curve in curves]
    for curve, count in shown:
        if metric == "accuracy":
            _add_gap(figure, curve, axis, count, max(ends, default=1), is_told=len(curves) <= MOST_NOTES)
        for prefix, *_style in _LINES:
            _add_ribbon(figure, curve, prefix + metric, axis, count)
    for curve, count in shown:
        for prefix, kind, dash in _LINES:
            _add_line(figure, curve, prefix + metric, _(kind), dash, axis, count, smoothing)
    for curve in reported:
        count = _count(curve, axis, until)
        figure.add_scatter(
            x=_or_a_hole(curve.positions(axis)[:count]),
            y=_or_a_hole([row[f"val_{metric}"] for row in curve.history[:count]]),
            name=plain(curve.name),
            mode="lines",
            line={"color": curve.colour, "width": 1.5, "dash": "dashdot"},
            hovertemplate=_hover(_("validation"), metric),
        )
    if metric == "accuracy":
        figure.update_yaxes(tickformat=".0%", range=[0.4, 1.02])
    else:
        highest = max((max(_values(curve, f"val_{metric}"), default=0.0) for curve in curves), default=1.0)
        figure.update_yaxes(range=[-0.03, min(_MOST_LOSS, 1.05 * (highest or 1.0))])
    return figure


def add_claim(figure: go.Figure, name: str, share: float) -> None:
    """Adds to a chart of accuracy a level line at what somebody claims.

    Args:
        figure: as `overlay_chart` makes it.
        name: in the legend.
        share: the claim, 0 to 1.
    """
    figure.add_scatter(
        x=figure.layout.xaxis.range,
        y=[share, share],
        name=name,
        mode="lines",
        line={"color": NEUTRAL, "width": 2, "dash": "dash"},
        hoverinfo="skip",  # it is in the legend
    )


def describe_overlay(metric: str, curves: Sequence[Curve]) -> str:
    """The same curves in words: how each of them ends."""
    sentences = []
    for curve in curves:
        if not curve.history:
            sentences.append(_("{name}: no epoch has ended yet.").format(name=curve.name))
            continue
        last = curve.history[-1]
        figures = (f"{_(kind)} {_in_words(last.get(prefix + metric), metric)}" for prefix, kind, _dash in _LINES)
        sentences.append(
            _("{name}, after epoch {epoch:.0f}: {figures}.").format(
                name=curve.name, epoch=last["epoch"], figures=", ".join(figures)
            )
        )
    return f"{_(_METRICS[metric])}. {' '.join(sentences)}"


def board_chart(title: str, history: Sequence[Mapping[str, float]], num_epochs: int) -> go.Figure:
    """One cell of a board of small charts: accuracy in training and validation, and the gap between them.

    Args:
        title: of the cell.
        history: as of `Curve`.
        num_epochs: the axis goes so far in all cells.
    """
    figure = empty_chart(title, num_epochs)
    curve = Curve(title, NEUTRAL, history, 0)
    _add_gap(figure, curve, "epochs", len(history), num_epochs)
    for (prefix, kind, _dash), colour in zip(_LINES, (TRAINING, VALIDATION), strict=True):
        line = Curve(_(kind), colour, history, 0)
        _add_line(figure, line, f"{prefix}accuracy", line.name, "solid", "epochs", len(history))
    figure.update_layout(
        height=190,
        margin={"t": 28, "b": 24, "l": 40},
        showlegend=False,
        title={"font": {"size": 14}},
        dragmode=False,
        modebar={"remove": ["zoom2d", "pan2d", "zoomin2d", "zoomout2d", "resetscale2d"]},
    )
    figure.update_xaxes(title=None)
    return figure.update_yaxes(tickformat=".0%", range=[0.4, 1.02], dtick=0.2)


def intervals_chart(title: str, rows: Sequence[Interval], unit: Unit, zero: str = "") -> go.Figure:
    """Figures below each other, each a dot on the line of its 95 % interval.

    Args:
        title: what is measured.
        rows: from top to bottom; values are shares or differences of shares.
        unit: `%` for shares, `points` for gaps, `points more` for changes, which get a sign.
        zero: what a difference of nothing means; it gets a line. Empty for shares.
    """
    figure = empty_chart(title, 0)
    figure.update_layout(title={"xref": "container"})  # or long names to the left would push it out on the right
    for row in rows:
        figure.add_scatter(
            x=[100 * row.value],
            y=[plain(row.name)],
            mode="markers+text",
            text=[_figure_in(row.value, unit)],
            textposition="top center",
            textfont=_SMALL,
            marker={"color": row.colour, "size": 11},
            error_x={
                "array": [100 * (row.high - row.value)],
                "arrayminus": [100 * (row.value - row.low)],
                "color": row.colour,
                "thickness": 2.5,
                "width": 6,
            },
            hovertemplate=_("{value}, 95% interval {low} to {high}").format(
                value=_figure_in(row.value, unit), low=_figure_in(row.low, unit), high=_figure_in(row.high, unit)
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
    words = _("points (0: {zero})").format(zero=zero) if zero else _unit_words(unit)
    figure.update_xaxes(title={"text": words})
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False, type="category")


def describe_intervals(title: str, rows: Sequence[Interval], unit: Unit) -> str:
    """The same figures in words."""
    told = "; ".join(
        _("{name} {value} ({low} to {high})").format(
            name=row.name,
            value=_figure_in(row.value, unit),
            low=_figure_in(row.low, unit),
            high=_figure_in(row.high, unit),
        )
        for row in rows
    )
    return _("{title}, with 95% intervals: {figures}.").format(title=title, figures=told or _("nothing yet"))


def learning_curve_chart(title: str, rows: Mapping[str, Mapping[int, Interval]], unit: Unit) -> go.Figure:
    """A figure by the number of training pictures, a line for each way to train.

    Args:
        title: what is measured.
        rows: by way to train and by number of pictures; the first value's colour and name are those of the line.
        unit: as of `intervals_chart`.
    """
    figure = empty_chart(title, 0)
    numbers = sorted({number for points in rows.values() for number in points})
    for place, points in enumerate(rows.values()):
        xs = sorted(points)
        if not xs:
            continue
        first = points[xs[0]]
        dash, symbol = _WAYS[place % len(_WAYS)]
        figure.add_scatter(
            # Set a little apart, so that the intervals can be told from each other.
            x=[number * 1.02 ** (place - len(rows) / 2) for number in xs],
            y=[100 * points[number].value for number in xs],
            name=plain(first.name),
            mode="lines+markers",
            line={"color": first.colour, "width": 2, "dash": dash},
            marker={"size": 9, "symbol": symbol},
            error_y={
                "array": [100 * (points[number].high - points[number].value) for number in xs],
                "arrayminus": [100 * (points[number].value - points[number].low) for number in xs],
                "thickness": 1,
                "width": 3,
            },
            hovertemplate="%{y:.1f}",
        )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(
        type="log",
        title={"text": _("training pictures")},
        tickvals=numbers,
        ticktext=[f"{number:,}" for number in numbers],
    )
    return figure.update_yaxes(title={"text": _unit_words(unit)})


def describe_learning_curve(title: str, rows: Mapping[str, Mapping[int, Interval]], unit: Unit) -> str:
    """The same in words."""
    sentences = [
        f"{points[min(points)].name}: "
        + ", ".join(
            _("{value} with {num:,}").format(value=_figure_in(points[number].value, unit), num=number)
            for number in sorted(points)
        )
        for points in rows.values()
        if points
    ]
    return _("{title} by number of training pictures. {figures}.").format(
        title=title, figures=". ".join(sentences) or _("Nothing yet")
    )


def calibration_chart(rows: Mapping[str, tuple[str, Calibration]]) -> go.Figure:
    """How often verdicts of one confidence are right; on the diagonal a network is as sure as it should be.

    Args:
        rows: by name, the colour and what was measured.
    """
    figure = empty_chart(_("How often it is right when it is so sure"), 0)
    figure.add_scatter(
        x=[0.5, 1], y=[0.5, 1], mode="lines", line={"color": NEUTRAL, "width": 1, "dash": "dash"},
        name=_("as sure as it should be"), hoverinfo="skip",
    )  # fmt: skip
    for name, (colour, found) in rows.items():
        bins = [one for one in found.bins if one.count]
        most = max((one.count for one in bins), default=1)
        figure.add_scatter(
            x=_or_a_hole([one.confidence for one in bins]),
            y=_or_a_hole([one.share_right for one in bins]),
            name=plain(name),
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": [6 + 14 * (one.count / most) ** 0.5 for one in bins]},
            error_y={
                "array": [one.interval[1] - one.share_right for one in bins],
                "arrayminus": [one.share_right - one.interval[0] for one in bins],
                "thickness": 1,
                "width": 3,
            },
            customdata=[one.count for one in bins],
            hovertemplate=_("%{customdata} verdicts, %{x:.0%} sure: %{y:.0%} right"),
        )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(title={"text": _("how sure it says it is")}, tickformat=".0%", range=[0.49, 1.02])
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.05])


def describe_calibration(rows: Mapping[str, tuple[str, Calibration]]) -> str:
    """The same in words."""
    sentences = [_("How often verdicts of one confidence are right.")]
    sentences += [
        _("{name}: confidence and share of right verdicts differ by {points} on average.").format(
            name=name, points=in_points(found.expected_error)
        )
        for name, (_colour, found) in rows.items()
    ]
    return " ".join(sentences)


# How the lines of a learning curve are told from each other where two have one colour.
_WAYS = (("solid", "circle"), ("dash", "triangle-up"), ("dot", "square"), ("solid", "diamond"))


def _count(curve: Curve, axis: Axis, until: float | None) -> int:
    """How many epochs of a curve end by `until`."""
    positions = curve.positions(axis)
    return len(positions) if until is None else sum(position <= until for position in positions)


def _add_line(
    figure: go.Figure,
    curve: Curve,
    column: str,
    kind: str,
    dash: str,
    axis: Axis,
    count: int,
    smoothing: float = 0.0,
) -> None:
    values: list[float | None] = [row.get(column) for row in curve.history[:count]]
    xs, metric = curve.positions(axis)[:count], column.split("_")[1]
    if smoothing:
        figure.add_scatter(
            x=xs,
            y=values,
            mode="markers",
            marker={"color": curve.colour, "size": 4, "opacity": 0.35},
            hoverinfo="skip",
            showlegend=False,
            legendgroup=curve.name,
        )
        values = smoothed(values, smoothing)
    figure.add_scatter(
        x=_or_a_hole(xs),
        y=_or_a_hole(values),
        name=plain(curve.name),
        mode="lines",
        line={"color": curve.colour, "dash": dash, "width": 2.5},
        legendgroup=curve.name,
        showlegend=dash == "solid",  # one entry for both lines, with which all of the training comes and goes
        hovertemplate=_hover(kind, metric),
    )


def _add_gap(figure: go.Figure, curve: Curve, axis: Axis, count: int, end: float, is_told: bool = True) -> None:
    rows = [
        (x, row["clean_accuracy"], row["val_accuracy"])
        for x, row in zip(curve.positions(axis)[:count], curve.history, strict=False)
        if is_number(row.get("clean_accuracy")) and is_number(row["val_accuracy"])
    ]
    if not rows:
        return
    _add_area(figure, [row[0] for row in rows], [row[2] for row in rows], [row[1] for row in rows], curve, _GAP)
    if not is_told:
        return
    x, clean, validation = rows[-1]
    words = _("gap {points}").format(points=in_points(clean - validation))
    note = {"text": words, "showarrow": False, "font": {"size": 13}}
    if x < 0.7 * end:  # to the right of the last point there is room
        # Beside the upper end, where no training that learns more slowly comes along.
        figure.add_annotation(x=x, y=max(clean, validation), xanchor="left", yanchor="top", xshift=5, **note)
    else:
        lowest = min(min(row[1:]) for row in rows if row[0] >= x - end / 3)  # as far as the note reaches
        for other in figure.layout.annotations:
            if other.xanchor == "right" and abs(other.y - lowest) < _NOTE_HEIGHT:
                lowest = other.y - _NOTE_HEIGHT
        figure.add_annotation(x=x, y=lowest, xanchor="right", yanchor="top", yshift=-4, **note)


def _add_ribbon(figure: go.Figure, curve: Curve, column: str, axis: Axis, count: int) -> None:
    ribbon = curve.ribbons.get(column)
    if ribbon is not None:
        places = {row["epoch"]: x for row, x in zip(curve.history[:count], curve.positions(axis), strict=False)}
        shown = [number for number, epoch in enumerate(ribbon.epochs) if epoch in places]
        _add_area(
            figure,
            [places[ribbon.epochs[number]] for number in shown],
            [ribbon.low[number] for number in shown],
            [ribbon.high[number] for number in shown],
            curve,
            _BAND,
        )


def _add_area(
    figure: go.Figure, xs: Sequence[float], low: Sequence[float], high: Sequence[float], curve: Curve, opacity: float
) -> None:
    figure.add_scatter(
        x=_or_a_hole([*xs, *reversed(xs)]),
        y=_or_a_hole([*high, *reversed(low)]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=f"rgba{(*bytes.fromhex(curve.colour[1:]), opacity)}",
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
    )


def _values(curve: Curve, column: str) -> list[float]:
    return [row[column] for row in curve.history if is_number(row.get(column))]


def _or_a_hole(values: Sequence[float | None]) -> list[float | None]:
    """A curve without any point would lose its place in the legend."""
    return list(values) or [None]


def _figure_in(value: float, unit: Unit) -> str:
    words = {"%": "{num:.1f}%", "points": _("{num:.1f} points"), "points more": _("{num:+.1f} points")}[unit]
    return words.format(num=round(100 * value, 1) + 0.0)  # and not -0.0


def _unit_words(unit: Unit) -> str:
    return "%" if unit == "%" else _("points")


def _hover(kind: str, metric: str) -> str:
    return f"{kind} %{{y:{'.1%' if metric == 'accuracy' else '.3f'}}}"


def _in_words(value: Any, metric: str) -> str:
    if not is_number(value):
        return _("not measured")
    return f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"
