"""The charts of the class board: everybody's validation curves, and what the class has guessed."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.style import empty_chart, plain
from dogcat.common.language import _
from dogcat.common.palette import BASELINE, CAT, DOG, NEUTRAL, REGULARIZED, TRAINING, VALIDATION

COLOURS = (BASELINE, REGULARIZED, TRAINING, VALIDATION, CAT, DOG, NEUTRAL)
DASHES = ("solid", "dash", "dot")  # with these, three times as many curves can be told apart


def board_curves_chart(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> go.Figure:
    """Validation accuracy of all shared trainings, epoch by epoch.

    Args:
        curves: the name of each, as its learner wrote it, and its history.
    """
    figure = empty_chart(_("Validation accuracy"), max((len(history) for _name, history in curves), default=0))
    for number, (name, history) in enumerate(curves):
        figure.add_scatter(
            x=[int(row["epoch"]) for row in history],
            y=[row["val_accuracy"] for row in history],
            name=plain(name),
            mode="lines",
            line={
                "color": COLOURS[number % len(COLOURS)],
                "dash": DASHES[number // len(COLOURS) % len(DASHES)],
                "width": 2,
            },
            hovertemplate="%{y:.1%}",
        )
    return figure.update_yaxes(tickformat=".0%").update_layout(hovermode="closest")


def describe_board_curves(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """What `board_curves_chart` shows, for those who cannot see it."""
    return " ".join(
        _("{name}: {accuracy:.1%} after epoch {epoch}.").format(
            name=name, accuracy=history[-1]["val_accuracy"], epoch=int(history[-1]["epoch"])
        )
        for name, history in curves
    )


def predictions_chart(options: Sequence[str], counts: Sequence[int], right: int) -> go.Figure:
    """How many chose each answer, the right one in its own colour.

    Args:
        options: the answers.
        counts: how many chose each.
        right: the place of the right one.
    """
    figure = empty_chart("", 0)
    figure.add_bar(
        x=list(counts),
        y=[f"{'✓ ' if place == right else ''}{option}" for place, option in enumerate(options)],
        orientation="h",
        text=list(counts),
        textposition="auto",
        marker={"color": [REGULARIZED if place == right else NEUTRAL for place in range(len(options))]},
        hoverinfo="skip",
    )
    figure.update_layout(height=70 + 46 * len(options), margin={"t": 8, "l": 8}, showlegend=False, dragmode=False)
    figure.update_xaxes(title={"text": _("learners")}, rangemode="tozero", dtick=max(1, max(counts, default=1) // 5))
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False)
