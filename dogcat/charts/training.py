"""The curves of one training, live or ended: accuracy or loss by epoch, and the same in words."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dogcat.analysis.history import lowest_val_loss_epoch
from dogcat.charts.style import (
    METRICS,
    OPACITY,
    SMALL_FONT,
    empty_chart,
    in_words,
    number_format,
    thinned,
    translucent,
)
from dogcat.common.language import N_, _, current_language
from dogcat.common.palette import NEUTRAL, TRAINING, VALIDATION
from dogcat.common.statistics import is_number
from dogcat.common.units import in_points

_CURVES = (  # column prefix, legend, colour, line
    ("", N_("training, while it learns"), TRAINING, "dot"),
    ("clean_", N_("training, clean"), TRAINING, "solid"),
    ("val_", N_("validation"), VALIDATION, "solid"),
)


def history_chart(
    metric: str,
    epochs: Sequence[dict[str, Any]],
    batches: Sequence[dict[str, Any]] | None = None,
    num_epochs: int = 0,
    steps_per_epoch: int = 1,
    guess: Sequence[tuple[int, float]] | None = None,
) -> dict[str, Any]:
    """Return the curves of one training: lines for its epochs, and points for the batches of the current epoch.

    A thin line marks the epoch with the lowest validation loss. The chart of accuracy shades the gap between clean
    training and validation, with a note on the last gap. An open page requests this chart every second, and between
    two epochs only the batches change: the rest is cached for all visitors.

    Args:
        metric: `accuracy` or `loss`.
        epochs: rows with `epoch`, `val_loss`, and the metric without prefix, with `clean_` and with `val_`. Values may
            be None or nan, which leaves a gap in the curve.
        batches: rows with `epoch`, `step` and the metric; None if no epoch is running.
        num_epochs: number of planned epochs, so that the axis does not move; 0 fits the axis to the curves.
        steps_per_epoch: number of steps in an epoch, to place batches between two epochs.
        guess: the learner's guess of validation accuracy as (epoch, accuracy); only with `accuracy`.

    Returns:
        The figure as Plotly's JSON; the batches are its last trace.
    """
    columns = _columns(metric)
    rows = tuple(tuple((column, row[column]) for column in columns) for row in epochs)
    spoken = current_language(), _(METRICS[metric])
    drawn = _curves_json(metric, rows, batches is not None, num_epochs, tuple(guess or ()), spoken)
    chart: dict[str, Any] = json.loads(drawn)
    if batches:
        shown = thinned(batches)
        values = [row[metric] if is_number(row[metric]) else None for row in shown]
        x = [row["epoch"] - 1 + row["step"] / steps_per_epoch for row in shown]
        chart["data"][-1] |= {"x": x, "y": values}
        if metric == "accuracy":
            span = chart["layout"]["yaxis"]["range"]
            span[0] = min(span[0], _bottom(values))
    return chart


def _columns(metric: str) -> list[str]:
    return list(dict.fromkeys(("epoch", "clean_accuracy", "val_accuracy", "val_loss",
                               *(prefix + metric for prefix, *_style in _CURVES))))  # fmt: skip


@lru_cache(maxsize=64)
def _curves_json(
    metric: str,
    frozen_rows: tuple[tuple[tuple[str, Any], ...], ...],
    has_batches: bool,
    num_epochs: int,
    guess: tuple[tuple[int, float], ...],
    spoken: tuple[str, str],  # language, and the title in it: part of the key of the cache
) -> str:
    """Return the JSON of `history_chart` without the values of the batches."""
    epochs = [dict(row) for row in frozen_rows]
    figure = empty_chart(spoken[1], num_epochs)
    # the title has a separate line, so that the note on the lowest loss fits at any position below it
    figure.update_layout(title={"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 6}}, margin={"t": 54})
    shown = thinned(epochs)
    if metric == "accuracy":
        _add_gap(figure, shown, num_epochs, has_batches)
    for prefix, name, colour, dash in _CURVES:
        figure.add_scatter(
            x=[row["epoch"] for row in shown] or [None],  # Plotly leaves curves without points out of the legend
            y=[row[prefix + metric] for row in shown] or [None],
            name=_(name),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 4},
            hovertemplate=f"%{{y:{number_format(metric)}}}",
            legendgroup=prefix,
        )
    if guess:
        _add_guess(figure, guess)
    if metric == "accuracy":
        values = [value for trace in figure.data for value in trace.y]
        figure.update_yaxes(tickformat=".0%", range=[_bottom(values), 1.02])
    if has_batches:
        figure.add_scatter(
            x=[None],
            y=[None],
            name=_("training, batches of this epoch"),
            mode="markers",
            marker={"color": TRAINING, "size": 4, "opacity": 0.7},
            hoverinfo="skip",
        )
    _add_lowest(figure, epochs, num_epochs)
    return str(figure.to_json())


def describe_history(metric: str, epochs: Sequence[dict[str, Any]]) -> str:
    """Return the last values of `history_chart` in words, for screen readers."""
    if not epochs:
        return _("{metric}: no epoch has ended yet.").format(metric=_(METRICS[metric]))
    last = epochs[-1]
    figures = (f"{_(name)} {in_words(last[prefix + metric], metric)}" for prefix, name, *_style in _CURVES)
    told = [
        _("{metric} after epoch {epoch:.0f}: {figures}.").format(
            metric=_(METRICS[metric]), epoch=last["epoch"], figures=", ".join(figures)
        )
    ]
    gap = _gap(last)
    if metric == "accuracy" and gap is not None:
        told.append(_("The gap between clean training and validation is {points}.").format(points=in_points(gap)))
    lowest = lowest_val_loss_epoch(epochs)
    if lowest is not None:
        told.append(_("Validation loss was lowest in epoch {epoch}.").format(epoch=lowest))
    return " ".join(told)


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


def _add_gap(figure: go.Figure, rows: Sequence[dict[str, Any]], num_epochs: int, has_batches: bool) -> None:
    rows = [row for row in rows if _gap(row) is not None]
    figure.add_scatter(
        x=[row["epoch"] for row in (*rows, *reversed(rows))] or [None],
        y=([row["clean_accuracy"] for row in rows] + [row["val_accuracy"] for row in reversed(rows)]) or [None],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(NEUTRAL, OPACITY),
        hoverinfo="skip",
        showlegend=False,
        legendgroup="clean_",  # the legend hides it together with the clean curve
    )
    if rows:
        last = rows[-1]
        width = num_epochs or last["epoch"]
        side = _side(last["epoch"], width)
        if has_batches and side == "left":  # points of batches come to the right, at any height
            place = {"y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left"}
        else:
            above = [row for row in rows if row["epoch"] >= last["epoch"] - width / 3]  # as far as the note reaches
            lowest = min(min(row["clean_accuracy"], row["val_accuracy"]) for row in above)
            place = {"y": lowest, "yanchor": "top", "yshift": -8, "xanchor": "right" if has_batches else side}
        figure.add_annotation(
            x=last["epoch"],
            text=_("gap {points}").format(points=in_points(_gap(last) or 0)),
            showarrow=False,
            font=SMALL_FONT,
            **place,
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


def _bottom(values: Iterable[float | None]) -> float:
    """Return the start of the accuracy axis: 40%, or lower in big steps, so that it does not move every second."""
    lowest = min((value for value in values if value is not None and is_number(value)), default=0.5)
    return 0.4 if lowest >= 0.45 else 0.2 if lowest >= 0.25 else -0.02  # with room for the note on the gap


def _gap(row: dict[str, Any]) -> float | None:
    clean, validation = row["clean_accuracy"], row["val_accuracy"]
    return clean - validation if is_number(clean) and is_number(validation) else None
