"""One of the two trainings at the end of the lesson: both curves with the gap between them shaded."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dogcat.charts.style import EndLabel, add_end_labels, empty_chart, translucent, values_or_gap
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, TRAINING, VALIDATION
from dogcat.lesson.trained import LOWEST, Trained, figures_of, last_epoch

_GAP = 0.16  # opacity
_LABEL = "{name} {value:.0%}"
_LEAST_GAP = 10  # percentage points that have room for words


def trained_charts(trainings: Sequence[Trained]) -> list[go.Figure]:
    """Return a chart for each training, all with the same axes."""
    end = last_epoch(trainings)
    return [_chart(training, end) for training in trainings]


def describe_trained(training: Trained) -> str:
    """Return the figures of a training in words, for a screen reader and for the file to take home."""
    return _("{title}, accuracy in each epoch. {figures}").format(title=training.title, figures=figures_of(training))


def _chart(training: Trained, end: int) -> go.Figure:
    figure = empty_chart("", 0)
    both = [(epoch, clean, new) for epoch, clean, new in training.points if clean is not None and new is not None]
    figure.add_scatter(
        x=values_or_gap([row[0] for row in (*both, *reversed(both))]),
        y=values_or_gap([row[1] for row in both] + [row[2] for row in reversed(both)]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(NEUTRAL, _GAP),
        hoverinfo="skip",
        showlegend=False,
    )
    lines = ((1, _("training"), TRAINING, "dot"), (2, _("validation"), VALIDATION, "solid"))
    for column, name, colour, dash in lines:
        figure.add_scatter(
            x=values_or_gap([row[0] for row in training.points]),
            y=values_or_gap([row[column] for row in training.points]),
            name=name,
            mode="lines" if len(training.points) > 1 else "markers",
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"color": colour},
            hovertemplate="%{y:.1%}",
        )
    _add_note(figure, training, end)
    figure.update_layout(height=340, margin={"l": 44, "r": 8, "t": 8, "b": 84})  # a phone shows the legend
    figure.update_xaxes(range=[0, end + 0.5])
    figure.update_yaxes(tickformat=".0%", range=[LOWEST, 1.02], dtick=0.2)
    means = (training.training.value, training.validation.value)
    labels = [
        EndLabel(_LABEL.format(name=name, value=mean), colour, *_last_point(training, column))
        for (column, name, colour, _dash), mean in zip(lines, means, strict=True)
    ]
    return add_end_labels(figure, labels, widest=_LABEL.format(name=_("validation"), value=1.0))


def _last_point(training: Trained, column: int) -> tuple[float | None, float | None]:
    """Return the height and the epoch of a curve's last point; None if it has no point."""
    points = [(row[column], float(row[0])) for row in training.points if row[column] is not None]
    return points[-1] if points else (None, None)


def _add_note(figure: go.Figure, training: Trained, end: int) -> None:
    """Add the width of the gap in its middle, where there is room for words."""
    if training.gap_points >= _LEAST_GAP and training.num_epochs > end / 4:
        figure.add_annotation(
            x=training.num_epochs - end / 40,
            y=(training.training.value + training.validation.value) / 2,
            text=gap_note(training),
            showarrow=False,
            xanchor="right",
        )


def gap_note(training: Trained) -> str:
    """Return the gap in whole percentage points, as a note in the shaded area."""
    return _("gap {num}").format(num=training.gap_points)
