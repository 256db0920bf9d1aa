"""Turns of the processes that hold models, and which of them end for others."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from dogcat.explain import worker_places
from dogcat.explain.brought_models import BroughtModels
from dogcat.explain.model_files import ForeignModelError
from dogcat.explain.own_model import ForeignModel
from dogcat.explain.protocol import WorkerProcess
from dogcat.explain.worker_places import PLACES, NoPlaceError, Places
from dogcat.export.bundle import keep_h5
from tests.conftest import ROOT

ECHO = """
import os, sys, time, numpy
from dogcat.explain.protocol import answer_all
def compute(question):
    time.sleep(question.get("seconds", 0))
    return {"pid": numpy.array(os.getpid())}
answer_all(sys.stdin.buffer, sys.stdout.buffer, compute)
"""


@pytest.fixture
def workers(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[WorkerProcess]]:
    """Five workers without TensorFlow that share their places."""
    start = worker_places_start(root)
    monkeypatch.setattr("dogcat.explain.protocol.start_python", start)
    places = Places()
    with ExitStack() as stack:
        made = [WorkerProcess(places=places) for _ in range(5)]
        for worker in made:
            stack.callback(worker.close)
        yield made


def worker_places_start(root: Path) -> object:
    from dogcat.common.processes import start_python

    def start(*_arguments: str, **streams: object) -> object:
        return start_python("-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{ECHO}", **streams)  # type: ignore[arg-type]

    return start


def running() -> set[int]:
    return {one.pid for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE}


def test_of_many_at_once_one_works_and_few_stay(workers: list[WorkerProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    before, most, is_over = running(), [0], threading.Event()
    monkeypatch.setattr(worker_places, "IDLE_BYTES", 0)  # so nobody stays who only waits for questions

    def look() -> None:
        while not is_over.wait(0.01):
            most[0] = max(most[0], len(running() - before))

    with ThreadPoolExecutor(6) as visitors:
        watching = visitors.submit(look)
        pids = [int(found["pid"]) for found in visitors.map(lambda worker: worker.ask({}), workers)]
        is_over.set()
        watching.result()
    assert len(set(pids)) == 5
    assert most == [1]
    assert int(workers[0].ask({})["pid"]) not in pids  # its process starts again when it is asked


def test_a_small_process_stays_and_ends_when_nobody_asks(
    workers: list[WorkerProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_places, "IDLE_SECONDS", 60)
    first = [int(worker.ask({})["pid"]) for worker in workers[:2]]
    assert [int(worker.ask({})["pid"]) for worker in workers[:2]] == first
    monkeypatch.setattr(worker_places, "IDLE_SECONDS", 0.05)
    workers[0].ask({})
    for pid in first:
        if psutil.pid_exists(pid):
            psutil.Process(pid).wait(10)
    assert [worker.memory_bytes() for worker in workers[:2]] == [0, 0]


def test_who_waits_too_long_is_told(workers: list[WorkerProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_places, "WAIT_SECONDS", 0.05)
    workers[0].ask({})
    with ThreadPoolExecutor(1) as visitor:
        working = visitor.submit(workers[0].ask, {"seconds": 1})
        while not workers[0]._places.is_busy:  # type: ignore[union-attr]
            pass
        with pytest.raises(NoPlaceError, match="kept this computer busy"):
            workers[1].ask({})
        working.result()
    assert workers[1].ask({})


def test_without_memory_others_end_and_nothing_starts(
    workers: list[WorkerProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    workers[0].ask({})
    monkeypatch.setattr(worker_places.psutil, "virtual_memory", lambda: SimpleNamespace(available=10**8))
    workers[0].ask({})  # it has its memory already
    with pytest.raises(NoPlaceError, match=r"has 0\.1 GB of free memory"):
        workers[1].ask({})
    assert [worker.memory_bytes() for worker in workers[:2]] == [0, 0]


def test_every_process_for_files_of_visitors_waits_for_its_turn(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_places, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr("dogcat.common.processes.subprocess.Popen", lambda *_, **__: pytest.fail("it was started"))
    whole = SimpleNamespace(labels=None, ending=".h5", data=b"x")
    monkeypatch.setattr("dogcat.explain.own_model.read_model_file", lambda _data: whole)
    with PLACES.turn(), BroughtModels() as brought:
        with pytest.raises(NoPlaceError):
            brought._worker.ask({})
        with pytest.raises(NoPlaceError):
            keep_h5(SimpleNamespace(folder=home, has_model=True, model_file=ROOT / "pyproject.toml"))  # type: ignore[arg-type]
        with pytest.raises(ForeignModelError, match="kept this computer busy"):
            ForeignModel(b"")
