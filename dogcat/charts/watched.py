"""The charts of the watched pictures: P(dog) of each after every epoch of a training."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.style import OPACITY, empty_chart, in_words, translucent
from dogcat.common.language import _
from dogcat.common.palette import CAT, DOG, NEUTRAL
from dogcat.common.statistics import is_number


def watched_charts(
    watched: Sequence[dict[str, Any]], epochs: Sequence[int], p_dog: Sequence[Sequence[float | None]], num_epochs: int
) -> list[go.Figure]:
    """Return a small chart for each watched picture: P(dog) after each epoch, with the correct side of 50% shaded.

    The figures are separate and of one size: each stands below its picture in a row that wraps on a narrow screen.

    Args:
        watched: N pictures, each with `label`: 0 for cat, 1 for dog, None if it is unknown.
        epochs: epochs of the `watch` events; 0 is the untrained network.
        p_dog: N probabilities for each of these epochs, 0 to 1; None if the network gave no number.
        num_epochs: number of planned epochs, so that the axes do not move.
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
    """Return a sentence for each chart of `watched_charts`."""
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
                before=in_words(before, "accuracy"),
                first=epochs[0],
                now=in_words(now, "accuracy"),
                last=epochs[-1],
            )
        )
    return sentences


@lru_cache(maxsize=128)  # panels change once per epoch, but the page is drawn every second
def _watched_panel(
    label: int | None,
    epochs: tuple[int, ...],
    values: tuple[float | None, ...],
    num_epochs: int,
    words: tuple[str, str, str, str],  # translated by the caller: part of the key of the cache
) -> go.Figure:
    title, hover, cat, dog = words
    colour = NEUTRAL if label is None else (CAT, DOG)[label]
    figure = empty_chart("", num_epochs)
    if label is not None:
        for side, shade in ((label, colour), (1 - label, NEUTRAL)):
            area = {"fillcolor": translucent(shade, OPACITY), "line_width": 0, "layer": "below"}
            figure.add_hrect(0.5 * side, 0.5 + 0.5 * side, **area)
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
        automargin=True,  # in some languages the words are longer
        showgrid=False,
        fixedrange=True,
    )


def _is_right(label: int | None, p_dog: float | None) -> bool | None:
    if label is None or p_dog is None or not math.isfinite(p_dog):
        return None
    return (p_dog > 0.5) == bool(label)
