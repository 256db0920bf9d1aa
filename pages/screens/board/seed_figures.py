"""The charts of “one recipe, thirty seeds” for all visitors: each is made once for each state of the experiment."""

import json
from functools import lru_cache
from typing import Any

from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.seed_spread import seed_ribbon
from dogcat.charts.board import (
    describe_guesses,
    describe_results,
    describe_ribbon,
    own_curve,
    own_result,
    seed_results_chart,
    seed_ribbon_chart,
    spread_guesses_chart,
)
from dogcat.charts.run_curves import cure_colour
from dogcat.charts.style import plain
from dogcat.common.language import _, current_language
from dogcat.lesson.seed_experiment import Experiment
from dogcat.lesson.seed_results import SeedResults, SeedRun, recorded_curves, result_of_curve
from pages.widgets.chart import show_chart

_STATES = 8  # a few visitors are some seconds behind, and there are two languages


def show_ribbon(experiment: Experiment, results: SeedResults, mine: SeedRun | None) -> None:
    """Shows all curves as a ribbon, with the learner's own as a line."""
    text, words = _ribbon(experiment, results, current_language())
    figure = json.loads(text)
    if mine:
        figure["data"].append(own_curve(mine.curve, cure_colour(experiment.recipe)))
    show_chart(figure, key="seed-ribbon", description=words)


def show_results(experiment: Experiment, results: SeedResults, mine: SeedRun | None) -> None:
    """Shows the results as dots, with a mark around the learner's own."""
    text, words = _results(experiment, results, current_language())
    figure = json.loads(text)
    if mine and mine.result is not None:
        figure["data"].append(own_result(mine.result, cure_colour(experiment.recipe)))
    show_chart(figure, key="seed-results", description=words)


def show_guesses(results: SeedResults, truth: float) -> None:
    """Shows what the learners guessed, without names, beside the truth in percentage points."""
    text, words = _guesses(results.guesses, truth, current_language())
    show_chart(json.loads(text), key="seed-guesses", description=words)


@lru_cache(maxsize=_STATES)
def _ribbon(experiment: Experiment, results: SeedResults, _language: str) -> tuple[str, str]:
    """Returns the figure as JSON, and its sentence."""
    ribbon = seed_ribbon([run.curve for run in results.runs])
    recorded = seed_ribbon(recorded_curves(experiment))
    figure = seed_ribbon_chart(ribbon, recorded, cure_colour(experiment.recipe), experiment.recipe.epochs)
    return str(figure.to_json()), describe_ribbon(ribbon, recorded)


@lru_cache(maxsize=_STATES)
def _results(experiment: Experiment, results: SeedResults, _language: str) -> tuple[str, str]:
    recorded = [result_of_curve(curve) for curve in recorded_curves(experiment)]
    named: list[tuple[float, Any]] = [
        (run.result, plain(run.nickname) or _("seed {seed}").format(seed=run.seed))
        for run in results.runs
        if run.result is not None
    ]
    spread = results.spread(experiment)
    num_last = min(NUM_LAST, experiment.recipe.epochs)
    figure = seed_results_chart(named, recorded, spread, cure_colour(experiment.recipe), num_last)
    return str(figure.to_json()), describe_results(results.values, recorded, spread)


@lru_cache(maxsize=_STATES)
def _guesses(guesses: tuple[float, ...], truth: float, _language: str) -> tuple[str, str]:
    return str(spread_guesses_chart(guesses, truth).to_json()), describe_guesses(guesses, truth)
