"""The standby process: when there is one, what becomes of the run that it is given, and that it never stays behind."""

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

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.scheduling.standby import MIN_MEMORY, RETRY_SECONDS, Standby
from dogcat.runs.store import open_run
from tests.conftest import SPEEDS, WaitUntil

pytestmark = pytest.mark.slow


@pytest.fixture
def measured(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a standby process is wanted."""
    monkeypatch.delenv("DOGCAT_SPARE", raising=False)
    keep_speeds(SPEEDS)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=MIN_MEMORY))


@pytest.fixture
def standby(measured: None) -> Iterator[Standby]:
    """A standby process that has just been started."""
    made = Standby()
    made.keep_ready()
    yield made
    made.close()


@pytest.fixture
def runner(measured: None) -> Iterator[LocalRunner]:
    """A runner with a standby process; no process of it is left afterwards."""
    made = LocalRunner()
    yield made
    made.close()
    for process in _standbys():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_there_is_one_standby(standby: Standby, wait_until: WaitUntil) -> None:
    wait_until(_standbys, "the standby process")
    first = _standbys()
    standby.keep_ready()
    assert len(first) == 1
    assert _standbys() == first


def test_closing_ends_the_standby(standby: Standby) -> None:
    standby.close()
    assert _standbys() == []
    standby.close()


def test_there_is_none_where_it_is_switched_off(measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    assert not _starts()


def test_there_is_none_where_memory_is_short(measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=MIN_MEMORY - 1))
    assert not _starts()


def test_there_is_none_as_long_as_the_machine_was_not_measured(measured: None, home: Path) -> None:
    (home / "cache" / "speed.json").unlink()
    assert not _starts()


def test_a_standby_that_died_is_replaced_but_not_at_once(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    _kill_standbys()
    for _ in range(2):
        standby.keep_ready()
        assert _standbys() == []
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + RETRY_SECONDS)
    standby.keep_ready()
    assert len(_standbys()) == 1


def test_a_standby_that_started_on_another_device_is_replaced(
    standby: Standby, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = standby.pid
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    standby.keep_ready()
    assert standby.pid not in (first, None)
    monkeypatch.setenv("DOGCAT_DEVICE", "auto")
    assert standby.give(tmp_path) is None
    assert standby.pid is None


def test_what_died_takes_no_run(standby: Standby, tmp_path: Path) -> None:
    _kill_standbys()
    assert standby.give(tmp_path) is None
    assert standby.give(tmp_path) is None


def test_a_standby_ends_with_its_server_although_that_was_killed(
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
    wait_until(lambda: not _is_running(pid), "the end of the standby process", seconds=20)


def test_a_standby_trains_the_next_run_and_outlives_its_server(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    """One story, because each training process takes seconds to start."""
    wait_until(_standbys, "the standby process", seconds=10)
    (waiting,) = _standbys()
    run = open_run(runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE))
    assert _pid(run) == waiting.pid
    runner.tick()
    assert _standbys() == [waiting]  # none while a training goes on
    runner.close()
    assert _is_running(waiting.pid)
    wait_until(lambda: not run.status().is_active, "the end of the training")
    assert run.status().state == "done"
    assert _pid(run) == waiting.pid
    assert (run.folder / "trainer.log").read_text() == ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_SPARE", "0")
        cold = LocalRunner()
        again = open_run(cold.submit(tiny_recipe, tiny_set.name, COMMAND_LINE))
        wait_until(lambda: not again.status().is_active, "the end of the same training in a new process")
        cold.close()
    assert again.evaluation("test") == run.evaluation("test")  # a standby process computes the same figures


def test_a_run_whose_standby_died_before_it_began_is_trained_by_another_process(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    wait_until(_standbys, "the standby process", seconds=10)
    (waiting,) = _standbys()
    waiting.suspend()
    run = open_run(runner.submit(dataclasses.replace(tiny_recipe, epochs=1), tiny_set.name, COMMAND_LINE))
    assert _pid(run) == waiting.pid
    waiting.kill()
    wait_until(lambda: _pid(run) not in (None, waiting.pid), "another process", seconds=10)
    wait_until(lambda: not run.status().is_active, "the end of the training")
    assert run.status().state == "done"


def _standbys() -> list[psutil.Process]:
    """Those of this test's process that have not ended."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            while child.status() != psutil.STATUS_ZOMBIE and not child.cmdline():
                time.sleep(0.01)  # Linux shows no command until a new process has its memory
            if "--spare" in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
    return found


def _kill_standbys() -> None:
    for process in _standbys():
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried by its parent


def _starts() -> bool:
    made = Standby()
    made.keep_ready()
    started = bool(_standbys())
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
