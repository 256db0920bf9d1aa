"""The ladder's statistics, on trainings whose right answers are known."""

import math
from pathlib import Path

import pytest

from dogcat.analysis import ladder_runs as module
from dogcat.analysis.ladder import PLAIN, rungs
from dogcat.analysis.ladder_results import RungResult, agreement, rung_results
from dogcat.analysis.ladder_runs import ladder_runs
from dogcat.common.statistics import accuracy_interval, gap_interval
from tests.recorded_tables import write_rung


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the ladder's files."""
    monkeypatch.setattr(module, "LADDER_DIR", tmp_path)
    return tmp_path


def results() -> dict[str, RungResult]:
    return rung_results(rungs(), ladder_runs())


def test_a_ladder_of_which_nothing_is_recorded_has_no_results(files: Path) -> None:
    assert results() == {}


def test_one_seed_has_an_interval_over_pictures_alone(files: Path) -> None:
    write_rung(files, PLAIN, 1, 70, training=0.95)
    found = results()[PLAIN]
    assert found.accuracy.mean == 0.7
    assert found.accuracy.pictures == accuracy_interval(0.7, 100)
    assert found.accuracy.seeds is None
    assert found.accuracy.widest == found.accuracy.pictures
    assert found.gap.mean == pytest.approx(0.25)
    assert found.gap.pictures == pytest.approx(gap_interval(0.95, 2000, 0.7, 100))
    assert found.change is None
    assert found.gap_change is None
    assert found.minutes == 5, "600 core seconds on two cores"


def test_three_seeds_have_an_interval_over_seeds_too(files: Path) -> None:
    for seed, right in ((1, 70), (2, 72), (3, 74)):
        write_rung(files, PLAIN, seed, right)
    found = results()[PLAIN].accuracy
    assert found.mean == pytest.approx(0.72)
    assert found.values == (0.7, 0.72, 0.74)
    assert found.seeds == pytest.approx((0.72 - 0.0497, 0.72 + 0.0497), abs=1e-4), "4.303 standard errors of 0.02/√3"
    assert found.widest == accuracy_interval(0.72, 100)


def test_the_change_is_paired_by_picture_and_seed(files: Path) -> None:
    write_rung(files, PLAIN, 1, 60)
    write_rung(files, PLAIN, 2, 60)
    write_rung(files, "geometry", 1, 70)
    found = results()["geometry"]
    assert found.change
    assert found.change.mean == pytest.approx(0.1)
    assert found.change.values == (pytest.approx(0.1),), "the seed that both have"
    half = 1.984 * 0.3 * math.sqrt(100 / 99) / 10  # ten pictures gained of a hundred: standard deviation 0.3
    assert found.change.pictures == pytest.approx((0.1 - half, 0.1 + half), abs=1e-3)
    assert found.change.verdict == "higher"
    assert found.gap_change == pytest.approx(-0.1)


def test_as_many_lost_as_gained_is_unclear(files: Path) -> None:
    write_rung(files, PLAIN, 1, 60)
    write_rung(files, "geometry", 1, 60, shift=20)
    change = results()["geometry"].change
    assert change
    assert change.mean == 0
    assert change.pictures[0] < -0.1 < 0.1 < change.pictures[1]
    assert change.verdict == "unclear"


def test_seeds_that_disagree_make_a_gain_unclear(files: Path) -> None:
    for seed, right in ((1, 100), (2, 60), (3, 61)):
        write_rung(files, PLAIN, seed, 60)
        write_rung(files, "geometry", seed, right)
    change = results()["geometry"].change
    assert change
    assert change.pictures[0] > 0, "over pictures alone it would be clear"
    assert change.seeds
    assert change.seeds[0] < 0
    assert change.verdict == "unclear"


def test_fewer_pictures_can_be_clearly_lower(files: Path) -> None:
    write_rung(files, PLAIN, 1, 80)
    write_rung(files, "plain-250", 1, 60)
    found = results()["plain-250"]
    assert found.change
    assert found.change.verdict == "lower"
    assert found.gap.pictures[1] - found.gap.mean > 0.05, "250 training pictures make the gap less certain"


def test_an_order_agrees_pair_by_pair() -> None:
    values = {"a": 0.3, "b": 0.2, "c": 0.1}
    assert agreement(["a", "b", "c"], values).correlation == 1
    assert agreement(["c", "b", "a"], values).correlation == -1
    one = agreement(["b"], values)  # a and c share the last place
    assert (one.num_agreed, one.num_pairs) == (1, 2)
    assert agreement(["c", "x", "a"], {"a": 0.1, "c": 0.1}).num_pairs == 0, "equal values are no pair"
    assert math.isnan(agreement([], {}).correlation)
