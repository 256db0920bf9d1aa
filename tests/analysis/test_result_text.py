"""The result of a training in one sentence: which figures it has, and what is no difference."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dogcat.analysis.plain_network import PlainNetwork, plain_network_behind
from dogcat.analysis.result_text import compare_with_plain, figures_of, last_means, read_result, read_unfinished
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import Run
from tests.analysis.test_plain_network import make_set, train
from tests.finished_runs import NUM_PICTURES, evaluation, record


def rows(*pairs: tuple[float, float]) -> list[dict[str, Any]]:
    return [{"epoch": epoch, "clean_accuracy": clean, "val_accuracy": validation}
            for epoch, (clean, validation) in enumerate(pairs, start=1)]  # fmt: skip


def evaluated(run: Run, share: float) -> Run:
    """The run with an evaluation in which this share of the validation pictures is right."""
    (run.folder / "evaluation.json").write_text(json.dumps({"validation": evaluation("validation", share)}))
    return run


def behind(run: Run) -> PlainNetwork:
    found = plain_network_behind(run, make_set("pets", 100), "me")
    assert found
    return found


def test_the_figures_are_means_of_the_last_ten_epochs() -> None:
    means = last_means(rows((0.1, 0.1), *[(0.9, 0.6)] * 5, *[(1.0, 0.7)] * 5))
    assert means is not None
    assert (means.training, means.validation, means.num_epochs) == (pytest.approx(0.95), pytest.approx(0.65), 10)
    assert means.gap == pytest.approx(0.3)


def test_epochs_without_numbers_are_left_out() -> None:
    means = last_means(rows((0.9, 0.6), (float("nan"), 0.1)))
    assert means is not None
    assert (means.training, means.num_epochs) == (0.9, 1)
    assert last_means(rows((float("nan"), 0.1))) is None
    assert read_result([], 100) is None


def test_a_training_alone_is_told_with_its_interval() -> None:
    result = read_result(rows(*[(0.97, 0.63)] * 12), 1_000)
    assert result is not None
    assert result.headline == "97% on training pictures, 63% on new ones: gap 34 percentage points"
    assert result.note == "Mean of the last ten epochs. 95% confidence interval of the 63%: 60% to 66%."


@pytest.mark.parametrize(("clean", "validation"), [(0.974, 0.628), (0.976, 0.634), (0.5, 0.51)])
def test_the_gap_adds_up_with_the_percentages_beside_it(clean: float, validation: float) -> None:
    result = read_result(rows((clean, validation)), 1_000)
    assert result is not None
    shown = list(map(int, re.findall(r"-?\d+", result.headline.replace("−", "-"))))
    assert shown[2] == shown[0] - shown[1]


def test_both_networks_stand_side_by_side_with_a_paired_interval(home: Path) -> None:
    make_set("pets", 100)
    evaluated(train(QUICK_BASELINE, 200, validation=0.6), 0.6)
    run = evaluated(train(QUICK_REGULARIZED, 300, validation=0.8), 0.8)
    result = compare_with_plain(run, behind(run))
    assert result is not None
    assert result.headline == "60% → 80% on new pictures; gap 30 → 10 percentage points"
    assert result.note.startswith(
        "Your plain network → this one. Mean of the last ten epochs. Difference +20 percentage"
    )
    assert result.note.endswith("the same 1,000 new pictures).")
    low, high = map(int, re.findall(r"interval \+(\d+) to \+(\d+)", result.note)[0])
    assert 5 <= low < 20 < high <= 35, f"8 of {NUM_PICTURES} pictures are right only with the cure"


def test_what_lies_within_the_interval_is_no_difference(home: Path) -> None:
    make_set("pets", 100)
    evaluated(train(QUICK_BASELINE, 200, validation=0.79), 0.8)
    run = evaluated(train(QUICK_REGULARIZED, 300, validation=0.8), 0.8)
    plain = behind(run)
    (run.folder / "evaluation.json").unlink()  # unpaired: 1,000 pictures each
    result = compare_with_plain(run, plain)
    assert result is not None
    assert result.headline == "79% → 80% on new pictures: no clear difference; gap 11 → 10 percentage points"
    assert result.note.endswith("95% confidence interval −3 to +5, 1,000 new pictures for each network).")


def test_several_recorded_seeds_are_one_mean(home: Path, shelf: Path) -> None:
    make_set("pets", 100)
    for seed, share in ((1, 0.5), (2, 0.6)):
        record(shelf, f"plain-photos-seed{seed}", replace(QUICK_BASELINE, seed=seed), share, 0.9)
    run = train(QUICK_REGULARIZED, 300, validation=0.8)
    result = compare_with_plain(run, behind(run))
    assert result is not None
    assert result.headline == "55% → 80% on new pictures; gap 35 → 10 percentage points"
    assert result.note.startswith("Plain network, recorded, 2 seeds → this one.")


def test_without_an_epoch_there_is_no_result(home: Path) -> None:
    make_set("pets", 100)
    train(QUICK_BASELINE, 200)
    run = train(QUICK_REGULARIZED, 300)
    plain = behind(run)
    run.write_history([])
    assert compare_with_plain(run, plain) is None


def cut_short(run: Run, *pairs: tuple[float, float]) -> Run:
    """The run as it is after a stop: with these epochs alone."""
    run.write_history([*rows(*pairs)])
    run.append("stopped", message="Stopped on request; the current model was kept.")
    return run


def test_a_training_that_was_stopped_shows_its_last_epoch_and_is_not_compared(home: Path) -> None:
    make_set("pets", 100)
    plain = evaluated(train(QUICK_BASELINE, 200, validation=0.77), 0.77)
    run = evaluated(train(QUICK_REGULARIZED, 300), 0.8)
    found = behind(run)
    cut_short(run, (0.6, 0.55), (0.8, 0.7), (0.85, 0.8))
    assert compare_with_plain(run, found) is None
    means = figures_of(run)
    assert means is not None
    assert (means.training, means.validation) == (0.85, 0.8)
    result = read_unfinished(run.history(), 32, 1_000)
    assert result is not None
    assert result.headline == "Stopped after 3 of 32 epochs: 85% on training pictures, 80% on new ones"
    assert result.note == (
        "Values of epoch 3. 95% confidence interval of the 80%: 77% to 82%. Compare this training when it has run to"
        " its end; to go on, press “Continue”."
    )
    assert read_unfinished([], 32, 1_000) is None
    means = figures_of(plain)
    assert means is not None
    assert means.num_epochs == 10, "early stopping or all epochs: the mean stands for it"


def test_nothing_is_compared_with_a_plain_network_that_was_stopped(home: Path) -> None:
    make_set("pets", 100)
    plain = train(QUICK_BASELINE, 200, validation=0.6)
    run = train(QUICK_REGULARIZED, 300, validation=0.8)
    assert compare_with_plain(run, behind(run)) is not None
    plain.write_history(plain.history()[:2])  # type: ignore[arg-type]
    plain.append("stopped", message="Stopped on request; the current model was kept.")
    assert behind(run).runs[0].id == plain.id
    assert compare_with_plain(run, behind(run)) is None
    older = train(QUICK_BASELINE, 150, validation=0.65)
    found = behind(run)
    assert found.runs[0].id == older.id, "one that ran to its end comes first"
    assert compare_with_plain(run, found) is not None
