"""The curves of several trainings on one axis, and small charts of one training for a grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import plotly.graph_objects as go

from dogcat.analysis.comparison import Ribbon
from dogcat.analysis.history import MOST_LOSS, NUM_LAST, mean_of_last, smoothed, training_seconds
from dogcat.charts.style import (
    LINE_WIDTH,
    METRICS,
    EndLabel,
    add_end_labels,
    as_small_board,
    empty_chart,
    gap_label,
    gap_words,
    number_format,
    plain,
    translucent,
    values_or_gap,
)
from dogcat.common.language import N_, _
from dogcat.common.palette import (
    GUESS_DASH,
    NEUTRAL,
    REPORTED_DASH,
    TRAINING,
    TRAINING_DASH,
    VALIDATION,
    VALIDATION_DASH,
)
from dogcat.common.statistics import is_number

HorizontalAxis = Literal["epochs", "pictures seen", "minutes"]
# Labels of the axes in a choice. Show them through `_`.
AXES: dict[HorizontalAxis, str] = {
    "epochs": N_("epochs"),
    "pictures seen": N_("pictures seen"),
    "minutes": N_("minutes"),
}

# Note below curves by minutes.
ABOUT_MINUTES = N_(
    "Minutes: every epoch counts as the median epoch of its training. So pauses of the computer do not count."
)

# Column prefix, name and dash.
_LINES = (("clean_", N_("training"), TRAINING_DASH), ("val_", N_("validation"), VALIDATION_DASH))
COLUMNS = tuple(prefix + metric for metric in METRICS for prefix, *_style in _LINES)
_GAP, _BAND = 0.10, 0.25  # opacity of the gap and of the range over seeds
MOST_NOTES = 2  # most trainings with labels of the gap and of the training curve: more overlap


@dataclass(frozen=True)
class Curve:
    """One training in a chart.

    Attributes:
        name: name at the end of its line, or in the legend.
        colour: colour of its lines, `#rrggbb`.
        history: rows with `epoch`, `seconds`, `val_accuracy`, `val_loss` and, where it was measured,
            `clean_accuracy` and `clean_loss`; values may be nan.
        pictures_per_epoch: number of training pictures that the network sees in an epoch.
        ribbons: range over trainings with other seeds, by column; empty with one seed.
    """

    name: str
    colour: str
    history: Sequence[Mapping[str, float]]
    pictures_per_epoch: int
    ribbons: Mapping[str, Ribbon] = field(default_factory=dict)

    def positions(self, axis: HorizontalAxis) -> list[float]:
        """Return the end of each epoch on an axis: its number, pictures seen so far, or minutes.

        All epochs of a training count as equally long, see `training_seconds`.
        """
        if axis == "epochs":
            return [row["epoch"] for row in self.history]
        if axis == "pictures seen":
            return [row["epoch"] * self.pictures_per_epoch for row in self.history]
        minutes = training_seconds(self.history) / 60
        return [minutes * number / len(self.history) for number in range(1, len(self.history) + 1)]


def overlay_chart(
    metric: str,
    curves: Sequence[Curve],
    axis: HorizontalAxis = "epochs",
    until: float | None = None,
    smoothing: float = 0.0,
    reported: Sequence[Curve] = (),
    height: int = 340,
) -> go.Figure:
    """Return several trainings on one axis: training dotted, validation solid, gap and range over seeds shaded.

    The name of a training stands at the end of its validation curve; a single one has “validation” there. With up to
    `MOST_NOTES` trainings, the training curves have labels too, and between the two ends of each training stands its
    gap in the mean of the last ten epochs that are shown.

    Args:
        metric: `accuracy` or `loss`.
        curves: the trainings. The axes always fit their whole histories, so that they do not move with `until`.
        axis: the horizontal axis.
        until: end of the curves in the unit of the axis; None shows them whole.
        smoothing: factor of the exponential smoothing, 0 to below 1; above 0, points show the raw values.
        reported: trainings of which only the validation curve is shown, as a thin line.
        height: height in pixels.
    """
    words = {"epochs": _("epoch"), "pictures seen": _("training pictures seen"), "minutes": _("minutes")}[axis]
    ends = [curve.positions(axis)[-1] for curve in curves if curve.history]
    figure = empty_chart(_(METRICS[metric]), 0)
    figure.update_xaxes(title={"text": words}, range=[0, 1.02 * max(ends, default=1)])
    if axis == "pictures seen":
        figure.update_xaxes(tickformat=",")
    shown = [(curve, _count(curve, axis, until)) for curve in curves]
    for curve, count in shown:
        if metric == "accuracy":
            _add_gap(figure, curve, axis, count)
        for prefix, *_style in _LINES:
            _add_ribbon(figure, curve, prefix + metric, axis, count)
    for curve, count in shown:
        for prefix, kind, dash in _LINES:
            _add_line(figure, curve, prefix + metric, _(kind), dash, axis, count, smoothing)
    for curve in reported:
        _add_reported(figure, curve, metric, axis, _count(curve, axis, until))
    if metric == "accuracy":
        figure.update_yaxes(tickformat=".0%", range=[0.4, 1.02])
    else:
        highest = max((max(_values(curve, f"val_{metric}"), default=0.0) for curve in curves), default=1.0)
        figure.update_yaxes(range=[-0.03, min(MOST_LOSS, 1.05 * (highest or 1.0))])
    figure.update_layout(height=height, margin={"b": 44})
    labels, widest = _end_labels(figure, len(curves)), ""
    if metric == "accuracy" and len(curves) <= MOST_NOTES:
        labels += _gap_labels(shown, axis, max(ends, default=1))
        widest = gap_words(-0.888)
    return add_end_labels(figure, labels, widest)


def longest_curve(curves: Sequence[Curve], axis: HorizontalAxis) -> Curve:
    """Return the curve whose history ends last on an axis; `curves` has at least one."""
    return max(curves, key=lambda curve: curve.positions(axis)[-1])


def add_claim(figure: go.Figure, name: str, share: float) -> None:
    """Add a horizontal line at a claimed accuracy, with its name above it.

    Args:
        figure: figure of `overlay_chart` with the metric `accuracy`.
        name: name of the claim.
        share: claimed accuracy, 0 to 1.
    """
    figure.add_scatter(
        x=figure.layout.xaxis.range,
        y=[share, share],
        name=name,
        mode="lines",
        line={"color": NEUTRAL, "width": 2, "dash": GUESS_DASH},
        hoverinfo="skip",
    )
    note = {"text": name, "showarrow": False, "font": {"size": 13}}
    figure.add_annotation(x=0, xref="paper", y=share, xanchor="left", yanchor="bottom", xshift=4, **note)


def describe_overlay(metric: str, curves: Sequence[Curve]) -> str:
    """Return the mean of the last ten epochs of each curve in words."""
    sentences = []
    for curve in curves:
        if not curve.history:
            sentences.append(_("{name}: no epoch has ended yet.").format(name=curve.name))
            continue
        means = [
            f"{_(kind)} {_in_words(mean_of_last(curve.history, prefix + metric), metric)}"
            for prefix, kind, _dash in _LINES
        ]
        sentences.append(
            _("{name}, mean of the last {num} of {num_epochs} epochs: {figures}.").format(
                name=curve.name,
                num=min(len(curve.history), NUM_LAST),
                num_epochs=len(curve.history),
                figures=", ".join(means),
            )
        )
    return f"{_(METRICS[metric])}. {' '.join(sentences)}"


def board_chart(title: str, history: Sequence[Mapping[str, float]], num_epochs: int) -> go.Figure:
    """Return a small chart for a grid: training and validation accuracy, and the gap between them.

    Args:
        title: title of the chart.
        history: rows as in `Curve`.
        num_epochs: last epoch of the axis, the same in all charts of the grid.
    """
    figure = empty_chart(title, num_epochs)
    curve = Curve(title, NEUTRAL, history, 0)
    _add_gap(figure, curve, "epochs", len(history))
    labels = _gap_labels([(curve, len(history))], "epochs", num_epochs)
    for (prefix, kind, dash), colour in zip(_LINES, (TRAINING, VALIDATION), strict=True):
        line = Curve(_(kind), colour, history, 0)
        _add_line(figure, line, f"{prefix}accuracy", line.name, dash, "epochs", len(history))
        if history:
            labels.append(EndLabel(line.name, colour, history[-1].get(f"{prefix}accuracy"), history[-1]["epoch"]))
    figure.for_each_trace(lambda trace: trace.update(showlegend=bool(trace.name)))  # where a legend is needed
    return as_small_board(figure, labels)


def _end_labels(figure: go.Figure, num_curves: int) -> list[EndLabel]:
    """Return a label for each line of `overlay_chart`.

    Args:
        figure: chart with its lines.
        num_curves: number of trainings; training curves have a label with up to `MOST_NOTES`.
    """
    labels = []
    for trace in figure.data:
        if trace.mode == "lines" and trace.line.dash:
            is_training = trace.line.dash == TRAINING_DASH
            is_alone = num_curves == 1 and trace.line.dash == VALIDATION_DASH
            name = _("training") if is_training else _("validation") if is_alone else trace.name
            points = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if is_number(y)]
            x, y = points[-1] if points else (None, None)
            if not is_training or num_curves <= MOST_NOTES:
                labels.append(EndLabel(name, trace.line.color, y, x))
    return labels


def _count(curve: Curve, axis: HorizontalAxis, until: float | None) -> int:
    """Return the number of epochs of a curve that end by `until`."""
    positions = curve.positions(axis)
    return len(positions) if until is None else sum(position <= until for position in positions)


def _add_line(
    figure: go.Figure,
    curve: Curve,
    column: str,
    kind: str,
    dash: str,
    axis: HorizontalAxis,
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
        x=values_or_gap(xs),
        y=values_or_gap(values),
        name=plain(curve.name),
        mode="lines",
        line={"color": curve.colour, "dash": dash, "width": LINE_WIDTH},
        legendgroup=curve.name,
        showlegend=dash == VALIDATION_DASH,  # one entry in the legend switches the whole training
        hovertemplate=_hover(kind, metric),
    )


def _add_reported(figure: go.Figure, curve: Curve, metric: str, axis: HorizontalAxis, count: int) -> None:
    figure.add_scatter(
        x=values_or_gap(curve.positions(axis)[:count]),
        y=values_or_gap([row[f"val_{metric}"] for row in curve.history[:count]]),
        name=plain(curve.name),
        mode="lines",
        line={"color": curve.colour, "width": 1.5, "dash": REPORTED_DASH},
        hovertemplate=_hover(_("validation"), metric),
    )


def _add_gap(figure: go.Figure, curve: Curve, axis: HorizontalAxis, count: int) -> None:
    """Shade the gap of a curve."""
    rows = _gap_rows(curve, axis, count)
    if rows:
        _add_area(figure, [row[0] for row in rows], [row[2] for row in rows], [row[1] for row in rows], curve, _GAP)


def _gap_labels(shown: Sequence[tuple[Curve, int]], axis: HorizontalAxis, end: float) -> list[EndLabel]:
    """Return a label for the gap of each curve of which that number of epochs is shown, where it can stand clearly."""
    rows = [_gap_rows(curve, axis, count) for curve, count in shown]
    labels = []
    for place, (curve, _num) in enumerate(shown):
        others = [row for other, each in enumerate(rows) if other != place for row in each]
        if rows[place]:
            labels.append(gap_label(rows[place], others, end, curve.colour))
    return [label for label in labels if label]


def _gap_rows(curve: Curve, axis: HorizontalAxis, count: int) -> list[tuple[float, float, float]]:
    """Return position, training and validation accuracy of the first epochs of a curve that have both."""
    return [
        (x, row["clean_accuracy"], row["val_accuracy"])
        for x, row in zip(curve.positions(axis)[:count], curve.history, strict=False)
        if is_number(row.get("clean_accuracy")) and is_number(row["val_accuracy"])
    ]


def _add_ribbon(figure: go.Figure, curve: Curve, column: str, axis: HorizontalAxis, count: int) -> None:
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
        x=values_or_gap([*xs, *reversed(xs)]),
        y=values_or_gap([*high, *reversed(low)]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(curve.colour, opacity),
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
    )


def _values(curve: Curve, column: str) -> list[float]:
    return [row[column] for row in curve.history if is_number(row.get(column))]


def _hover(kind: str, metric: str) -> str:
    return f"{kind} %{{y:{number_format(metric)}}}"


def _in_words(value: Any, metric: str) -> str:
    return f"{value:{number_format(metric)}}" if is_number(value) else _("not measured")
