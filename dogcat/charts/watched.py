"""The watched pictures as answers: what the network says of each now, whether that is right, and how it came to it.

Also the chart of one wrong answer that grows more confident.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

import plotly.graph_objects as go

from dogcat.analysis.wrong_answer import WrongAnswer, loss_of
from dogcat.charts.style import LINE_WIDTH, SMALL_FONT, empty_chart, in_words
from dogcat.common.language import _, ngettext
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, VALIDATION_DASH
from dogcat.common.statistics import is_number
from dogcat.pictures.picture_set import CLASSES

_HEIGHT = 260  # of the chart of a wrong answer, in pixels
Verdict = Literal["right", "wrong", "open"]  # open: the class is unknown, or the network has said nothing yet


@dataclass(frozen=True)
class Answer:
    """What the network says of one picture.

    Attributes:
        caption: the predicted class, its probability and a mark, such as `cat 64% ✓`.
        verdict: whether the predicted class is the picture's.
        label: 0 for cat, 1 for dog, None if it is unknown.
        points: (epoch, P(dog)) for the curve, epoch 0 is the untrained network; P(dog) is None without a number.
        sentence: the same in words, for screen readers.
    """

    caption: str
    verdict: Verdict
    label: int | None
    points: tuple[tuple[int, float | None], ...]
    sentence: str


def answers(
    watched: Sequence[dict[str, Any]], epochs: Sequence[int], p_dog: Sequence[Sequence[float | None]]
) -> list[Answer]:
    """Return the answer for each watched picture.

    Args:
        watched: N pictures, each with `name` and `label`: 0 for cat, 1 for dog, None if it is unknown.
        epochs: epochs of the `watch` events; 0 is the untrained network.
        p_dog: N probabilities for each of these epochs, 0 to 1; None if the network gave no number.
    """
    sentences = describe_watched(watched, epochs, p_dog)
    found = []
    for number, (picture, sentence) in enumerate(zip(watched, sentences, strict=True)):
        values = [row[number] for row in p_dog]
        is_right = _is_right(picture["label"], values[-1]) if values else None
        verdict: Verdict = "open" if is_right is None else "right" if is_right else "wrong"
        caption = _caption(values[-1] if values else None, verdict)
        found.append(Answer(caption, verdict, picture["label"], tuple(zip(epochs, values, strict=True)), sentence))
    return found


def describe_watched(
    watched: Sequence[dict[str, Any]], epochs: Sequence[int], p_dog: Sequence[Sequence[float | None]]
) -> list[str]:
    """Return a sentence for each picture: how sure the network was before and is now that it shows a dog."""
    if not epochs:
        return [_("{name}: no prediction yet.").format(name=picture["name"]) for picture in watched]
    sentences = []
    for picture, before, now in zip(watched, p_dog[0], p_dog[-1], strict=True):
        is_right = _is_right(picture["label"], now)
        if is_right is None:
            sentence = _("{name}: P(dog) {before} after epoch {first}, {now} after epoch {last}.")
        elif is_right:
            sentence = _(
                "{name}: P(dog) {before} after epoch {first}, {now} after epoch {last}. The prediction is right."
            )
        else:
            sentence = _(
                "{name}: P(dog) {before} after epoch {first}, {now} after epoch {last}. The prediction is wrong."
            )
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


def _caption(p_dog: float | None, verdict: Verdict) -> str:
    if p_dog is None or not is_number(p_dog):
        return "–"
    predicted = int(p_dog > 0.5)
    mark = {"right": " ✓", "wrong": " ✗", "open": ""}[verdict]
    # Rounded down: a picture at 99.7% is not shown as certain.
    percent = math.floor(100 * (p_dog if predicted else 1 - p_dog) + 1e-9)
    return _("{animal} {percent}%").format(animal=_(CLASSES[predicted]), percent=percent) + mark


def _is_right(label: int | None, p_dog: float | None) -> bool | None:
    if label is None or p_dog is None or not math.isfinite(p_dog):
        return None
    return (p_dog > 0.5) == bool(label)


def wrong_answer_chart(found: WrongAnswer) -> go.Figure:
    """Return the probability of the right class by epoch, one thin line for each network and their median in bold.

    Below one half, the answer counts as a mistake. Two notes name its loss.
    """
    figure = empty_chart(_("Probability of the right answer"), found.epochs[-1])
    line = {"color": BASELINE_COLOUR, "dash": VALIDATION_DASH}
    if len(found.curves) > 1:
        for curve in found.curves:
            figure.add_scatter(x=found.epochs, y=curve, mode="lines", line={**line, "width": 1}, opacity=0.5,
                               hoverinfo="skip", showlegend=False)  # fmt: skip
    figure.add_scatter(x=found.epochs, y=found.middle, mode="lines", line={**line, "width": LINE_WIDTH},
                       hovertemplate="%{y:.1%}", name=_("right answer"), showlegend=False)  # fmt: skip
    figure.add_hrect(0, 0.5, fillcolor=NEUTRAL, opacity=0.12, line_width=0, layer="below")
    figure.add_annotation(text=_("Here it counts as one mistake."), x=0, xref="paper", xanchor="left", y=0,
                          yanchor="bottom", showarrow=False, font=SMALL_FONT)  # fmt: skip
    for epoch, p_right, lift in ((_median_epoch(found), found.early, 46), (found.epochs[-1], found.late, 78)):
        figure.add_annotation(text=_("loss {loss:.1f}").format(loss=loss_of(p_right)), x=epoch, y=p_right, ax=0,
                              ay=-lift, arrowcolor=NEUTRAL, arrowwidth=1, font=SMALL_FONT)  # fmt: skip
    figure.update_yaxes(tickformat=".0%", range=[0, 1], dtick=0.25)
    return figure.update_layout(height=_HEIGHT, margin={"b": 40, "r": 24})


def describe_wrong_answer(found: WrongAnswer) -> str:
    """Return what the chart shows in a sentence, with its loss."""
    return ngettext(
        "In epoch {epoch:.0f}, when validation loss is lowest, the network finds it {early:.1%} probable that this is a"
        " {animal}: one mistake, with a loss of {early_loss:.1f}. At the end it finds it {late:.1%} probable: still one"
        " mistake, with a loss of {late_loss:.1f}.",
        "When validation loss is lowest, around epoch {epoch:.0f}, the {num} networks find it {early:.1%} probable that"
        " this is a {animal}: one mistake, with a loss of {early_loss:.1f}. At the end they find it {late:.1%}"
        " probable: still one mistake, with a loss of {late_loss:.1f}.",
        len(found.curves),
    ).format(
        num=len(found.curves),
        epoch=_median_epoch(found),
        animal=_(CLASSES[found.picture.label or 0]),
        early=found.early,
        late=found.late,
        early_loss=loss_of(found.early),
        late_loss=loss_of(found.late),
    )


def _median_epoch(found: WrongAnswer) -> float:
    return median(found.lowest)
