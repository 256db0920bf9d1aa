"""From runs to curves: which can be compared, in which colours, and the tutorial's own."""

from pathlib import Path

import numpy as np
import pytest

from dogcat.analysis.filter_movement import WeightPath
from dogcat.charts.run_curves import (
    colours_of,
    comparable_runs,
    cure_colour,
    curve_of,
    describe_weight_path,
    first_pair,
    tutorial_curves,
    weight_path_chart,
)
from dogcat.common.palette import GREEN, PINK, RUN_COLOURS
from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Augmentation, Recipe
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import Run, create_run
from tests.finished_runs import record, write_run


@pytest.fixture
def runs(home: Path) -> list[Run]:
    """Three runs without a colour of their own."""
    return [create_run(BASELINE, "photos") for _ in range(3)]


def test_runs_get_the_colours_in_order(runs: list[Run]) -> None:
    assert colours_of(runs) == list(RUN_COLOURS[:3])


def test_a_learner_s_colour_is_kept_and_given_once(runs: list[Run]) -> None:
    for run in runs[1:]:
        write_annotation(run, Annotation(colour=PINK), COMMAND_LINE)
    first, second, third = colours_of(runs)
    assert second == PINK
    assert len({first, second, third}) == 3


def test_any_cure_makes_the_colour_of_the_regularized() -> None:
    assert cure_colour(BASELINE) == cure_colour(Recipe(epochs=3)) == PINK
    assert cure_colour(REGULARIZED) == cure_colour(Recipe(dropout=0.2)) == GREEN
    assert cure_colour(Recipe(augmentation=Augmentation(horizontal_flip=True))) == GREEN


def test_only_runs_with_figures_are_compared(shelf: Path, runs: list[Run]) -> None:
    record(shelf, "baseline-photos-seed1", BASELINE, 0.7, 0.9)
    write_run(runs[0], 0.6, 0.8)
    assert list(comparable_runs()) == [runs[0].id, "baseline-photos-seed1"]
    assert first_pair(comparable_runs()) == [runs[0].id, "baseline-photos-seed1"]
    wanted = [Run(shelf / "baseline-photos-seed1"), runs[0]]
    assert first_pair(comparable_runs(), wanted) == ["baseline-photos-seed1", runs[0].id]


def test_the_range_over_seeds_takes_two(shelf: Path) -> None:
    for seed, accuracy in ((1, 0.7), (2, 0.8)):
        record(shelf, f"baseline-photos-seed{seed}", BASELINE, accuracy, 0.9)
    first, second = (Run(shelf / f"baseline-photos-seed{seed}") for seed in (1, 2))
    assert curve_of(first, "one", PINK, [first]).ribbons == {}
    ribbon = curve_of(first, "one", PINK, [first, second]).ribbons["val_accuracy"]
    assert (ribbon.low[0], ribbon.high[0]) == (0.7, 0.8)


def test_the_tutorial_s_curves_are_those_asked_for() -> None:
    (curve,) = tutorial_curves({"regularized": GREEN})
    assert (curve.name, curve.colour, len(curve.history)) == ("regularized (tutorial)", GREEN, 100)


PATH = WeightPath([0, 1, 2], np.array([[0.0], [0.4], [0.1]]), np.array([[0.0], [0.2], [0.15]]))


def test_weights_are_drawn_against_their_averages() -> None:
    points, line = weight_path_chart(PATH).data
    assert (points.mode, list(points.y)) == ("markers", [0.0, 0.4, 0.1])
    assert (line.mode, list(line.y)) == ("lines", [0.0, 0.2, 0.15])
    assert list(points.x) == list(line.x) == [0, 1, 2]
    assert "they move 0.700 in all" in describe_weight_path(PATH)
    assert "their averages move 0.250" in describe_weight_path(PATH)
