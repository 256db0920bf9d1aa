"""Expected minutes: arithmetic on a measurement that is kept for this machine and no other."""

import dataclasses
import json
from pathlib import Path

import pytest

from dogcat.duration import Speed, expected_seconds, keep_speeds, read_speeds, start_probe
from dogcat.recipe import BASELINE, QUICK_REGULARIZED, REGULARIZED

SPEEDS = {"tutorial": Speed(0.005, 0.001), "quick": Speed(0.0005, 0.0001)}


def test_the_time_is_that_of_all_epochs() -> None:
    assert expected_seconds(BASELINE, SPEEDS, 2000, 1000) == pytest.approx(30 * (100 * 20 * 0.005 + 1600 * 0.001))
    assert expected_seconds(REGULARIZED, SPEEDS, 2000, 1000) == pytest.approx(100 * (100 * 32 * 0.005 + 1.96))
    quick = expected_seconds(QUICK_REGULARIZED, SPEEDS, 2000, 1000)
    assert quick == pytest.approx(QUICK_REGULARIZED.epochs * (100 * 32 * 0.0005 + 0.196))


def test_a_network_that_was_not_measured_has_no_time() -> None:
    assert expected_seconds(dataclasses.replace(BASELINE, dense_units=64), SPEEDS, 2000, 1000) is None
    assert expected_seconds(BASELINE, {}, 2000, 1000) is None


def test_speeds_are_kept_for_this_machine_only(home: Path) -> None:
    assert read_speeds() == {}
    keep_speeds(SPEEDS)
    assert read_speeds() == SPEEDS
    file = home / "cache" / "speed.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "machine": {**kept["machine"], "host": "another"}}))
    assert read_speeds() == {}
    file.write_text("{")
    assert read_speeds() == {}


def test_the_probe_measures_both_networks(home: Path) -> None:
    assert start_probe().wait(timeout=120) == 0
    speeds = read_speeds()
    assert set(speeds) == {"tutorial", "quick"}
    for speed in speeds.values():
        assert 0 < speed.prediction_seconds < speed.training_seconds < 1
    assert speeds["tutorial"].training_seconds > 2 * speeds["quick"].training_seconds
