"""The curves of one training, live or ended: accuracy or loss by epoch, and the same in words.

The axes stand still from the first second: they depend on nothing that can be taken back, so they only ever grow, and
in whole steps.
"""

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dogcat.analysis.history import lowest_val_loss_epoch
from dogcat.analysis.plain_network import PlainNetwork
from dogcat.charts.style import (
    LINE_WIDTH,
    METRICS,
    OPACITY,
    SMALL_FONT,
    EndLabel,
    add_end_labels,
    empty_chart,
    in_words,
    number_format,
    text_width,
    thinned,
    translucent,
)
from dogcat.common.language import N_, _, current_language
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, TRAINING, VALIDATION
from dogcat.common.statistics import is_number
from dogcat.common.units import in_points

_CURVES = (  # column prefix, name, colour, dash
    ("clean_", N_("training"), TRAINING, "dot"),
    ("val_", N_("validation"), VALIDATION, "solid"),
)
_DURING = N_("training, during the epoch")
_BOTTOM, _ACCURACY_STEP = 0.4, 0.1  # start of the accuracy axis, and the steps in which it goes lower
_TOP, _LOSS_STEP = 1.0, 0.5  # end of the loss axis, and the steps in which it goes higher
_PALE = 0.45  # opacity of the points during an epoch
_GHOST, _GHOST_BAND = 0.55, 0.18  # opacity of the plain network's lines and of the band of its seeds
_HEIGHT = 350  # pixels, of the labels' computation; a page may draw the chart higher


def history_chart(
    metric: str,
    epochs: Sequence[dict[str, Any]],
    batches: Sequence[dict[str, Any]] | None = None,
    num_epochs: int = 0,
    steps_per_epoch: int = 1,
    guess: Sequence[tuple[int, float]] | None = None,
    ghost: PlainNetwork | None = None,
) -> dict[str, Any]:
    """Return the curves of one training: training dotted, validation solid, and pale points during the epochs.

    A thin line marks the epoch with the lowest validation loss. The chart of accuracy shades the gap between training
    and validation. An open page requests this chart every second, and between two epochs only the batches change: the
    rest is cached for all visitors.

    Args:
        metric: `accuracy` or `loss`.
        epochs: rows with `epoch`, `val_loss`, and the metric without prefix, with `clean_` and with `val_`. Values may
            be None or nan, which leaves a gap in the curve.
        batches: rows with `epoch`, `step` and the metric; None if no epoch is running.
        num_epochs: number of planned epochs, so that the axis does not move; 0 fits the axis to the curves.
        steps_per_epoch: number of steps in an epoch, to place batches between two epochs.
        guess: the learner's guess of validation accuracy as (epoch, accuracy); only with `accuracy`.
        ghost: the plain network whose curves stand pale behind; None for none.

    Returns:
        The figure as Plotly's JSON; the batches are its last trace.
    """
    columns = _columns(metric)
    rows = tuple(tuple((column, row[column]) for column in columns) for row in epochs)
    spoken = current_language(), _(METRICS[metric])
    drawn = _curves_json(metric, rows, batches is not None, num_epochs, tuple(guess or ()), ghost, spoken)
    chart: dict[str, Any] = json.loads(drawn)
    if batches:
        shown = thinned(batches)
        values = [row[metric] if is_number(row[metric]) else None for row in shown]
        x = [row["epoch"] - 1 + row["step"] / steps_per_epoch for row in shown]
        chart["data"][-1] |= {"x": x, "y": values}
    return chart


def describe_history(metric: str, epochs: Sequence[dict[str, Any]], ghost: PlainNetwork | None = None) -> str:
    """Return the last values of `history_chart` in words, for screen readers."""
    told = []
    if not epochs:
        told.append(_("{metric}: no epoch has ended yet.").format(metric=_(METRICS[metric])))
    else:
        last = epochs[-1]
        figures = [f"{_(name)} {in_words(last[prefix + metric], metric)}" for prefix, name, *_style in _CURVES]
        figures.append(f"{_(_DURING)} {in_words(last[metric], metric)}")
        told.append(
            _("{metric} after epoch {epoch:.0f}: {figures}.").format(
                metric=_(METRICS[metric]), epoch=last["epoch"], figures=", ".join(figures)
            )
        )
        gap = _gap(last)
        if metric == "accuracy" and gap is not None:
            told.append(_("The gap between training and validation is {points}.").format(points=in_points(gap)))
        lowest = lowest_val_loss_epoch(epochs)
        if lowest is not None:
            told.append(_("Validation loss was lowest in epoch {epoch}.").format(epoch=lowest))
    if ghost:
        training, validation = (ghost.curve(prefix + metric) for prefix, *_style in _CURVES)
        told.append(
            _("Pale behind it: {name}. It ended with training {training} and validation {validation}.").format(
                name=ghost.words,
                training=in_words(training.mean[-1], metric),
                validation=in_words(validation.mean[-1], metric),
            )
        )
    return " ".join(told)


