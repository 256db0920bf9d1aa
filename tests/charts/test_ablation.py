"""The figures of the ablation, from runs that hold no more than they need."""

from pathlib import Path

import pytest

from dogcat.analysis.run_figures import measured_counts
from dogcat.charts.ablation import CELL_NAMES, gains_in_mean, gains_on_the_same_pictures, gap_of, mean_accuracy_of
from dogcat.common.statistics import gap_interval, wilson_interval
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.recorded import CELLS
from dogcat.runs.run import Run
from tests.finished_runs import record


@pytest.fixture
def cells(shelf: Path) -> dict[str, Run]:
    """Four trainings whose validation accuracy differs, each on 2,000 and 1,000 pictures."""
    accuracies = dict(zip(CELLS, (0.7, 0.8, 0.75, 0.85), strict=True))
    for name, accuracy in accuracies.items():
        record(shelf, name, BASELINE, accuracy, 0.9)
    return {name: Run(shelf / name) for name in CELLS}


def test_each_cell_has_a_name() -> None:
    assert tuple(CELL_NAMES) == CELLS


def test_gains_are_counted_from_the_training_without_a_cure(cells: dict[str, Run]) -> None:
    assert gains_in_mean(cells) == pytest.approx({"augmentation": 0.1, "dropout": 0.05, "both": 0.15})
    assert gains_in_mean({"both": cells["both"]}) == {}


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
    mean, gap = mean_accuracy_of(cells["both"], "both"), gap_of(cells["both"], "both")
    assert (mean.low, mean.high) == wilson_interval(850, 1_000)
    assert gap.value == pytest.approx(0.05)
    assert (gap.low, gap.high) == pytest.approx(gap_interval(0.9, measured_counts(cells["both"])[0], 0.85, 1_000))
