"""Charts of augmentation: distances between variants, answers of people, and augmented validation pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, translucent
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, VALIDATION, VALIDATION_DASH


def distances_chart(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> go.Figure:
    """Return two histograms: distances between variants of one picture, filled, and to other pictures, as outlines.

    Args:
        title: name of the distance.
        unit: unit of the distances.
        variants: distances between variants of one picture.
        others: distances to other pictures.
    """
    figure = empty_chart(title, 0)
    for name, values, marker in (
        (_("variants of this picture"), variants, {"color": translucent(NEUTRAL, 0.6)}),
        (_("other pictures"), others, {"color": translucent(NEUTRAL, 0.08), "line": {"color": NEUTRAL, "width": 2}}),
    ):
        figure.add_histogram(
            x=list(map(float, values)),
            name=name,
            histnorm="percent",
            bingroup="distances",  # bars of equal width for both
            marker=marker,
            hovertemplate=_("%{y:.0f}% at %{x}"),
        )
    figure.update_layout(barmode="overlay", height=300, margin={"b": 70}, hovermode="closest")
    figure.update_xaxes(title={"text": unit}, rangemode="tozero")
    return figure.update_yaxes(ticksuffix="%")


def describe_distances(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> str:
    """Return the medians of `distances_chart` in a sentence."""
    nearest, other = (float(np.median(values)) for values in (variants, others))
    return _(
        "{title}: half of the variants are within {nearest:.0f}, half of the other pictures within {other:.0f}"
        " ({unit})."
    ).format(title=title, nearest=nearest, other=other, unit=unit)


def answers_chart(answers: Sequence[tuple[float, int, int]]) -> go.Figure:
    """Return the fraction of variants that a person still gives the correct label, by strength of the change.

    Args:
        answers: for each round the mean difference from the original (0 to 255), the number of correct answers, and
            the number of answers.
    """
    figure = empty_chart(_("Still recognised"), 0)
    figure.add_scatter(
        x=[strength for strength, *_shares in answers],
        y=[still / asked for _strength, still, asked in answers],
        mode="markers",
        marker={"color": NEUTRAL, "size": 11},
        hovertemplate=_("%{y:.0%} at %{x:.0f}"),
        showlegend=False,
    )
    figure.update_layout(height=280, margin={"b": 56}, hovermode="closest")
    figure.update_xaxes(
        title={"text": _("mean difference from the original, pixel values 0 to 255")}, rangemode="tozero"
    )
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05])


def describe_answers(answers: Sequence[tuple[float, int, int]]) -> str:
    """Return the figures of `answers_chart` in a sentence."""
    rounds = (
        _("{still} of {asked} at a difference of {strength:.0f}").format(still=still, asked=asked, strength=strength)
        for strength, still, asked in answers
    )
    return _("Variants still recognised: {rounds}.").format(rounds=", ".join(rounds))


def augmented_validation_chart(epochs: Sequence[dict[str, Any]], augmented: Sequence[dict[str, Any]]) -> go.Figure:
    """Return validation accuracy of one training, on plain and (by mistake) on augmented validation pictures.

    Args:
        epochs: rows with `epoch` and `val_accuracy`, 0 to 1.
        augmented: rows with `epoch` and `accuracy` of the same networks on augmented validation pictures.
    """
    figure = empty_chart(_("Validation accuracy of the same training"), len(epochs))
    labels = []
    for name, label, rows, column, colour in (
        # Translators: a curve: validation on pictures as they are, not augmented
        (_("validation on the original pictures"), _("original"), epochs, "val_accuracy", VALIDATION),
        # Translators: a curve: validation on augmented pictures
        (_("the same network, on augmented validation pictures"), _("augmented"), augmented, "accuracy", NEUTRAL),
    ):
        figure.add_scatter(
            x=[row["epoch"] for row in rows],
            y=[row[column] for row in rows],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": VALIDATION_DASH, "width": LINE_WIDTH},
            marker={"size": 4},
            hovertemplate="%{y:.1%}",
        )
        labels.append(EndLabel(label, colour, rows[-1][column] if rows else None))
    figure.update_yaxes(tickformat=".0%")
    return add_end_labels(figure, labels)


def describe_augmented_validation(epochs: Sequence[dict[str, Any]], augmented: Sequence[dict[str, Any]]) -> str:
    """Return the mean accuracies of the last ten epochs, plain and augmented, in a sentence."""
    late = slice(-min(10, len(epochs)), None)
    right = [row["val_accuracy"] for row in epochs[late]]
    wrong = [row["accuracy"] for row in augmented[late]]
    return _(
        "Mean of the last {num} epochs: {right:.1%} on the validation pictures as they are, {wrong:.1%} on augmented"
        " ones, from the same networks."
    ).format(num=len(right), right=sum(right) / len(right), wrong=sum(wrong) / len(wrong))
