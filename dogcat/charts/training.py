"""The charts of a training, live or ended: its curves, the pictures that are watched, the wrong labels it learns.

Pure functions from the rows of events to figures. Each chart has a twin that says the same in words.
"""

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dogcat.analysis.history import lowest_val_loss_epoch
from dogcat.charts.style import empty_chart
from dogcat.common.language import N_, _, current_language
from dogcat.common.palette import CAT, DOG, NEUTRAL, TRAINING, VALIDATION
from dogcat.common.statistics import is_number
from dogcat.common.units import in_points

MAX_POINTS = 5_000  # more than this many points of one curve are thinned

_METRICS = {"accuracy": N_("Accuracy"), "loss": N_("Loss")}
_CURVES = (  # column prefix, legend, colour, line
    ("", N_("training, while it learns"), TRAINING, "dot"),
    ("clean_", N_("training, clean"), TRAINING, "solid"),
    ("val_", N_("validation"), VALIDATION, "solid"),
)
_FAINT = 0.25  # opacity of shaded areas, so that curves and grid stay visible on white and on black
SMALL_FONT = {"size": 12}  # the font of notes inside a chart


def history_chart(
    metric: str,
    epochs: Sequence[dict[str, Any]],
    batches: Sequence[dict[str, Any]] | None = None,
    num_epochs: int = 0,
    steps_per_epoch: int = 1,
    guess: Sequence[tuple[int, float]] | None = None,
) -> dict[str, Any]:
    """The curves of one training: lines for its epochs, and points for the batches of the epoch that is going on.

    A thin line marks the epoch with the lowest validation loss. With accuracy, the gap between clean training and
    validation is shaded and the last one named. An open page asks for this chart each second, and between two epochs
    only the batches are new: the rest is drawn once for everybody.

    Args:
        metric: `accuracy` or `loss`.
        epochs: rows with `epoch`, the metric alone, with the prefix `clean_` and with `val_`, and `val_loss`. Values
            may be None or nan, which leaves a hole.
        batches: rows with `epoch`, `step` and the metric; None where no epoch is going on.
        num_epochs: planned epochs, so that the axis does not move; 0 fits the axis to the curves.
        steps_per_epoch: steps, to place batches between two epochs.
        guess: what a learner guessed that validation accuracy would be, as (epoch, share); only with accuracy.

    Returns:
        The figure in Plotly's JSON; the batches are its last trace.
    """
    columns = _columns(metric)
    rows = tuple(tuple((column, row[column]) for column in columns) for row in epochs)
    spoken = current_language(), _(_METRICS[metric])
    drawn = _curves_json(metric, rows, batches is not None, num_epochs, tuple(guess or ()), spoken)
    chart: dict[str, Any] = json.loads(drawn)
    if batches:
        shown = _thinned(batches)
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
    spoken: tuple[str, str],  # the language in which the words are said, and the title in it
) -> str:
    """All of `history_chart` but the batches themselves."""
    epochs = [dict(row) for row in frozen_rows]
    figure = empty_chart(spoken[1], num_epochs)
    # The title has a line of its own, so that the note on the lowest loss can stand anywhere beneath it.
    figure.update_layout(title={"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 6}}, margin={"t": 54})
    shown = _thinned(epochs)
    if metric == "accuracy":
        _add_gap(figure, shown, num_epochs, has_batches)
    for prefix, name, colour, dash in _CURVES:
        figure.add_scatter(
            x=[row["epoch"] for row in shown] or [None],  # a curve without a point is left out of the legend
            y=[row[prefix + metric] for row in shown] or [None],
            name=_(name),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 4},
            hovertemplate=f"%{{y:{_number_format(metric)}}}",
            legendgroup=prefix,
        )
    if guess:
        figure.add_scatter(
            x=[epoch for epoch, _share in guess],
            y=[share for _epoch, share in guess],
            name=_("your guess"),
            mode="lines" if len(guess) > 1 else "markers",
            line={"color": NEUTRAL, "dash": "dash", "width": 2},
            marker={"color": NEUTRAL},
            hoverinfo="skip",
        )
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
    """The same curves in words, for those who cannot see them."""
    if not epochs:
        return _("{metric}: no epoch has ended yet.").format(metric=_(_METRICS[metric]))
    last = epochs[-1]
    figures = (f"{_(name)} {_in_words(last[prefix + metric], metric)}" for prefix, name, *_style in _CURVES)
    told = [
        _("{metric} after epoch {epoch:.0f}: {figures}.").format(
            metric=_(_METRICS[metric]), epoch=last["epoch"], figures=", ".join(figures)
        )
    ]
    gap = _gap(last)
    if metric == "accuracy" and gap is not None:
        told.append(_("The gap between clean training and validation is {points}.").format(points=in_points(gap)))
    lowest = lowest_val_loss_epoch(epochs)
    if lowest is not None:
        told.append(_("Validation loss was lowest in epoch {epoch}.").format(epoch=lowest))
    return " ".join(told)


def watched_charts(
    watched: Sequence[dict[str, Any]], epochs: Sequence[int], p_dog: Sequence[Sequence[float | None]], num_epochs: int
) -> list[go.Figure]:
    """A little chart for each watched picture: P(dog) after each epoch, with the right side of 50 % shaded.

    They are separate figures of one size, to stand each below its picture in a row that wraps on a narrow screen.

    Args:
        watched: N pictures, each with `label`: 0 for a cat, 1 for a dog, None where nobody knows.
        epochs: the epochs of the `watch` events; 0 is the untrained network.
        p_dog: of each of these epochs the N probabilities, 0 to 1; None where the network gave no number.
        num_epochs: planned epochs, so that the axes do not move.
    """
    panels = []
    for number, picture in enumerate(watched):
        values = tuple(row[number] for row in p_dog)
        title = _("dog: {share:.0%}").format(share=values[-1]) if values and is_number(values[-1]) else _("dog: ?")
        words = title, _("epoch %{x}: %{y:.0%}"), _("cat"), _("dog")
        panels.append(_watched_panel(picture["label"], tuple(epochs), values, num_epochs, words))
    return panels


def describe_watched(
    watched: Sequence[dict[str, Any]], epochs: Sequence[int], p_dog: Sequence[Sequence[float | None]]
) -> list[str]:
    """What each of `watched_charts` shows, a sentence a picture."""
    if not epochs:
        return [_("{name}: not looked at yet.").format(name=picture["name"]) for picture in watched]
    sentences = []
    for picture, before, now in zip(watched, p_dog[0], p_dog[-1], strict=True):
        is_right = _is_right(picture["label"], now)
        if is_right is None:
            sentence = _("{name}: dog with {before} after epoch {first}, {now} after epoch {last}.")
        elif is_right:
            sentence = _("{name}: dog with {before} after epoch {first}, {now} after epoch {last}, which is right.")
        else:
            sentence = _("{name}: dog with {before} after epoch {first}, {now} after epoch {last}, which is wrong.")
        sentences.append(
            sentence.format(
                name=picture["name"],
                before=_in_words(before, "accuracy"),
                first=epochs[0],
                now=_in_words(now, "accuracy"),
                last=epochs[-1],
            )
        )
    return sentences


def memorisation_chart(epochs: Sequence[dict[str, Any]], num_epochs: int) -> go.Figure:
    """How many of the rightly and of the wrongly labelled training pictures get their label from the network.

    Args:
        epochs: rows with `epoch`, `kept_accuracy` and `flipped_accuracy`.
        num_epochs: planned epochs.
    """
    figure = empty_chart(_("Training pictures that get their label"), num_epochs)
    rows = _thinned(epochs)
    for column, name, dash, symbol in (
        ("kept_accuracy", _("right label"), "solid", "circle"),
        ("flipped_accuracy", _("wrong label"), "dash", "x"),
    ):
        figure.add_scatter(
            x=[row["epoch"] for row in rows] or [None],
            y=[row[column] for row in rows] or [None],
            name=name,
            mode="lines+markers",
            line={"color": TRAINING, "dash": dash, "width": 2},
            marker={"size": 6, "symbol": symbol},
            hovertemplate="%{y:.1%}",
        )
    figure.add_hline(0.5, line={"color": NEUTRAL, "width": 1, "dash": "dot"}, layer="below")
    return figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.02])


