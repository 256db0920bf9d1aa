"""The ablation: figures and curves of trainings that differ only in augmentation and dropout."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from dogcat.analysis.comparison import compare_pairs, on_the_same_pictures
from dogcat.analysis.cures import CureResults, Spread, gaps_of, levels_of, spread
from dogcat.analysis.run_figures import estimates_of
from dogcat.charts.intervals import Interval
from dogcat.charts.style import LINE_WIDTH, EndLabel, as_small_board, empty_chart
from dogcat.common.language import N_, _
from dogcat.common.palette import (
    BASELINE_COLOUR,
    REGULARIZED_COLOUR,
    TRAINING,
    TRAINING_DASH,
    VALIDATION,
    VALIDATION_DASH,
)
from dogcat.runs.recorded_seeds import RecordedSeeds
from dogcat.runs.run import Run

# By cell, in the order of `dogcat.runs.recorded.CELLS`. Show the names through `_`.
CELL_NAMES = {
    # Translators: a network without augmentation and dropout
    "nothing": N_("nothing"),
    "augmentation": N_("augmentation only"),
    "dropout": N_("dropout only"),
    # Translators: a network with augmentation and dropout
    "both": N_("both"),
}
CELL_COLOURS = {"nothing": BASELINE_COLOUR} | dict.fromkeys(("augmentation", "dropout", "both"), REGULARIZED_COLOUR)


def gains_on_the_same_pictures(cells: Mapping[str, Run]) -> list[Interval]:
    """Return for each cure how many more validation pictures the last network gets right than with `nothing`.

    Args:
        cells: trainings by cell; the result is empty without `nothing`, and leaves out runs without evaluation.
    """
    gains = []
    for name in ("augmentation", "dropout", "both"):
        said = on_the_same_pictures(cells["nothing"], cells[name]) if {"nothing", name} <= cells.keys() else None
        if said:
            paired = compare_pairs(*said)
            gains.append(Interval(_(CELL_NAMES[name]), paired.difference, *paired.interval, CELL_COLOURS[name]))
    return gains


def gap_of(run: Run, name: str) -> Interval:
    """Return the gap after the last epoch for the training of a cell."""
    return Interval(_(CELL_NAMES[name]), *estimates_of(run).gap, CELL_COLOURS[name])


def effects_over_seeds(results: CureResults) -> list[Interval]:
    """Return for each cure what it adds to validation accuracy, with a point for each seed."""
    return [_interval(name, effect) for name, effect in results.effects().items()]


def accuracy_over_seeds(table: RecordedSeeds, name: str) -> Interval:
    """Return mean validation accuracy of the last ten epochs of a cell, with a point for each seed."""
    return _interval(name, spread(list(levels_of(table).values())))


def gap_over_seeds(table: RecordedSeeds, name: str) -> Interval:
    """Return the gap in the mean of the last ten epochs of a cell, with a point for each seed."""
    return _interval(name, spread(list(gaps_of(table).values())))


def seeds_chart(title: str, table: RecordedSeeds) -> go.Figure:
    """Return a small chart for a grid: accuracy by epoch, the mean over the seeds thick and each seed thin.

    Args:
        title: title of the chart.
        table: the recorded trainings.
    """
    figure = empty_chart(title, table.recipe.epochs)
    epochs = [row["epoch"] for row in table.histories[0]]
    labels = []
    for column, words, colour, dash in (
        ("clean_accuracy", _("training"), TRAINING, TRAINING_DASH),
        ("val_accuracy", _("validation"), VALIDATION, VALIDATION_DASH),
    ):
        curves = np.array([[row[column] for row in history] for history in table.histories])
        if len(curves) > 1:
            figure.add_scatter(
                x=[*epochs, None] * len(curves),
                y=[value for curve in curves.tolist() for value in (*curve, None)],
                mode="lines",
                line={"color": colour, "width": 1, "dash": dash},
                opacity=0.3,
                hoverinfo="skip",
                showlegend=False,
            )
        mean = curves.mean(axis=0).tolist()
        line = {"color": colour, "width": LINE_WIDTH, "dash": dash}
        figure.add_scatter(x=epochs, y=mean, name=words, mode="lines", line=line, hovertemplate="%{y:.1%}")
        labels.append(EndLabel(words, colour, mean[-1], epochs[-1]))
    return as_small_board(figure, labels)


def describe_seeds(title: str, table: RecordedSeeds) -> str:
    """Return the figures of `seeds_chart` in words."""
    levels = list(levels_of(table).values())
    return _(
        "{title}: {num} trainings. Mean validation accuracy of the last ten epochs: {mean:.1%}, from {low:.1%} to"
        " {high:.1%} over the seeds."
    ).format(title=title, num=len(levels), mean=float(np.mean(levels)), low=min(levels), high=max(levels))


def _interval(name: str, figure: Spread) -> Interval:
    points: Sequence[float] = figure.values if len(figure.values) > 1 else ()
    return Interval(_(CELL_NAMES[name]), figure.mean, figure.low, figure.high, CELL_COLOURS[name], tuple(points))
