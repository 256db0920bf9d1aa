"""The charts of the class board: the shared validation curves, and the guesses of the class."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, plain
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, REGULARIZED_COLOUR, VALIDATION_DASH


def board_curves_chart(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], colours: Sequence[str]) -> go.Figure:
    """Return validation accuracy of all shared trainings by epoch.

    Trainings of one recipe have one colour, so that the class sees what its recipes do. The names at the ends of the
    lines, and those that appear below the mouse, tell them apart.

    Args:
        curves: nickname and history of each training; the nickname is untrusted input.
        colours: colour of each training, `#rrggbb`.
    """
    figure = empty_chart(_("Validation accuracy"), max((len(history) for _name, history in curves), default=0))
    labels = []
    for (name, history), colour in zip(curves, colours, strict=True):
        labels.append(EndLabel(plain(name), colour, history[-1]["val_accuracy"], int(history[-1]["epoch"])))
        figure.add_scatter(
            x=[int(row["epoch"]) for row in history],
            y=[row["val_accuracy"] for row in history],
            name=plain(name),
            mode="lines",
            line={"color": colour, "dash": VALIDATION_DASH, "width": LINE_WIDTH},
            hovertemplate="%{y:.1%}",
        )
    figure.update_yaxes(tickformat=".0%").update_layout(hovermode="closest")
    return add_end_labels(figure, labels) if labels else figure


def describe_board_curves(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """Return the last accuracy of each curve in a sentence, for screen readers."""
    return " ".join(
        _("{name}: {accuracy:.1%} after epoch {epoch}.").format(
            name=name, accuracy=history[-1]["val_accuracy"], epoch=int(history[-1]["epoch"])
        )
        for name, history in curves
    )


def predictions_chart(options: Sequence[str], counts: Sequence[int], right: int | None) -> go.Figure:
    """Return the number of learners who chose each answer; the correct answer has its own colour.

    Args:
        options: the answers.
        counts: number of learners by answer.
        right: position of the correct answer; None to show only the numbers.
    """
    figure = empty_chart("", 0)
    figure.add_bar(
        x=list(counts),
        y=[f"{'✓ ' if place == right else ''}{option}" for place, option in enumerate(options)],
        orientation="h",
        text=list(counts),
        textposition="auto",
        marker={"color": [REGULARIZED_COLOUR if place == right else NEUTRAL for place in range(len(options))]},
        hoverinfo="skip",
    )
    figure.update_layout(height=70 + 46 * len(options), margin={"t": 8, "l": 8}, showlegend=False, dragmode=False)
    # Translators: the title of an axis: how many learners
    figure.update_xaxes(title={"text": _("learners")}, rangemode="tozero", dtick=max(1, max(counts, default=1) // 5))
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False)
