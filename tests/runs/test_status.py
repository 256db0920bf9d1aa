"""The state of a run, read from its folder and its process."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.status import LOST_SECONDS, SILENT_SECONDS, SILENT_STARTING_SECONDS, RunStatus


@pytest.fixture
def run(home: Path) -> Run:
    """A waiting run."""
    return create_run(Recipe(), "pets")


def _set_age(run: Run, seconds_ago: float) -> None:
    then = time.time() - seconds_ago
    os.utime(run.folder / "heartbeat", (then, then))


def test_states_of_a_living_trainer(run: Run, process: subprocess.Popen[bytes]) -> None:
    run.claim(process.pid)
    assert run.status() == RunStatus("starting")
    run.append("start")
    assert run.status() == RunStatus("running")
    assert not run.stop_requested()
    run.request_stop()
    assert run.stop_requested()
    assert run.status() == RunStatus("stopping")


@pytest.mark.parametrize(("event", "state"), [("end", "done"), ("stopped", "stopped"), ("error", "failed")])
def test_states_of_an_ended_run(run: Run, process: subprocess.Popen[bytes], event: str, state: str) -> None:
    run.claim(process.pid)
    run.append("start")
    run.append(event, message="why")
    assert run.status() == RunStatus(state, "why")
    process.kill()
    process.wait()
    assert run.status() == RunStatus(state, "why")


@pytest.mark.parametrize("begun", [False, True])
def test_a_run_whose_trainer_was_killed_is_lost(run: Run, process: subprocess.Popen[bytes], begun: bool) -> None:
    run.claim(process.pid)
    if begun:
        run.append("start")
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried by its parent
    assert run.status().state == "lost"
    process.wait()
    assert run.status().state == "lost"
    assert "ended without a message" in run.status().message


def test_a_run_whose_trainer_died_before_the_claim_is_lost(run: Run, process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    run.claim(process.pid)
    assert run.status().state == "lost"


def test_a_run_whose_trainers_number_another_process_has_is_lost(run: Run, process: subprocess.Popen[bytes]) -> None:
    _write_heartbeat(run, pid=process.pid, started=1000.0, seconds_ago=LOST_SECONDS + 5)
    assert run.status().state == "lost"


def test_a_trainer_that_is_there_but_does_not_answer_is_silent(run: Run, process: subprocess.Popen[bytes]) -> None:
    run.claim(process.pid)
    run.append("start")
    _set_age(run, SILENT_SECONDS - 3)
    assert run.status() == RunStatus("running")
    _set_age(run, SILENT_SECONDS + 1000.2)
    assert run.status().state == "silent"
    assert "has not answered for 1010 s" in run.status().message
    assert run.status().is_active
    run.request_stop()
    assert run.status().state == "silent"
    run.beat()
    assert run.status() == RunStatus("stopping")


@pytest.mark.parametrize("went_on", [False, True])
def test_a_trainer_that_loads_may_be_silent_for_longer(
    run: Run, process: subprocess.Popen[bytes], went_on: bool
) -> None:
    if went_on:
        run.append("start")
        run.append("continue")
    run.claim(process.pid)
    _set_age(run, SILENT_STARTING_SECONDS - 5)
    assert run.status().state == "starting"
    _set_age(run, SILENT_STARTING_SECONDS + 5)
    assert run.status().state == "silent"


def test_a_clock_that_was_set_back_makes_nobody_silent(run: Run, process: subprocess.Popen[bytes]) -> None:
    run.claim(process.pid)
    run.append("start")
    _set_age(run, -3600)
    assert run.status() == RunStatus("running")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"host": HOST}', '{"host": HOST, "pid": "x", "started": 1}'])
def test_a_broken_heartbeat_is_known_by_its_age_alone(run: Run, text: str) -> None:
    (run.folder / "heartbeat").write_text(text.replace("HOST", json.dumps(socket.gethostname())))
    assert run.status().state == "starting"
    _set_age(run, LOST_SECONDS + 5)
    assert run.status().state == "lost"


def test_a_deleted_run_is_lost(run: Run) -> None:
    shutil.rmtree(run.folder)
    assert run.status() == RunStatus("lost", "The run's folder was deleted.")


def test_a_run_that_ends_while_one_looks_is_not_lost(
    run: Run, process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trainer writes its last event, and its process ends, between the look at the one and at the other."""
    run.claim(process.pid)
    first = run.append("start")
    run.append("end")
    process.kill()
    process.wait()
    looks = iter([first])
    read = Run.last_event
    monkeypatch.setattr(Run, "last_event", lambda self: next(looks, None) or read(self))
    assert run.status() == RunStatus("done")


def test_a_trainer_that_just_beat_is_alive_although_the_clock_was_set(
    run: Run, process: subprocess.Popen[bytes]
) -> None:
    _write_heartbeat(run, pid=process.pid, started=1000.0, seconds_ago=1)
    assert run.status().state == "starting"


def test_a_trainer_on_another_machine_is_known_by_its_heartbeat_alone(run: Run) -> None:
    _write_heartbeat(run, pid=1, started=0, seconds_ago=1, host="another-machine")
    assert run.status().state == "starting"
    _set_age(run, LOST_SECONDS + 5)
    assert run.status().state == "lost"


def test_only_waiting_and_going_on_are_active() -> None:
    states = ("queued", "starting", "running", "stopping", "silent", "done", "stopped", "failed", "lost")
    assert [RunStatus(state).is_active for state in states] == [True] * 5 + [False] * 4
    assert [RunStatus(state).is_busy for state in states] == [False] + [True] * 4 + [False] * 4


def _write_heartbeat(run: Run, seconds_ago: float, host: str | None = None, **facts: Any) -> None:
    (run.folder / "heartbeat").write_text(json.dumps({"host": host or socket.gethostname(), **facts}))
    _set_age(run, seconds_ago)
