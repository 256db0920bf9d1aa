"""The chart for “Why centre the pixels?”: validation accuracy by epoch with pixels from 0 to 1 and from −1 to 1."""

import numpy as np
import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, OPACITY, EndLabel, add_end_labels, empty_chart, translucent
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, REGULARIZED_COLOUR
from dogcat.recipe.field_text import value_words
from dogcat.runs.recorded_seeds import RecordedSeeds, recorded_seeds

COLOURS = {"0..1": NEUTRAL, "-1..1": REGULARIZED_COLOUR}


def recorded_ranges() -> dict[str, RecordedSeeds]:
    """Return the recorded trainings that differ only in the range of the pixels, by range; empty if one is missing."""
    tables = [recorded_seeds(f"quick-{cell}-2000-drawn") for cell in ("uncentred", "both")]
    found = {table.recipe.pixel_range: table for table in tables if table}
    return found if len(found) == len(COLOURS) else {}


def pixel_ranges_chart(tables: dict[str, RecordedSeeds]) -> go.Figure:
    """Return validation accuracy by epoch: the mean over seeds as a line, their range shaded.

    Args:
        tables: from `recorded_ranges`, at least one.
    """
    figure = empty_chart("", next(iter(tables.values())).recipe.epochs)
    labels = []
    for pixel_range, table in tables.items():
        curves, colour, words = _curves(table), COLOURS[pixel_range], value_words("pixel_range", pixel_range)
        epochs = list(range(1, curves.shape[1] + 1))
        low, high, mean = curves.min(axis=0), curves.max(axis=0), curves.mean(axis=0)
        if len(curves) > 1:
            figure.add_scatter(
                x=[*epochs, *reversed(epochs)],
                y=[*high.tolist(), *reversed(low.tolist())],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=translucent(colour, OPACITY),
                hoverinfo="skip",
                showlegend=False,
            )
        line = {"color": colour, "width": LINE_WIDTH}
        figure.add_scatter(x=epochs, y=mean.tolist(), name=words, mode="lines", line=line, hovertemplate="%{y:.0%}")
        labels.append(EndLabel(words, colour, float(mean[-1]), epochs[-1]))
    figure.update_layout(height=220, margin={"t": 12, "b": 40, "l": 44}, dragmode=False)
    figure.update_yaxes(tickformat=".0%", range=[0.4, 1.0], dtick=0.2)
    return add_end_labels(figure, labels)


def describe_pixel_ranges(tables: dict[str, RecordedSeeds]) -> str:
    """Return where the curves are after the third and after the last epoch, and on what they rest."""
    told = "; ".join(
        _(
            "with pixel values {pixel_range}, {third:.0%} after 3 epochs and {last:.0%} after {num} (seeds: {seeds})"
        ).format(
            pixel_range=value_words("pixel_range", pixel_range),
            third=float(_curves(table)[:, 2].mean()),
            last=float(_curves(table)[:, -1].mean()),
            num=_curves(table).shape[1],
            seeds=len(table.seeds),
        )
        for pixel_range, table in tables.items()
    )
    return _(
        "Mean validation accuracy of the quick recipe with augmentation and dropout on drawn pictures, over the seeds:"
        " {figures}."
    ).format(figures=told)


def _curves(table: RecordedSeeds) -> np.ndarray:
    """Return validation accuracy as an array of shape (seeds, epochs)."""
    return np.array([[row["val_accuracy"] for row in history] for history in table.histories])
