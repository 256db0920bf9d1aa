from pathlib import Path

import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling import wait_estimate
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.scheduling.wait_estimate import (
    expected_epoch_seconds,
    expected_start_seconds,
    expected_training_seconds,
    seconds_left,
    seconds_of,
    seconds_until_start,
)
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
    assert seconds_until_start(going_on, before, num_at_once) == expected


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


def test_estimates_are_corrected_by_what_earlier_runs_took(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert expected_training_seconds(QUICK_BASELINE, 2000, 1000) is None
    assert expected_epoch_seconds(QUICK_BASELINE, 2000, 1000) is None
    keep_speeds(SPEEDS)
    training, epoch = (
        estimate(QUICK_BASELINE, 2000, 1000) or 0 for estimate in (expected_training_seconds, expected_epoch_seconds)
    )
    assert training > SPEEDS["auto"].start + QUICK_BASELINE.epochs * epoch > 0
    monkeypatch.setattr(wait_estimate, "learn_from_runs", lambda _runs: 2.0)
    assert expected_training_seconds(QUICK_BASELINE, 2000, 1000) == pytest.approx(2 * training)
    assert expected_epoch_seconds(QUICK_BASELINE, 2000, 1000) == pytest.approx(2 * epoch)


def test_a_training_starts_when_those_before_it_have_ended(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    keep_speeds({**SPEEDS, tiny_recipe.precision: SPEEDS["auto"]})
    waiting, busy = create_run(tiny_recipe, tiny_set.name), create_run(tiny_recipe, tiny_set.name)
    assert expected_start_seconds([busy], [waiting], 1) is None  # nothing is known of the busy one yet
    busy.append("start", epochs=10, steps_per_epoch=2, batch_size=4)
    busy.append("batch", epoch=1, step=2, pictures_per_second=4.0)
    busy.append("epoch", epoch=1, seconds=3.0)
    assert expected_start_seconds([busy], [waiting], 1) == pytest.approx(27 + (seconds_of(waiting) or 0))
    assert expected_start_seconds([busy], [], 1) == 27
