"""In every chart of the app, dotted is training, solid validation, and each colour has one meaning."""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dogcat import charts
from dogcat.analysis.calibration import calibration
from dogcat.analysis.seed_spread import seed_ribbon, seed_spread
from dogcat.analysis.wrong_answer import recorded_wrong_answer
from dogcat.charts.ablation import seeds_chart
from dogcat.charts.augmentation import answers_chart, augmented_validation_chart, distances_chart
from dogcat.charts.board import (
    board_curves_chart,
    predictions_chart,
    seed_results_chart,
    seed_ribbon_chart,
    spread_guesses_chart,
)
from dogcat.charts.calibration import calibration_chart
from dogcat.charts.comparison import Curve, board_chart, overlay_chart
from dogcat.charts.dropout import passes_chart
from dogcat.charts.explain import curve_chart, draws_chart, own_answers_chart
from dogcat.charts.intervals import Interval, intervals_chart, learning_curve_chart
from dogcat.charts.memorisation import memorisation_chart
from dogcat.charts.pictures import counts_chart, histogram_chart
from dogcat.charts.pixel_ranges import pixel_ranges_chart, recorded_ranges
from dogcat.charts.run_curves import weight_path_chart
from dogcat.charts.style import empty_chart
from dogcat.charts.trained import trained_charts
from dogcat.charts.training import history_chart
from dogcat.charts.watched import wrong_answer_chart
from dogcat.common.palette import (
    BASELINE_COLOUR,
    CAT,
    DOG,
    GUESS_DASH,
    NEUTRAL,
    REGULARIZED_COLOUR,
    REPORTED_DASH,
    TRAINING,
    TRAINING_DASH,
    VALIDATION,
    VALIDATION_DASH,
)
from dogcat.explain.activations import DropoutPasses
from dogcat.explain.imagenet.own_answers import OwnAnswers
from dogcat.lesson.trained import trained_pair
from dogcat.runs.recorded_seeds import recorded_seeds
from dogcat.runs.store import list_runs
from tests.charts.test_explain import FOUND
from tests.charts.test_run_curves import PATH
from tests.charts.test_training import epoch_row, plain_network
from tests.lesson.learners import trains_both

ROWS = [{**epoch_row(epoch), "seconds": 3.0, "kept_accuracy": 0.6, "flipped_accuracy": 0.5} for epoch in range(1, 5)]
RECIPES = {BASELINE_COLOUR, REGULARIZED_COLOUR}
CURVES = [Curve("plain", BASELINE_COLOUR, ROWS, 1), Curve("regularized", REGULARIZED_COLOUR, ROWS, 1)]
INTERVALS = {
    colour: {250: Interval(colour, 0.6, 0.5, 0.7, colour), 500: Interval(colour, 0.7, 0.6, 0.8, colour)}
    for colour in RECIPES
}
PASSES = DropoutPasses(np.zeros(3), np.ones((3, 3), bool), np.array([0.2, 0.6, 0.4]), 0.5)
RIBBON = seed_ribbon([[(1, 0.5), (2, 0.7)], [(1, 0.6), (2, 0.6)]])
SPREAD = seed_spread([0.6, 0.7, 0.8], 1000)
SAID = {f"validation/cats/{number}.jpg": 0.02 for number in range(9)}


def the_lesson_s_two() -> go.Figure:
    trains_both()
    return trained_charts(trained_pair(list_runs(), "me").own)[0]