def describe_memorisation(epochs: Sequence[dict[str, Any]]) -> str:
    """The same in a sentence."""
    if not epochs:
        return _("Training pictures that get their label: no epoch has ended yet.")
    last = epochs[-1]
    kept, flipped = (_in_words(last[f"{kind}_accuracy"], "accuracy") for kind in ("kept", "flipped"))
    return _(
        "After epoch {epoch:.0f} the network gives {kept} of the rightly labelled training pictures their label, and"
        " {flipped} of the wrongly labelled ones their wrong label."
    ).format(epoch=last["epoch"], kept=kept, flipped=flipped)


def _add_gap(figure: go.Figure, rows: Sequence[dict[str, Any]], num_epochs: int, has_batches: bool) -> None:
    rows = [row for row in rows if _gap(row) is not None]
    figure.add_scatter(
        x=[row["epoch"] for row in (*rows, *reversed(rows))] or [None],
        y=([row["clean_accuracy"] for row in rows] + [row["val_accuracy"] for row in reversed(rows)]) or [None],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=_faint(NEUTRAL),
        hoverinfo="skip",
        showlegend=False,
        legendgroup="clean_",  # goes when the clean curve is switched off
    )
    if rows:
        last = rows[-1]
        width = num_epochs or last["epoch"]
        side = _side(last["epoch"], width)
        if has_batches and side == "left":  # their points come to the right, at any height
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
    """Where a text at this epoch is held, so that it stays inside the chart."""
    share = epoch / last_epoch
    return "left" if share < 0.34 else "center" if share < 0.66 else "right"


