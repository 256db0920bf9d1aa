"""What a fleet does when something fails, without a network: its threads do not run, and a cluster is played."""

import json
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.helpers import fleet as module
from dogcat.helpers import relay
from dogcat.helpers.attempt import AppAttempt
from dogcat.helpers.cluster import Seen
from dogcat.helpers.fleet import Fleet
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.control import end_run
from dogcat.runs.scheduling.helper_claim import helper_claim
from tests.conftest import WaitUntil

BATCH = {"event": "batch", "time": 1.0, "epoch": 1, "step": 1, "loss": 0.5, "accuracy": 0.5, "pictures_per_second": 1.0}
LINE = json.dumps(BATCH) + "\n"


class FakeCluster:
    """A cluster with one helper."""

    is_connected = True

    def __init__(self, *_what: object) -> None:
        self.helper: Seen | None = None
        self.asked: list[str] = []
        self.answers: list[Any] = []
        self.ended: dict[str, Any] = {}

    def seen(self) -> list[Seen]:
        return [self.helper] if self.helper else []

    def ask(self, _address: str, function: Callable[..., Any], *_arguments: Any) -> Any:
        self.asked.append(function.__name__)
        return self.answers.pop(0) if self.answers else None

    def result(self, _future: Any) -> dict[str, Any]:
        return self.ended

    def forget(self, _attempt: str, _future: Any) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def fleet(attempt: AppAttempt, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """A fleet whose helper lab-07 makes the attempt."""
    with monkeypatch.context() as without:
        without.setattr(Fleet, "_work", lambda _self: None)
        without.setattr(module, "Cluster", FakeCluster)
        made = Fleet(1)
    monkeypatch.setattr(made, "_pool", SimpleNamespace(submit=lambda work: work()))
    cluster_of(made).helper = seen
    attempt.future, attempt.is_heard = SimpleNamespace(status="pending"), True
    made._attempts[attempt.claim.attempt] = attempt
    return made


def cluster_of(fleet: Fleet) -> Any:
    return fleet._cluster


def work(fleet: Fleet) -> None:
    """Do what the thread does in one look."""
    fleet._look()
    while not fleet._todo.empty():
        fleet._todo.get()()


def message(attempt: AppAttempt, lines: str = LINE) -> dict[str, Any]:
    return {"attempt": attempt.claim.attempt, "offset": 0, "lines": lines, "texts": {}, "model": 0}


def test_a_stop_is_asked_for_until_the_helper_has_it(fleet: Fleet, attempt: AppAttempt) -> None:
    attempt.run.request_stop()
    cluster_of(fleet).answers = [False, True]  # at first the training has not begun there
    for _look in range(4):
        work(fleet)
    assert cluster_of(fleet).asked == ["ask_to_stop"] * 2


def test_what_comes_after_the_teacher_has_ended_a_run_is_dropped(fleet: Fleet, attempt: AppAttempt) -> None:
    end_run(attempt.run.id, COMMAND_LINE)
    fleet._take_in(message(attempt, 9 * LINE))
    assert attempt.run.status().state == "stopped"
    work(fleet)
    assert cluster_of(fleet).asked == ["give_up"]
    assert fleet.helpers()[0].run_id is None


def test_a_result_waits_at_the_helper_while_this_disk_is_full(
    fleet: Fleet, attempt: AppAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt.future.status = "finished"
    lines = (LINE + json.dumps({"event": "end", "time": 2.0}) + "\n").encode()
    cluster_of(fleet).ended = {"outcome": relay.ENDED, "files": b"", "lines": lines}
    with monkeypatch.context() as full:
        full.setattr(module, "take_files", no_room)
        with pytest.raises(OSError, match="full"):
            work(fleet)
        work(fleet)  # not twice a second
    assert attempt.is_wanted
    monkeypatch.setattr(module, "take_files", lambda *_what: None)
    attempt.not_before = 0.0
    work(fleet)
    assert attempt.run.status().state == "done"


def test_a_model_that_found_no_room_is_not_asked_for_twice_a_second(
    fleet: Fleet, attempt: AppAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt.model = 1
    cluster_of(fleet).answers = [b"parcel", b"parcel"]
    monkeypatch.setattr(module, "take_files", no_room)
    with pytest.raises(OSError, match="full"):
        work(fleet)
    work(fleet)
    assert cluster_of(fleet).asked == ["ask_for_state"]
    attempt.model_at = float("-inf")
    monkeypatch.setattr(module, "take_files", lambda *_what: None)
    work(fleet)
    assert attempt.has_model == 1


def no_room(*_what: object) -> None:
    raise OSError("the disk is full")


def test_a_run_that_cannot_be_sent_goes_back_and_the_helper_is_free(
    fleet: Fleet, attempt: AppAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet._attempts.clear()
    work(fleet)
    monkeypatch.setattr(fleet._dispatcher, "send", lambda *_what: {}["unexpected"])
    run = create_run(attempt.run.recipe, "tiny")
    assert fleet.take(run)
    assert run.status().is_busy
    work(fleet)
    assert run.status().state == "queued"
    assert fleet.num_helpers() == 1
    assert fleet.helpers()[0].run_id is None


def test_a_name_with_marks_that_are_not_shown_loses_no_run(fleet: Fleet, attempt: AppAttempt) -> None:
    fleet._attempts.clear()
    fleet._look()
    fleet._sightings._roster = {"1": SimpleNamespace(name="lab\u202e-07", is_drained=False)}  # type: ignore[dict-item]
    run = Run(create_run(attempt.run.recipe, "tiny").folder)
    fleet._in_background = lambda *_what: None  # type: ignore[method-assign]
    assert fleet.take(run)
    found, claim = next(iter(fleet._attempts.values())), helper_claim(run.folder)
    assert claim is not None
    assert claim != found.claim, "it is read without the mark"
    assert found.is_wanted


def test_messages_that_fail_do_not_keep_it_from_looking(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    looks: list[float] = []
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(fleet, "_look", lambda: looks.append(time.monotonic()))

    def fail() -> None:
        time.sleep(0.02)
        fleet._todo.put(fail)
        raise OSError("the disk is full")

    fleet._todo.put(fail)
    thread = threading.Thread(target=fleet._work_on)
    thread.start()
    wait_until(lambda: len(looks) > 2, "further looks", 5)
    fleet._closed.set()
    thread.join()
