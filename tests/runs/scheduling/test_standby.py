"""The spare trainer: when there is one, what becomes of the run that it is given, and that it never stays behind."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.scheduling.standby import MIN_MEMORY, RETRY_SECONDS, Spare
from dogcat.runs.store import open_run
from tests.conftest import SPEEDS, WaitUntil


@pytest.fixture
def measured(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a spare is wanted."""
    monkeypatch.delenv("DOGCAT_SPARE", raising=False)
    keep_speeds(SPEEDS)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=MIN_MEMORY))


@pytest.fixture
def spare(measured: None) -> Iterator[Spare]:
    """A spare that has just been started."""
    made = Spare()
    made.keep_ready()
    yield made
    made.close()


@pytest.fixture
def runner(measured: None) -> Iterator[LocalRunner]:
    """A runner with a spare; no process of it is left afterwards."""
    made = LocalRunner()
    yield made
    made.close()
    for process in _spares():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_there_is_one_spare(spare: Spare, wait_until: WaitUntil) -> None:
    wait_until(_spares, "the spare is there")
    first = _spares()
    spare.keep_ready()
    assert len(first) == 1
    assert _spares() == first


def test_closing_ends_the_spare(spare: Spare) -> None:
    spare.close()
    assert _spares() == []
    spare.close()


def test_there_is_none_where_it_is_switched_off(measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    assert not _starts()


def test_there_is_none_where_memory_is_short(measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=MIN_MEMORY - 1))
    assert not _starts()


def test_there_is_none_as_long_as_the_machine_was_not_measured(measured: None, home: Path) -> None:
    (home / "cache" / "speed.json").unlink()
    assert not _starts()


def test_a_spare_that_died_is_replaced_but_not_at_once(spare: Spare, monkeypatch: pytest.MonkeyPatch) -> None:
    _kill_spares()
    for _ in range(2):
        spare.keep_ready()
        assert _spares() == []
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + RETRY_SECONDS)
    spare.keep_ready()
    assert len(_spares()) == 1


def test_what_died_takes_no_run(spare: Spare, tmp_path: Path) -> None:
    _kill_spares()
    assert spare.give(tmp_path) is None
    assert spare.give(tmp_path) is None


def test_a_spare_ends_with_its_server_although_that_was_killed(
    measured: None, root: Path, wait_until: WaitUntil
) -> None:
    code = (
        "import subprocess\nfrom dogcat.runs.scheduling.standby import start_worker\n"
        "child = start_worker(['--spare'], subprocess.PIPE, subprocess.DEVNULL)\nprint(child.pid, flush=True)\ninput()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        pid = int(server.stdout.readline())
        assert psutil.pid_exists(pid)
        server.send_signal(signal.SIGKILL)
    wait_until(lambda: not _is_running(pid), "the end of the spare", seconds=20)


def test_a_spare_trains_the_next_run_and_outlives_its_server(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    """One story, because each training process takes seconds to start."""
    wait_until(_spares, "the spare", seconds=10)
    (waiting,) = _spares()
    run = open_run(runner.submit(tiny_recipe, tiny_set.name))
    assert _pid(run) == waiting.pid
    runner.tick()
    assert _spares() == [waiting]  # none while a training goes on
    runner.close()
    assert _is_running(waiting.pid)
    wait_until(lambda: not run.status().is_active, "the end of the training")
    assert run.status().state == "done"
    assert _pid(run) == waiting.pid
    assert (run.folder / "trainer.log").read_text() == ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_SPARE", "0")
        cold = LocalRunner()
        again = open_run(cold.submit(tiny_recipe, tiny_set.name))
        wait_until(lambda: not again.status().is_active, "the end of the same training in a new process")
        cold.close()
    assert again.evaluation("test") == run.evaluation("test")  # to have been a spare changes no figure


def test_a_run_whose_spare_died_before_it_began_is_trained_by_another_process(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    wait_until(_spares, "the spare", seconds=10)
    (waiting,) = _spares()
    waiting.suspend()
    run = open_run(runner.submit(dataclasses.replace(tiny_recipe, epochs=1), tiny_set.name))
    assert _pid(run) == waiting.pid
    waiting.kill()
    wait_until(lambda: _pid(run) not in (None, waiting.pid), "another process", seconds=10)
    wait_until(lambda: not run.status().is_active, "the end of the training")
    assert run.status().state == "done"


def _spares() -> list[psutil.Process]:
    """Those of this test's process that have not ended."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if "--spare" in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
    return found


def _kill_spares() -> None:
    for process in _spares():
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried by its parent


def _starts() -> bool:
    made = Spare()
    made.keep_ready()
    started = bool(_spares())
    made.close()
    return started


def _is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _pid(run: Run) -> int | None:
    """The process that trains a run; None while it waits for one."""
    with contextlib.suppress(FileNotFoundError):
        return int(json.loads((run.folder / "heartbeat").read_text())["pid"])
    return None