def _bottom(values: Iterable[float | None]) -> float:
    """Where the axis of accuracy begins: at 40 %, and lower in big steps only, so that it does not move each second."""
    lowest = min((value for value in values if value is not None and is_number(value)), default=0.5)
    return 0.4 if lowest >= 0.45 else 0.2 if lowest >= 0.25 else -0.02  # with room for the note on the gap


@lru_cache(maxsize=128)  # it changes once an epoch, and the page is drawn every second
def _watched_panel(
    label: int | None,
    epochs: tuple[int, ...],
    values: tuple[float | None, ...],
    num_epochs: int,
    words: tuple[str, str, str, str],  # of one language, and so not said in here
) -> go.Figure:
    title, hover, cat, dog = words
    colour = NEUTRAL if label is None else (CAT, DOG)[label]
    figure = empty_chart("", num_epochs)
    if label is not None:
        figure.add_hrect(0.5 * label, 0.5 + 0.5 * label, fillcolor=_faint(colour), line_width=0, layer="below")
        figure.add_hrect(0.5 - 0.5 * label, 1 - 0.5 * label, fillcolor=_faint(NEUTRAL), line_width=0, layer="below")
    figure.add_hline(0.5, line={"color": NEUTRAL, "width": 1}, layer="below")
    figure.add_scatter(
        x=list(epochs),
        y=list(values),
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"size": [3] * (len(epochs) - 1) + [8]},
        hovertemplate=f"{hover}<extra></extra>",
        cliponaxis=False,
        showlegend=False,
    )
    figure.update_layout(
        title={"text": title, "font": {"size": 13}},
        margin={"l": 30, "r": 10, "t": 26, "b": 22},
        height=130,
        hovermode="closest",
        dragmode=False,
        modebar={"remove": ["toimage", "zoom2d", "pan2d", "zoomin2d", "zoomout2d", "resetscale2d"]},
    )
    figure.update_xaxes(title=None, range=[0, num_epochs], tickvals=[0, num_epochs], showgrid=False, fixedrange=True)
    return figure.update_yaxes(
        range=[0, 1],
        tickvals=[0.25, 0.75],
        ticktext=[cat, dog],
        automargin=True,  # not all languages have such short words for them
        showgrid=False,
        fixedrange=True,
    )


def _is_right(label: int | None, p_dog: float | None) -> bool | None:
    if label is None or p_dog is None or not math.isfinite(p_dog):
        return None
    return (p_dog > 0.5) == bool(label)


def _gap(row: dict[str, Any]) -> float | None:
    clean, validation = row["clean_accuracy"], row["val_accuracy"]
    return clean - validation if is_number(clean) and is_number(validation) else None


def _faint(colour: str) -> str:
    return f"rgba{(*bytes.fromhex(colour[1:]), _FAINT)}"


def _thinned(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return rows[:: len(rows) // MAX_POINTS + 1]


def _in_words(value: float | None, metric: str) -> str:
    return f"{value:{_number_format(metric)}}" if is_number(value) else _("not a number")  # a training that diverged


def _number_format(metric: str) -> str:
    return ".1%" if metric == "accuracy" else ".3f"
