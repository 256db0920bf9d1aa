"""Charts of recorded runs that prove a point, with twins that say the same in words."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.style import VALIDATION, empty_chart
from dogcat.common.language import _


def augmented_validation_chart(epochs: Sequence[dict[str, Any]], augmented: Sequence[dict[str, Any]]) -> go.Figure:
    """Validation accuracy of one training, measured rightly and by mistake on augmented pictures.

    Args:
        epochs: rows with `epoch` and `val_accuracy`.
        augmented: rows with `epoch` and `accuracy`, of the same networks on augmented validation pictures.
    """
    figure = empty_chart(_("Validation accuracy of one and the same training"), len(epochs))
    for name, rows, column, dash in (
        (_("validation as it should be"), epochs, "val_accuracy", "solid"),
        (_("the same network, validation pictures augmented"), augmented, "accuracy", "dot"),
    ):
        figure.add_scatter(
            x=[row["epoch"] for row in rows],
            y=[row[column] for row in rows],
            name=name,
            mode="lines+markers",
            line={"color": VALIDATION, "dash": dash, "width": 2},
            marker={"size": 4},
            hovertemplate="%{y:.1%}",
        )
    return figure.update_yaxes(tickformat=".0%")


def describe_augmented_validation(epochs: Sequence[dict[str, Any]], augmented: Sequence[dict[str, Any]]) -> str:
    """What the mistake costs, in words."""
    late = slice(-min(10, len(epochs)), None)
    right = [row["val_accuracy"] for row in epochs[late]]
    wrong = [row["accuracy"] for row in augmented[late]]
    return _(
        "Mean of the last {num} epochs: {right:.1%} on the validation pictures as they are, {wrong:.1%} on augmented"
        " ones, from the same networks."
    ).format(num=len(right), right=sum(right) / len(right), wrong=sum(wrong) / len(wrong))
