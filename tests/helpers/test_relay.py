"""A helper's side of a training: what it sends, in which order, and when it gives up."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from dogcat.common.storage import runs_dir
from dogcat.helpers import relay
from dogcat.helpers.attempt import AppAttempt, luggage_of_run, parcel_of
from dogcat.helpers.relay import Attempt, Order, carry_out
from dogcat.helpers.travelling_pictures import pieces_of, to_json
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.event_log import MAX_BATCHES_BYTES
from dogcat.runs.run import Run
from tests.helpers import stub_trainer


class Here:
    """A trainer in a thread of this process."""

    def __init__(self, folder: Path, ends_well: bool = True) -> None:
        run = Run(folder)
        run.claim(os.getpid())

        def work() -> None:
            if ends_well:
                stub_trainer.write(run, 0.3)

        self._thread = threading.Thread(target=work)
        self._thread.start()

    def poll(self) -> int | None:
        return None if self._thread.is_alive() else 0

    def kill(self) -> None:
        """It ends by itself, a little later, as a process does."""

    def wait(self) -> int:
        self._thread.join()
        return 0


@pytest.fixture
def there(attempt: AppAttempt, tiny_set: PictureSet) -> tuple[Attempt, bytes, tuple[bytes, ...]]:
    """An attempt as it arrives at a helper, whose clock is an hour slow."""
    order = Order("a", 100, 3600.0, 0.05, to_json(luggage_of_run(attempt.run)))
    return Attempt(runs_dir() / "at-a", order), parcel_of(attempt.run), tuple(pieces_of(tiny_set))


def test_the_lines_come_in_order_and_the_last_one_stays_for_the_end(there: Any) -> None:
    attempt, parcel, pieces = there
    sent: list[dict[str, Any]] = []
    assert carry_out(attempt, parcel, pieces, Here, lambda: True, sent.append) == relay.ENDED
    position = 100
    for message in sent:
        assert message["offset"] == position
        position += len(message["lines"].encode())
    events = [json.loads(line) for message in sent for line in message["lines"].splitlines()]
    assert [event["event"] for event in events].count("start") == 1
    assert "end" not in [event["event"] for event in events]
    assert json.loads(attempt.ending)["event"] == "end"
    own = json.loads((attempt.folder / "events.jsonl").read_bytes().splitlines()[0])
    assert events[0]["time"] == pytest.approx(own["time"] + 3600, abs=0.01), "by the app's clock"
    texts: dict[str, str] = {}
    for message in sent:
        texts |= message["texts"]
    assert "environment.json" in texts


def test_lines_are_sent_again_from_the_start_of_a_line(there: Any) -> None:
    attempt = there[0]
    attempt.lines += b"one\ntwo\nthree\n"
    assert attempt.next_lines() == (100, b"one\ntwo\nthree\n")
    attempt.send_again(106)
    assert attempt.next_lines() == (104, b"two\nthree\n")


def test_a_training_that_nobody_wants_any_more_ends(there: Any) -> None:
    attempt, parcel, pieces = there
    asked = iter([True, True])
    trainers: list[Here] = []

    def start(folder: Path) -> Here:
        trainers.append(Here(folder))
        return trainers[0]

    assert carry_out(attempt, parcel, pieces, start, lambda: next(asked, False), lambda _: None) == relay.GIVEN_UP
    assert trainers[0].poll() == 0, "nobody writes into its folder any more"


def test_batches_leave_room_for_epochs_as_on_the_app_s_own_computer(there: Any) -> None:
    attempt = there[0]
    attempt.order.offset = MAX_BATCHES_BYTES
    attempt.folder.mkdir()
    run = Run(attempt.folder)
    for step in (1, 2):
        run.append("batch", epoch=1, step=step)
    run.append("epoch", epoch=1)
    attempt.read()
    assert [json.loads(line)["event"] for line in attempt.lines.splitlines()] == ["batch", "epoch"]


def test_the_other_ends_of_an_attempt(there: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt, parcel, pieces = there
    nobody = lambda folder: Here(folder, ends_well=False)  # noqa: E731 - a trainer that was killed
    assert carry_out(attempt, parcel, pieces, nobody, lambda: True, lambda _: None) == relay.VANISHED
    failed = Attempt(runs_dir() / "at-f", attempt.order)

    def fail(folder: Path) -> Here:
        Run(folder).fail("This computer has no memory left for this training.")
        return Here(folder, ends_well=False)

    assert carry_out(failed, parcel, pieces, fail, lambda: True, lambda _: None) == relay.VANISHED
    assert b"no memory left" not in failed.lines, "the learner sees it only if it fails on the app's own computer, too"
    other = Attempt(runs_dir() / "at-b", attempt.order)
    monkeypatch.setattr(relay, "usable_bytes", lambda _folder: 0)
    assert carry_out(other, parcel, pieces, nobody, lambda: True, lambda _: None) == relay.NO_ROOM


def test_pictures_that_are_not_there_are_asked_for(there: Any) -> None:
    attempt, parcel, pieces = there
    order = Order(**{**vars(attempt.order), "luggage": attempt.order.luggage.replace('"content": "', '"content": "0')})
    wrong = Attempt(runs_dir() / "at-c", order)
    assert carry_out(wrong, parcel, pieces, Here, lambda: True, lambda _: None) == relay.NEEDS_PICTURES