# By function: a chart of it, and the colours that it may have beside grey.
CHARTS: dict[Callable[..., Any], tuple[Callable[[], Any], set[str]]] = {
    empty_chart: (lambda: empty_chart("", 3), set()),
    distances_chart: (lambda: distances_chart("", "", [1, 2], [3, 4]), set()),
    answers_chart: (lambda: answers_chart([(3, 1, 2)]), set()),
    augmented_validation_chart: (
        lambda: augmented_validation_chart(ROWS, [{"epoch": 1, "accuracy": 0.5}]), {VALIDATION},
    ),
    board_curves_chart: (lambda: board_curves_chart([("Ann", ROWS)], [BASELINE_COLOUR]), RECIPES),
    predictions_chart: (lambda: predictions_chart(["a", "b"], [1, 2], 1), {REGULARIZED_COLOUR}),  # the right one
    weight_path_chart: (lambda: weight_path_chart(PATH), set()),
    calibration_chart: (lambda: calibration_chart({"plain": (BASELINE_COLOUR, calibration(SAID))}), RECIPES),
    overlay_chart: (lambda: overlay_chart("loss", CURVES, reported=CURVES), RECIPES),
    board_chart: (lambda: board_chart("", ROWS, 4), {TRAINING, VALIDATION}),
    seeds_chart: (lambda: seeds_chart("", recorded_seeds("quick-both-2000-drawn")), {TRAINING, VALIDATION}),
    seed_ribbon_chart: (lambda: seed_ribbon_chart(RIBBON, RIBBON, BASELINE_COLOUR, 2), RECIPES),
    seed_results_chart: (lambda: seed_results_chart([(0.6, "Ann")], [0.7], SPREAD, BASELINE_COLOUR, 10), RECIPES),
    spread_guesses_chart: (lambda: spread_guesses_chart([2, 3], 4.0), {REGULARIZED_COLOUR}),  # the right one
    pixel_ranges_chart: (lambda: pixel_ranges_chart(recorded_ranges()), {REGULARIZED_COLOUR}),
    passes_chart: (lambda: passes_chart(PASSES, 1), {CAT, DOG}),
    curve_chart: (lambda: curve_chart("blur", FOUND), RECIPES),
    draws_chart: (lambda: draws_chart(FOUND), RECIPES),
    own_answers_chart: (lambda: own_answers_chart(OwnAnswers(np.linspace(1, 0, 1000) / 500)), {CAT, DOG}),
    intervals_chart: (lambda: intervals_chart("", list(INTERVALS[BASELINE_COLOUR].values()), "%"), RECIPES),
    learning_curve_chart: (lambda: learning_curve_chart("", INTERVALS, "%"), RECIPES),
    wrong_answer_chart: (lambda: wrong_answer_chart(recorded_wrong_answer()), {BASELINE_COLOUR}),
    memorisation_chart: (lambda: memorisation_chart(ROWS, 4), {TRAINING}),
    counts_chart: (lambda: counts_chart({"train": {"cat": 1, "dog": 2}}), {CAT, DOG}),
    histogram_chart: (lambda: histogram_chart("", [0.5, 0.5], [0.4, 0.6]), {CAT, DOG}),
    trained_charts: (the_lesson_s_two, {TRAINING, VALIDATION}),
    history_chart: (
        lambda: history_chart("accuracy", ROWS, [], 9, guess=[(1, 0.5), (9, 0.8)], ghost=plain_network(ROWS, ROWS)),
        {TRAINING, VALIDATION, BASELINE_COLOUR},
    ),
}  # fmt: skip
GROUNDS = {"#1a1a1a"}  # words on the bars of the counts


def colours_in(part: Any) -> set[str]:
    """All colours `#rrggbb` below a part of a figure, and those of `rgba` as such."""
    if isinstance(part, dict):
        return set().union(*map(colours_in, part.values()))
    if isinstance(part, list | tuple):
        return set().union(*map(colours_in, part))
    if not isinstance(part, str):
        return set()
    if part.startswith("#") and len(part) == 7:
        return {part}
    if part.startswith("rgba("):
        red, green, blue = (int(level) for level in part[5:].split(",")[:3])
        return set() if red == green == blue else {f"#{red:02X}{green:02X}{blue:02X}"}
    return set()


def test_every_chart_of_the_app_is_looked_at() -> None:
    found = set()
    for module in pkgutil.iter_modules(charts.__path__):
        loaded = import_module(f"dogcat.charts.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and name.endswith(("_chart", "_charts")) and name[0] != "_":
                found.add(function)
    assert found == set(CHARTS)


@pytest.mark.parametrize("function", CHARTS, ids=lambda function: function.__name__)
def test_each_colour_and_each_dash_has_its_meaning(function: Callable[..., Any], home: Any) -> None:
    make, allowed = CHARTS[function]
    made = make()
    figure = made if isinstance(made, dict) else made.to_plotly_json()
    layout = {name: part for name, part in figure["layout"].items() if name not in ("meta", "modebar", "template")}
    used = colours_in({"data": list(figure["data"]), "layout": layout})
    assert used - {NEUTRAL, *GROUNDS} <= allowed
    for trace in figure["data"]:
        line, name = trace.get("line", {}), f"{trace.get('name')} {trace.get('hovertemplate')}"
        dash = line.get("dash", VALIDATION_DASH)
        assert dash in (TRAINING_DASH, VALIDATION_DASH, GUESS_DASH, REPORTED_DASH)
        if "lines" not in trace.get("mode", "") or not line.get("width"):
            continue
        if "training" in name or line.get("color") == TRAINING:
            assert dash == TRAINING_DASH
        if dash == TRAINING_DASH:
            assert "training" in name or line["color"] == TRAINING
        if line.get("color") == VALIDATION:
            assert dash == VALIDATION_DASH
        if "validation" in name:
            assert dash in (VALIDATION_DASH, REPORTED_DASH)


def test_shapes_are_never_dotted() -> None:
    """A dotted level line would be taken for training."""
    for make, _allowed in list(CHARTS.values()):
        if make is the_lesson_s_two:
            continue
        made = make()
        layout = (made if isinstance(made, dict) else made.to_plotly_json())["layout"]
        assert all(shape["line"].get("dash") != TRAINING_DASH for shape in layout.get("shapes", ()) if "line" in shape)
