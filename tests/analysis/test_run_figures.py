"""The figures of runs: intervals of the last epoch, the table's words, and the test set."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.run_figures import (
    SHOWN,
    compare_recipes,
    difference_of,
    estimates_of,
    figure_text,
    held_out,
    measured_counts,
    num_pictures_shown,
    rounded,
    row_of,
)
from dogcat.common.statistics import gap_interval, wilson_interval
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.run import Run, create_run
from tests.finished_runs import record


@pytest.fixture
def run(shelf: Path) -> Run:
    """A run of 12 epochs: 99% of 600 measured training pictures and 70% of 1,000 validation pictures right."""
    record(shelf, "baseline-photos-seed1", BASELINE, 0.7, 0.99, 0.65)
    return Run(shelf / "baseline-photos-seed1")


def test_the_estimates_are_those_of_the_pictures_measured(run: Run) -> None:
    found = estimates_of(run)
    assert found.clean_accuracy == (pytest.approx(0.99), *wilson_interval(594, 600))
    assert found.val_accuracy == (pytest.approx(0.7), *wilson_interval(700, 1_000))
    assert found.gap == (pytest.approx(0.29), *map(pytest.approx, gap_interval(0.99, 600, 0.7, 1_000)))


def test_a_difference_has_the_interval_of_both_counts(run: Run, shelf: Path) -> None:
    record(shelf, "regularized-photos-seed1", BASELINE, 0.8, 0.85)
    found = difference_of(run, Run(shelf / "regularized-photos-seed1"))
    assert found.value == pytest.approx(0.1)
    assert (found.low, found.high) == pytest.approx(gap_interval(0.8, 1_000, 0.7, 1_000))
    assert found.low < 0.1 < found.high


def test_a_run_that_has_not_started_has_no_counts(home: Path) -> None:
    waiting = create_run(BASELINE, "photos")
    with pytest.raises(ValueError, match=waiting.id):
        measured_counts(waiting)
    assert held_out(waiting) is None


def test_the_pictures_shown_are_counted_over_all_epochs(run: Run) -> None:
    assert num_pictures_shown(run) == 12 * BASELINE.steps_per_epoch * BASELINE.batch_size


def test_every_line_of_the_table_is_filled_from_the_row(run: Run) -> None:
    row = row_of(run)
    cells = {what: figure_text(row, words) for what, words in SHOWN.items()}
    assert cells["gap"].startswith("29.0 percentage points (")
    assert cells["length"] == "12 epochs, 12.0 minutes"
    assert row["Gap, percentage points"] == pytest.approx(29.0)
    assert rounded({"a": 1.23456, "b": "text", "c": 7}) == {"a": 1.23, "b": "text", "c": 7}


def test_the_test_set_is_compared_over_seeds(shelf: Path) -> None:
    groups = []
    for name, accuracies in {"baseline": (0.6, 0.65), "regularized": (0.8, 0.85)}.items():
        for seed, accuracy in enumerate(accuracies):
            record(shelf, f"{name}-photos-seed{seed}", replace(BASELINE, seed=seed), 0.7, 0.9, accuracy)
        runs = [Run(shelf / f"{name}-photos-seed{seed}") for seed in range(2)]
        groups.append([found for run in runs if (found := held_out(run))])
    assert groups[0][0].validation == 0.7
    assert groups[0][1].test == (0.65, pytest.approx(0.55), pytest.approx(0.75))
    difference = compare_recipes(*groups)
    assert difference is not None
    assert difference.value == pytest.approx(0.2)
    assert difference.low < 0.2 < difference.high
    assert compare_recipes(groups[0][:1], groups[1]) is None


def test_the_pictures_measured_are_those_of_the_run_and_not_of_this_version(home: Path) -> None:
    counts = []
    for fields in ({"num_clean": 600}, {}):
        run = create_run(BASELINE, "photos")
        run.append("start", num_training=2_000, num_validation=1_000, **fields)
        counts.append(measured_counts(run))
    assert counts == [(600, 1_000), (2_000, 1_000)]
