"""The figures of the ablation, from runs that hold no more than they need."""

from pathlib import Path

import pytest

from dogcat.analysis.cures import quick_results, seed_cells
from dogcat.analysis.run_figures import measured_counts
from dogcat.charts.ablation import (
    CELL_NAMES,
    accuracy_over_seeds,
    describe_seeds,
    effects_over_seeds,
    gains_on_the_same_pictures,
    gap_of,
    gap_over_seeds,
    seeds_chart,
)
from dogcat.common.palette import TRAINING, VALIDATION
from dogcat.common.statistics import gap_interval, mean_interval
from dogcat.recipe.recipe import BASELINE, QUICK_REGULARIZED
from dogcat.runs.recorded import CELLS
from dogcat.runs.recorded_seeds import RecordedSeeds
from dogcat.runs.run import Run
from tests.finished_runs import record
from tests.recorded_tables import write_table


@pytest.fixture
def cells(shelf: Path) -> dict[str, Run]:
    """Four trainings whose validation accuracy differs, each on 2,000 and 1,000 pictures."""
    accuracies = dict(zip(CELLS, (0.7, 0.8, 0.75, 0.85), strict=True))
    for name, accuracy in accuracies.items():
        record(shelf, name, BASELINE, accuracy, 0.9)
    return {name: Run(shelf / name) for name in CELLS}


def test_each_cell_has_a_name() -> None:
    assert tuple(CELL_NAMES) == CELLS


def test_gains_on_the_same_pictures_have_an_interval_around_them(cells: dict[str, Run]) -> None:
    found = gains_on_the_same_pictures(cells)
    assert [one.name for one in found] == ["augmentation only", "dropout only", "both"]
    assert [one.value for one in found] == pytest.approx([0.1, 0.05, 0.15])
    assert all(one.low <= one.value <= one.high for one in found)
    assert gains_on_the_same_pictures({"both": cells["both"]}) == []


def test_a_run_without_evaluation_has_no_gain(cells: dict[str, Run]) -> None:
    (cells["dropout"].folder / "evaluation.json").unlink()
    assert [one.name for one in gains_on_the_same_pictures(cells)] == ["augmentation only", "both"]


def test_intervals_are_those_of_the_pictures_measured(cells: dict[str, Run]) -> None:
    gap = gap_of(cells["both"], "both")
    assert gap.value == pytest.approx(0.05)
    assert (gap.low, gap.high) == pytest.approx(gap_interval(0.9, measured_counts(cells["both"])[0], 0.85, 1_000))


@pytest.fixture
def tables(shelf: Path) -> dict[str, RecordedSeeds]:
    """Two cells with three seeds, whose curves are flat after the first epoch."""
    for cell, levels in {"nothing": (0.6, 0.7, 0.65), "both": (0.8, 0.82, 0.9)}.items():
        curves = {seed: [0.5, *[level] * 11] for seed, level in enumerate(levels, start=1)}
        write_table(shelf.parent / "recorded-seeds", f"quick-{cell}-2000-drawn", QUICK_REGULARIZED, curves, training=1)
    return seed_cells("drawn")


def test_over_seeds_a_figure_is_a_mean_with_a_point_for_each_seed(tables: dict[str, RecordedSeeds]) -> None:
    accuracy, gap = accuracy_over_seeds(tables["both"], "both"), gap_over_seeds(tables["both"], "both")
    assert accuracy.points == pytest.approx([0.8, 0.82, 0.9])
    assert (accuracy.value, accuracy.low, accuracy.high) == pytest.approx(mean_interval([0.8, 0.82, 0.9]))
    assert gap.points == pytest.approx([0.2, 0.18, 0.1])
    (effect,) = effects_over_seeds(quick_results(tables))
    assert effect.name == "both"
    assert effect.points == pytest.approx([0.2, 0.12, 0.25])
    assert (effect.value, effect.low, effect.high) == pytest.approx(mean_interval([0.2, 0.12, 0.25]))


def test_a_single_seed_is_one_dot_without_an_interval(shelf: Path) -> None:
    write_table(shelf.parent / "recorded-seeds", "quick-both-2000-drawn", QUICK_REGULARIZED, {1: [0.8] * 12})
    found = accuracy_over_seeds(seed_cells("drawn")["both"], "both")
    assert found.points == ()
    assert found.low == found.value == found.high == pytest.approx(0.8)


def test_curves_of_all_seeds_are_thin_and_their_mean_is_thick(tables: dict[str, RecordedSeeds]) -> None:
    figure = seeds_chart("both", tables["both"])
    thin_training, training, thin, validation = figure.data
    assert (training.name, validation.name) == ("training", "validation")
    assert (training.line.color, validation.line.color) == (TRAINING, VALIDATION)
    assert (training.line.dash, validation.line.dash) == ("dot", "solid")
    assert list(validation.y) == pytest.approx([0.5, *[0.84] * 11])
    assert list(thin.y).count(None) == 3
    assert thin.line.width < validation.line.width
    assert [value for value in thin.y if value is not None] == pytest.approx(
        [0.5, *[0.8] * 11, 0.5, *[0.82] * 11, 0.5, *[0.9] * 11]
    )
    assert thin_training.line.color == TRAINING
    assert describe_seeds("both", tables["both"]) == (
        "both: 3 trainings. Mean validation accuracy of the last ten epochs: 84.0%, from 80.0% to 90.0% over the seeds."
    )
