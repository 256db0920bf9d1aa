"""The story of a run as its events tell it: position, progress, speed and the time that is left."""

from pathlib import Path
from typing import Any

import pytest

from dogcat.common.units import clock
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.timeline import Repetition, Timeline

START: dict[str, Any] = {"event": "start", "epochs": 4, "steps_per_epoch": 50, "batch_size": 20}


def test_nothing_is_known_before_the_first_event() -> None:
    timeline = Timeline()
    assert timeline.position == (0, 0)
    assert timeline.progress == 0
    assert timeline.pictures_per_second is None
    assert timeline.seconds_left is None


def test_nothing_is_done_after_the_start_event() -> None:
    timeline = _fed(START)
    assert timeline.start == START
    assert timeline.position == (0, 0)
    assert timeline.progress == 0
    assert timeline.seconds_left is None


def test_position_and_progress_follow_the_batches() -> None:
    timeline = _fed(START, _batch(1, 10), _batch(1, 50), _batch(2, 25))
    assert timeline.position == (2, 25)
    assert timeline.progress == pytest.approx(75 / 200)


def test_progress_is_one_at_the_end() -> None:
    timeline = _fed(START, _batch(4, 50), _epoch(4, 10))
    assert timeline.progress == 1
    assert timeline.seconds_left == 0


def test_before_the_first_epoch_has_ended_its_steps_say_nothing_about_the_time_left() -> None:
    timeline = _fed(START, _batch(1, 10, 100), _batch(1, 20, 50), _batch(1, 30, 200))
    assert timeline.seconds_left is None


def test_after_an_epoch_the_time_left_is_by_whole_epochs() -> None:
    timeline = _fed(START, _batch(1, 50, 1000), _epoch(1, 30), _batch(2, 50, 1000), _epoch(2, 10), _batch(3, 25, 1000))
    assert timeline.seconds_left == pytest.approx(75 * 20 / 50)


def test_only_the_last_five_epochs_count_for_the_time_left() -> None:
    start = {**START, "epochs": 10}
    epochs = [_epoch(number, 1000) for number in range(1, 5)] + [_epoch(number, 5) for number in range(5, 9)]
    timeline = _fed(start, _batch(8, 50), *epochs)
    assert timeline.seconds_left == pytest.approx(2 * 5)


def test_speed_is_that_of_the_latest_batches() -> None:
    assert _fed(START, _batch(1, 10, 100), _batch(1, 20, 150)).pictures_per_second == 150


def test_unknown_events_are_passed_over() -> None:
    timeline = _fed(START, {"event": "watch", "p_dog": [0.5]}, {"event": "end"})
    assert timeline.epochs == timeline.batches == []


def test_epochs_and_batches_are_kept_in_order() -> None:
    first, second = _epoch(1, 10), _epoch(2, 11)
    timeline = _fed(START, _batch(1, 50), first, _batch(2, 50), second)
    assert timeline.epochs == [first, second]
    assert timeline.batches == [_batch(1, 50), _batch(2, 50)]


def test_open_batches_are_those_of_the_epoch_that_has_not_ended() -> None:
    timeline = _fed(START, _batch(1, 25), _batch(1, 50))
    assert timeline.open_batches == timeline.batches
    timeline.feed([_epoch(1, 10)])
    assert timeline.open_batches == []
    timeline.feed([_batch(2, 25)])
    assert timeline.open_batches == [_batch(2, 25)]


def test_following_a_run_reads_nothing_twice(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    timeline = Timeline()
    timeline.follow(run)
    assert timeline.offset == 0
    run.append("start", epochs=1, steps_per_epoch=2, batch_size=3)
    run.append("batch", epoch=1, step=1, pictures_per_second=10.0)
    timeline.follow(run)
    timeline.follow(run)
    assert len(timeline.batches) == 1
    run.append("batch", epoch=1, step=2, pictures_per_second=10.0)
    timeline.follow(run)
    assert [batch["step"] for batch in timeline.batches] == [1, 2]
    assert timeline.offset == (run.folder / "events.jsonl").stat().st_size


def test_what_is_done_of_a_stopped_epoch_is_repeated() -> None:
    timeline = _fed(START, _batch(1, 50), _epoch(1, 10), _batch(2, 20), _batch(2, 31))
    assert timeline.repetition_after(1) == Repetition(epoch=2, num_steps=31)
    assert timeline.repetition is None
    assert not timeline.is_repeating, "it has not been continued yet"
    timeline.feed([{**START, "first_epoch": 1}])
    assert timeline.repetition == Repetition(epoch=2, num_steps=31)
    assert timeline.is_repeating
    timeline.feed([_batch(2, 30)])
    assert timeline.is_repeating
    timeline.feed([_batch(2, 31)])
    assert not timeline.is_repeating


def test_a_stop_in_the_first_epoch_or_without_its_model_repeats_all_of_it() -> None:
    timeline = _fed(START, _batch(1, 50), _epoch(1, 10), _batch(2, 20), {**START, "first_epoch": 0})
    assert timeline.repetition == Repetition(epoch=1, num_steps=70)
    assert timeline.is_repeating


def test_a_repetition_is_said() -> None:
    words = Repetition(epoch=7, num_steps=31).words
    assert "31 steps, from epoch 7 on, are trained again" in words
    assert "1 step of epoch 7 is trained again" in Repetition(epoch=7, num_steps=1).words


def test_a_stop_between_two_epochs_repeats_nothing() -> None:
    timeline = _fed(START, _batch(1, 50), _epoch(1, 10))
    assert timeline.repetition_after(1) is None
    timeline.feed([{**START, "first_epoch": 1}, _batch(2, 10)])
    assert timeline.repetition is None
    assert not timeline.is_repeating
    assert Timeline().repetition_after(0) is None


def test_two_timelines_do_not_share_their_events() -> None:
    _fed(START, _batch(1, 1))
    assert Timeline().batches == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 s"),
        (0.4, "0 s"),
        (48, "48 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (245, "4 min 05 s"),
        (3599.7, "1 h 00 min"),
        (4320, "1 h 12 min"),
        (100_000, "27 h 46 min"),
    ],
)
def test_a_duration_for_people(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def _fed(*events: dict[str, Any]) -> Timeline:
    timeline = Timeline()
    timeline.feed(list(events))
    return timeline


def _batch(epoch: int, step: int, speed: float = 100.0) -> dict[str, Any]:
    return {"event": "batch", "epoch": epoch, "step": step, "pictures_per_second": speed}


def _epoch(epoch: int, seconds: float) -> dict[str, Any]:
    return {"event": "epoch", "epoch": epoch, "seconds": seconds}
