"""Chooses the runs that can be compared, and their colours, and makes curves of them for `charts.comparison`."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from dogcat.analysis.comparison import ribbon
from dogcat.analysis.filter_movement import WeightPath
from dogcat.analysis.own_pair import has_figures
from dogcat.charts.comparison import COLUMNS, Curve
from dogcat.charts.style import empty_chart
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, REGULARIZED_COLOUR, RUN_COLOURS
from dogcat.recipe.field_text import tutorial_recipe
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs.annotations import read_annotation
from dogcat.runs.names import own_first
from dogcat.runs.recorded import exercise_pair, recorded_runs, tutorial_histories
from dogcat.runs.run import Run


def weight_path_chart(path: WeightPath) -> go.Figure:
    """Return a chart of some weights after each epoch, as points, and of their moving averages, as lines."""
    figure = empty_chart("", path.epochs[-1])
    for number, (weights, averages) in enumerate(zip(path.weights.T, path.averages.T, strict=True)):
        shown = {"x": path.epochs, "showlegend": number == 0, "hovertemplate": "%{y:.3f}"}
        figure.add_scatter(
            y=weights, name=_("weight after the epoch"), mode="markers", marker={"color": NEUTRAL, "size": 5}, **shown
        )
        figure.add_scatter(
            y=averages, name=_("its average"), mode="lines", line={"color": NEUTRAL, "width": 2.5}, **shown
        )
    return figure.update_layout(height=320)


def describe_weight_path(path: WeightPath) -> str:
    """Return in words how far the weights and their averages go, all epochs together."""
    weights, averages = (
        float(np.abs(np.diff(values, axis=0)).sum(axis=0).mean()) for values in (path.weights, path.averages)
    )
    return _(
        "The {num} weights of the first layer that move most. From epoch to epoch they move {weights:.3f} in all, on"
        " average; their averages move {averages:.3f}."
    ).format(num=path.weights.shape[1], weights=weights, averages=averages)


def comparable_runs(owner: str = "") -> dict[str, Run]:
    """Return by id the recorded runs and the others that `has_figures`, in the order of `runs.names.own_first`."""
    recorded = recorded_runs()
    return {name: run for name, run in own_first(owner).items() if name in recorded or has_figures(run)}


def first_pair(runs: dict[str, Run], wanted: Sequence[Run] = ()) -> list[str]:
    """Return the ids of the two runs that a choice begins with.

    Args:
        runs: the runs to choose from.
        wanted: two runs that come first; then the two of the exercise, then the first two.
    """
    for pair in ([run.id for run in each] for each in (wanted, list(exercise_pair().values()))):
        if len(pair) == 2 and set(pair) <= set(runs):
            return pair
    return list(runs)[:2]


def colours_of(runs: Sequence[Run]) -> list[str]:
    """Return a colour for each of up to six runs: the one that the learner gave it, if no run before it has it."""
    wanted = [read_annotation(run).colour for run in runs]
    free = [colour for colour in RUN_COLOURS if colour not in wanted]
    given: list[str] = []
    for colour in wanted:
        given.append(colour if colour and colour not in given else free.pop(0))
    return given


def cure_colour(recipe: Recipe) -> str:
    """Return the colour of a recipe without a cure against overfitting, or of one with any."""
    return BASELINE_COLOUR if tutorial_recipe(recipe) == BASELINE else REGULARIZED_COLOUR


def curve_of(run: Run, name: str, colour: str, seeds: Sequence[Run] = ()) -> Curve:
    """Return the curve of a run for a chart.

    Args:
        run: the run.
        name: name in the legend.
        colour: colour of its lines.
        seeds: runs of the same recipe with different seeds, including `run`, for the range around the curve.
    """
    histories = [seed.history() for seed in seeds]
    ribbons = {column: ribbon(histories, column) for column in COLUMNS} if len(histories) > 1 else {}
    return Curve(name, colour, run.history(), run.recipe.batch_size * run.recipe.steps_per_epoch, ribbons)


def tutorial_curves(colours: Mapping[str, str]) -> list[Curve]:
    """Return the validation curves of the tutorial's own log.

    Args:
        colours: by the name of the training, `baseline` or `regularized`; only these are returned.
    """
    recipes, histories = {"baseline": BASELINE, "regularized": REGULARIZED}, tutorial_histories()
    return [
        Curve(
            _("{name} (tutorial)").format(name=name),
            colour,
            histories[name],
            recipes[name].batch_size * recipes[name].steps_per_epoch,
        )
        for name, colour in colours.items()
    ]
