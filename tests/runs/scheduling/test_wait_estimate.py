from pathlib import Path

import pytest

from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.duration import decoding_seconds
from dogcat.recipe.recipe import QUICK_BASELINE, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling import load, wait_estimate
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.scheduling.wait_estimate import (
    estimate_training,
    expected_epoch_seconds,
    expected_start_seconds,
    expected_starts,
    quiet_training_seconds,
    seconds_beside,
    seconds_left,
    seconds_of,
    seconds_until_starts,
)
from dogcat.runs.timeline import Timeline
from tests.conftest import SPEEDS


@pytest.mark.parametrize(
    ("going_on", "before", "num_at_once", "expected"),
    [
        ([], [], 1, 0),
        ([30], [], 1, 30),
        ([30], [60, 5], 1, 95),
        ([30, 10], [], 2, 10),
        ([30, 10], [60], 2, 30),
        ([30], [60], 2, 30),
        ([None], [], 1, None),
        ([30], [None], 1, None),
    ],
)
def test_the_start_is_when_a_place_becomes_free(
    going_on: list[float | None], before: list[float | None], num_at_once: int, expected: float | None
) -> None:
    assert seconds_until_starts(going_on, before, num_at_once)[-1] == expected


def test_the_starts_of_all_who_wait_are_known_up_to_a_training_without_an_estimate() -> None:
    assert seconds_until_starts([30], [60, None, 5], 1) == [30, 90, None, None]


