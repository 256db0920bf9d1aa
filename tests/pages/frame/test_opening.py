"""Tabs open in turn; a tab that is open never waits for one that opens."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from pages.frame import opening
from pages.frame.opening import Turns
from pages.frame.router import pages


def test_only_the_first_run_of_a_tab_takes_a_turn(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Recorder:
        @contextmanager
        def turn(self) -> Iterator[None]:
            said.append("begins")
            yield
            said.append("ends")

    def routed() -> object:
        said.append("routes")
        return pages()

    monkeypatch.setattr(opening, "_turns", Recorder())
    monkeypatch.setattr("pages.frame.router.pages", routed)
    app.run()
    assert said == ["begins", "routes", "ends"]
    app.run()
    assert said == ["begins", "routes", "ends", "routes"]


class _Worker:
    """Work that lasts until `door` is open, and counts how many do it."""

    def __init__(self, turns: Turns) -> None:
        self.turns, self.door = turns, threading.Event()
        self.began = threading.Semaphore(0)
        self.now = self.most = 0
        self._lock = threading.Lock()

    def work(self) -> None:
        with self.turns.turn():
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            self.began.release()
            assert self.door.wait(20)
            with self._lock:
                self.now -= 1


def test_no_more_work_than_may_and_each_gets_its_turn() -> None:
    worker = _Worker(Turns(2, turn_seconds=20, wait_seconds=20))
    with ThreadPoolExecutor(12) as threads:
        done = [threads.submit(worker.work) for _ in range(12)]
        assert all(worker.began.acquire(timeout=20) for _ in range(2))
        assert not worker.began.acquire(timeout=0.2)
        worker.door.set()
        assert [one.result(20) for one in done] == [None] * 12
    assert worker.most == 2


@pytest.mark.parametrize("limits", [(0.05, 20), (20, 0.05)], ids=["a turn ends", "nobody waits for ever"])
def test_one_that_works_long_does_not_hold_up_the_others(limits: tuple[float, float]) -> None:
    worker = _Worker(Turns(1, *limits))
    with ThreadPoolExecutor(3) as threads:
        done = [threads.submit(worker.work) for _ in range(3)]
        assert all(worker.began.acquire(timeout=20) for _ in range(3))
        worker.door.set()
        assert [one.result(20) for one in done] == [None] * 3


def test_a_turn_that_was_cut_short_is_given_back_once() -> None:
    turns = Turns(1, turn_seconds=0.02, wait_seconds=20)
    with turns.turn(), turns.turn():  # the first turn is over
        pass
    worker = _Worker(turns)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            threads.submit(worker.work)
        turns._turn_seconds = 20
        worker.door.set()
    assert worker.most <= 2
    assert turns._free._value == 1  # type: ignore[attr-defined]


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns(1, turn_seconds=20, wait_seconds=20)
    for _ in range(2):
        with pytest.raises(ValueError, match="x"), turns.turn():
            raise ValueError("x")