def accuracy_bottom(values: Iterable[float | None]) -> float:
    """Return the start of the accuracy axis: 40%, or the 10% below the lowest value."""
    lowest = min((value for value in values if is_number(value) and value is not None), default=_BOTTOM)
    return min(_BOTTOM, math.floor(lowest / _ACCURACY_STEP + 1e-9) * _ACCURACY_STEP)


def loss_top(values: Iterable[float | None]) -> float:
    """Return the end of the loss axis: 1, or the half above the highest value."""
    highest = max((value for value in values if is_number(value) and value is not None), default=_TOP)
    return max(_TOP, math.ceil(highest / _LOSS_STEP - 1e-9) * _LOSS_STEP)


def _columns(metric: str) -> list[str]:
    return list(dict.fromkeys(("epoch", "clean_accuracy", "val_accuracy", "val_loss", metric,
                               *(prefix + metric for prefix, *_style in _CURVES))))  # fmt: skip


@lru_cache(maxsize=64)
def _curves_json(
    metric: str,
    frozen_rows: tuple[tuple[tuple[str, Any], ...], ...],
    has_batches: bool,
    num_epochs: int,
    guess: tuple[tuple[int, float], ...],
    ghost: PlainNetwork | None,
    spoken: tuple[str, str],  # language, and the title in it: part of the key of the cache
) -> str:
    """Return the JSON of `history_chart` without the values of the batches."""
    epochs = [dict(row) for row in frozen_rows]
    figure = empty_chart(spoken[1], num_epochs)
    figure.update_layout(
        title={"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 6}},
        margin={"t": 48, "b": 44},  # the note on the lowest loss has a line of its own below the title
        height=_HEIGHT,
        showlegend=False,
    )
    shown = thinned(epochs)
    if ghost:
        _add_ghost(figure, ghost, metric)
    if metric == "accuracy":
        _add_gap(figure, shown)
    x = [row["epoch"] for row in shown]
    hover = f"%{{y:{number_format(metric)}}}"
    figure.add_scatter(
        x=x,
        y=[row[metric] for row in shown],
        name=_(_DURING),
        mode="markers",
        marker={"color": TRAINING, "size": 6, "opacity": _PALE},
        hovertemplate=hover,
    )
    for prefix, name, colour, dash in _CURVES:
        figure.add_scatter(
            x=x,
            y=[row[prefix + metric] for row in shown],
            name=_(name),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": LINE_WIDTH + (dash == "dot")},
            marker={"size": 5},
            hovertemplate=hover,
        )
    if guess:
        _add_guess(figure, guess)
    _set_axes(figure, metric)
    if has_batches:
        figure.add_scatter(
            x=[None],
            y=[None],
            name=_("training, batches of this epoch"),
            mode="markers",
            marker={"color": TRAINING, "size": 4, "opacity": _PALE},
            hoverinfo="skip",
        )
    _add_lowest(figure, epochs, num_epochs)
    # Translators: a label of the curve of the plain network, without augmentation and dropout
    widest = max((_("validation"), _("your guess"), _("plain")), key=text_width)
    add_end_labels(figure, _labels(metric, epochs, has_batches, guess, ghost), widest)
    return str(figure.to_json())


def _set_axes(figure: go.Figure, metric: str) -> None:
    values = [value for trace in figure.data for value in trace.y]
    if metric == "accuracy":
        figure.update_yaxes(tickformat=".0%", tick0=0, dtick=0.1, range=[accuracy_bottom(values), 1.02])
    else:
        top = loss_top(values)
        figure.update_yaxes(tickformat=".2f" if top <= 2 else ".1f", range=[0, top * 1.02])
        if top <= 5:
            figure.update_yaxes(tick0=0, dtick=0.25 if top <= 2 else 0.5)


def _labels(
    metric: str,
    epochs: Sequence[dict[str, Any]],
    is_active: bool,
    guess: tuple[tuple[int, float], ...],
    ghost: PlainNetwork | None,
) -> list[EndLabel]:
    labels = []
    if epochs:
        last = epochs[-1]
        for prefix, name, colour, _dash in _CURVES:
            labels.append(EndLabel(_(name), colour, last[prefix + metric], last["epoch"]))
        gap = _gap(last)
        if metric == "accuracy" and gap is not None and is_active:  # an ended run's gap is a mean of epochs
            middle = (last["clean_accuracy"] + last["val_accuracy"]) / 2
            words = _("gap {number}").format(
                number=round(100 * last["clean_accuracy"]) - round(100 * last["val_accuracy"])
            )
            labels.insert(1, EndLabel(words, NEUTRAL, middle, last["epoch"]))
    if guess:
        labels.append(EndLabel(_("your guess"), NEUTRAL, guess[-1][1], guess[-1][0]))
    if ghost:
        line = ghost.curve(f"val_{metric}")
        labels.append(EndLabel(_("plain"), BASELINE_COLOUR, line.mean[-1], line.epochs[-1]))
    return labels


def _add_ghost(figure: go.Figure, ghost: PlainNetwork, metric: str) -> None:
    """Add the plain network's lines; with several seeds, a band from the lowest to the highest behind each."""
    for prefix, name, _colour, dash in _CURVES:
        line = ghost.curve(prefix + metric)
        if line.n > 1:
            figure.add_scatter(
                x=[*line.epochs, *reversed(line.epochs)],
                y=[*line.high, *reversed(line.low)],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=translucent(BASELINE_COLOUR, _GHOST_BAND),
                hoverinfo="skip",
                showlegend=False,
            )
        figure.add_scatter(
            x=line.epochs,
            y=line.mean,
            name=_("plain network, {curve}").format(curve=_(name)),
            mode="lines",
            line={"color": BASELINE_COLOUR, "dash": dash, "width": LINE_WIDTH},
            opacity=_GHOST,
            hovertemplate=f"%{{y:{number_format(metric)}}}",
        )


def _add_guess(figure: go.Figure, guess: Sequence[tuple[int, float]]) -> None:
    figure.add_scatter(
        x=[epoch for epoch, _share in guess],
        y=[share for _epoch, share in guess],
        name=_("your guess"),
        mode="lines" if len(guess) > 1 else "markers",
        line={"color": NEUTRAL, "dash": "dash", "width": 2},
        marker={"color": NEUTRAL},
        hoverinfo="skip",
    )


def _add_gap(figure: go.Figure, rows: Sequence[dict[str, Any]]) -> None:
    rows = [row for row in rows if _gap(row) is not None]
    figure.add_scatter(
        x=[row["epoch"] for row in (*rows, *reversed(rows))],
        y=[row["clean_accuracy"] for row in rows] + [row["val_accuracy"] for row in reversed(rows)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(NEUTRAL, OPACITY),
        hoverinfo="skip",
        showlegend=False,
    )


def _add_lowest(figure: go.Figure, rows: Sequence[dict[str, Any]], num_epochs: int) -> None:
    lowest = lowest_val_loss_epoch(rows)
    if lowest is None:
        return
    figure.add_vline(lowest, line={"color": NEUTRAL, "width": 1}, layer="below")
    figure.add_annotation(
        x=lowest,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor=_side(lowest, num_epochs or rows[-1]["epoch"]),
        text=_("lowest validation loss: epoch {epoch}").format(epoch=lowest),
        showarrow=False,
        font=SMALL_FONT,
    )


def _side(epoch: float, last_epoch: float) -> str:
    """Return the anchor of a text at this epoch, so that it stays inside the chart."""
    share = epoch / last_epoch
    return "left" if share < 0.34 else "center" if share < 0.66 else "right"


def _gap(row: dict[str, Any]) -> float | None:
    clean, validation = row["clean_accuracy"], row["val_accuracy"]
    return clean - validation if is_number(clean) and is_number(validation) else None