def test_a_look_at_a_long_queue_looks_at_all_runs_once(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_speeds({**SPEEDS, tiny_recipe.precision: SPEEDS["auto"]})
    waiting = [create_run(tiny_recipe, tiny_set.name) for _turn in range(5)]
    looks = []
    monkeypatch.setattr(wait_estimate, "list_runs", lambda: looks.append(1) or waiting)
    starts = expected_starts([], waiting, 1)
    assert starts[5] == pytest.approx(5 * (starts[1] or 0))
    assert len(looks) == 1


def test_what_is_left_of_a_run_is_read_off_its_events(home: Path, tiny_recipe: Recipe) -> None:
    run = create_run(tiny_recipe, "tiny")
    assert seconds_left(run) is None
    run.append("start", epochs=10, steps_per_epoch=2, batch_size=4)
    run.append("batch", epoch=1, step=2, pictures_per_second=4.0)
    run.append("epoch", epoch=1, seconds=3.0)
    assert seconds_left(run) == 27


def test_what_a_run_will_take_is_known_once_the_machine_was_measured(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    run = create_run(tiny_recipe, tiny_set.name)
    assert seconds_of(run) is None
    keep_speeds({**SPEEDS, tiny_recipe.precision: SPEEDS["auto"]})
    assert (seconds_of(run) or 0) > SPEEDS["auto"].start
    assert seconds_of(create_run(tiny_recipe, "gone")) is None
    assert seconds_left(run) == seconds_of(run), "the recipe's estimate, until its first epoch is timed"
    run.write_history([{"epoch": 1}])
    assert (seconds_of(run) or 0) < (seconds_left(create_run(tiny_recipe, tiny_set.name)) or 0)


def test_in_its_first_epoch_what_is_left_comes_from_the_estimate_and_not_from_the_first_steps(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    run = create_run(tiny_recipe, tiny_set.name)
    run.append("start", epochs=4, steps_per_epoch=10, batch_size=4)
    run.append("batch", epoch=1, step=5, pictures_per_second=0.01)
    assert seconds_left(run) is None, "nothing is known before the machine was measured"
    keep_speeds({**SPEEDS, tiny_recipe.precision: SPEEDS["auto"]})
    assert seconds_left(run) == pytest.approx(35 / 40 * (seconds_of(run) or 0))
    timeline = Timeline()
    timeline.follow(run)
    assert seconds_left(run, timeline) == pytest.approx(seconds_left(run))


def test_estimates_are_corrected_by_what_earlier_runs_took(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert estimate_training(QUICK_BASELINE, 2000, 1000) is None
    assert quiet_training_seconds(QUICK_BASELINE, 2000, 1000) is None
    assert expected_epoch_seconds(QUICK_BASELINE, 2000, 1000) is None
    keep_speeds(SPEEDS)
    start = SPEEDS["auto"].start
    training, epoch = (
        estimate(QUICK_BASELINE, 2000, 1000) or 0 for estimate in (quiet_training_seconds, expected_epoch_seconds)
    )
    assert training > start + QUICK_BASELINE.epochs * epoch > 0
    found = estimate_training(QUICK_BASELINE, 2000, 1000)
    assert found
    assert found.seconds == found.quiet_seconds == training
    assert not found.is_slowed
    monkeypatch.setattr(wait_estimate, "learn_from_runs", lambda *_: 2.0)
    # The start of a process is no work of the network.
    assert quiet_training_seconds(QUICK_BASELINE, 2000, 1000) == pytest.approx(2 * training - start)
    assert expected_epoch_seconds(QUICK_BASELINE, 2000, 1000) == pytest.approx(2 * epoch)


def test_the_estimate_counts_in_what_else_runs(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_speeds(SPEEDS)
    quiet = quiet_training_seconds(QUICK_BASELINE, 2000, 1000) or 0
    monkeypatch.setattr(load, "demand_of_others", lambda: 1.0)
    found = estimate_training(QUICK_BASELINE, 2000, 1000)
    assert found
    assert found.is_slowed
    assert found.quiet_seconds == quiet
    assert found.seconds > 1.7 * quiet
    assert quiet_training_seconds(QUICK_BASELINE, 2000, 1000) == quiet, "the teacher's limit does not depend on it"
    monkeypatch.setattr(load, "demand_of_others", lambda: 0.0)
    beside = estimate_training(QUICK_BASELINE, 2000, 1000, beside=[float("inf")])
    assert beside
    assert beside.seconds == pytest.approx(found.seconds, rel=0.1)


def test_the_estimate_counts_in_what_is_still_to_be_loaded(home: Path, tiny_set: PictureSet) -> None:
    keep_speeds(SPEEDS)

    def seconds(**details: object) -> float:
        found = estimate_training(QUICK_BASELINE, 2000, 1000, **details)  # type: ignore[arg-type]
        return found.seconds if found else 0.0

    cold = seconds(pictures=tiny_set.name)
    for split in SPLITS:
        load_split(tiny_set, split, QUICK_BASELINE.picture_size)
    decoded = seconds(pictures=tiny_set.name)
    assert cold - decoded == pytest.approx(decoding_seconds(2000, 1000))
    assert decoded == seconds()
    assert decoded - seconds(is_loaded=True) == pytest.approx(SPEEDS["auto"].start - wait_estimate.LOADED_START_SECONDS)


@pytest.mark.parametrize(
    ("ends", "num_waiting", "num_at_once", "expected"),
    [
        ([], 0, 1, []),
        ([30], 0, 1, []),  # it has ended when the next one starts
        ([30], 0, 2, [30]),
        ([30, 80], 0, 2, [50]),
        ([30], 1, 2, [float("inf")]),
        ([30], 3, 1, []),
    ],
)
def test_which_trainings_run_beside_a_new_one(
    ends: list[float], num_waiting: int, num_at_once: int, expected: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait_estimate, "seconds_left", lambda run: run)
    assert seconds_beside(ends, num_waiting, num_at_once) == expected  # type: ignore[arg-type]


def test_a_training_starts_when_those_before_it_have_ended(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    keep_speeds({**SPEEDS, tiny_recipe.precision: SPEEDS["auto"]})
    waiting, busy = create_run(tiny_recipe, tiny_set.name), create_run(tiny_recipe, tiny_set.name)
    one = seconds_of(busy) or 0
    assert expected_start_seconds([busy], [], 1) == pytest.approx(one)  # before anything is known of the busy one
    assert expected_start_seconds([busy], [waiting], 1) == pytest.approx(2 * one)
    busy.append("start", epochs=10, steps_per_epoch=2, batch_size=4)
    busy.append("batch", epoch=1, step=2, pictures_per_second=4.0)
    busy.append("epoch", epoch=1, seconds=3.0)
    assert expected_start_seconds([busy], [waiting], 1) == pytest.approx(27 + (seconds_of(waiting) or 0))
    assert expected_start_seconds([busy], [], 1) == 27
