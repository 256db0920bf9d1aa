"""The chart of wrong labels: the fractions of correctly and wrongly labelled pictures that get their label."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, in_words, thinned
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, TRAINING, TRAINING_DASH


def memorisation_chart(epochs: Sequence[dict[str, Any]], num_epochs: int) -> go.Figure:
    """Return the fractions of correctly and of wrongly labelled training pictures whose label the network predicts.

    Args:
        epochs: rows with `epoch`, `kept_accuracy` and `flipped_accuracy`, 0 to 1.
        num_epochs: number of planned epochs.
    """
    figure = empty_chart(_("Training pictures whose label the network repeats"), num_epochs)
    rows = thinned(epochs)
    labels = []
    for column, name, symbol in (
        ("kept_accuracy", _("right label"), "circle"),
        ("flipped_accuracy", _("wrong label"), "x"),
    ):
        figure.add_scatter(
            x=[row["epoch"] for row in rows] or [None],
            y=[row[column] for row in rows] or [None],
            name=name,
            mode="lines+markers",
            line={"color": TRAINING, "dash": TRAINING_DASH, "width": LINE_WIDTH},
            marker={"size": 7, "symbol": symbol},
            hovertemplate="%{y:.1%}",
        )
        labels.append(EndLabel(name, TRAINING, rows[-1][column] if rows else None))
    figure.add_hline(0.5, line={"color": NEUTRAL, "width": 1}, layer="below")
    figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.02])
    return add_end_labels(figure, labels)


def describe_memorisation(epochs: Sequence[dict[str, Any]]) -> str:
    """Return the last values of `memorisation_chart` in a sentence."""
    if not epochs:
        return _("Training pictures whose label the network repeats: no epoch has ended yet.")
    last = epochs[-1]
    kept, flipped = (in_words(last[f"{kind}_accuracy"], "accuracy") for kind in ("kept", "flipped"))
    return _(
        "After epoch {epoch:.0f} the network repeats the label of {kept} of the correctly labelled training pictures."
        " It repeats the wrong label of {flipped} of the wrongly labelled ones."
    ).format(epoch=last["epoch"], kept=kept, flipped=flipped)
