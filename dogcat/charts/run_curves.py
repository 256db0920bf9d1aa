"""Chooses the runs that can be compared, and their colours, and makes curves of them for `charts.comparison`."""

from collections.abc import Mapping, Sequence

from dogcat.analysis.comparison import ribbon
from dogcat.analysis.own_pair import has_figures
from dogcat.charts.comparison import COLUMNS, Curve
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR, RUN_COLOURS
from dogcat.recipe.field_text import tutorial_recipe
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs.annotations import read_annotation
from dogcat.runs.recorded import exercise_pair, recorded_runs, tutorial_histories
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs


def comparable_runs() -> dict[str, Run]:
    """Return by id the recorded runs, then the runs of this server that `has_figures`, newest first."""
    return recorded_runs() | {run.id: run for run in reversed(list_runs()) if has_figures(run)}


def first_pair(runs: dict[str, Run]) -> list[str]:
    """Return the ids of the two runs of the exercise, or of the first two runs if one of them is missing."""
    pair = [run.id for run in exercise_pair().values()]
    return pair if len(pair) == 2 and set(pair) <= set(runs) else list(runs)[:2]


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
