"""A class with two helpers for real: a scheduler, TLS, a helper that is killed, and nothing is lost."""

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dogcat.common.permission import Visitor
from dogcat.common.storage import CODE_DIR
from dogcat.helpers.certificates import CA_FILE, helpers_dir
from dogcat.helpers.fleet import Fleet
from dogcat.helpers.invitation import invite
from dogcat.helpers.scheduler import stop_scheduler
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.runs.scheduling.helper_claim import helper_claim
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import open_run
from dogcat.runs.timeline import Timeline
from tests.conftest import WaitUntil
from tests.helpers.stub_trainer import model_epochs

PORT = 20_000 + os.getpid() % 10_000  # of this process, so that two of them can test at once
SECONDS_PER_EPOCH = 0.8

pytestmark = pytest.mark.slow


@pytest.fixture
def helpers(home: Path, tmp_path: Path) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """Two helpers in processes of their own, by name."""
    file = tmp_path / "join.zip"
    invite(file, [f"tls://127.0.0.1:{PORT}"])
    started = {}
    for name in ("lab-1", "lab-2"):
        with (tmp_path / f"{name}.log").open("wb") as log:
            started[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.stub_helper", str(file), name, str(SECONDS_PER_EPOCH)],
                cwd=CODE_DIR, env={**os.environ, "DOGCAT_HOME": str(tmp_path / name)}, stdout=log, stderr=log,
            )  # fmt: skip
    yield started
    for process in started.values():
        process.kill()
        process.wait()
    stop_scheduler()


@pytest.fixture
def start(home: Path) -> Iterator[Callable[[Fleet], LocalRunner]]:
    """Makes a runner that gives all trainings to helpers. It ends with the test, however that ends."""
    runners = []

    def started(fleet: Fleet) -> LocalRunner:
        runner = LocalRunner(fleet)
        runner._max_runs = 0
        runners.append(runner)
        return runner

    yield started
    for runner in runners:
        runner.close()


def helper_of(run: Run) -> str:
    claim = helper_claim(run.folder)
    return claim.helper if claim else ""


def test_a_class_loses_nothing_when_a_helper_dies_and_the_app_restarts(
    helpers: dict[str, "subprocess.Popen[bytes]"],
    start: Callable[[Fleet], LocalRunner],
    tiny_set: object,
    tiny_recipe: Recipe,
    wait_until: WaitUntil,
) -> None:
    fleet = Fleet(PORT)
    runner = start(fleet)
    wait_until(lambda: len([one for one in fleet.helpers() if one.is_ready]) == 2, "two helpers")
    refuse_strangers()
    recipe = replace(tiny_recipe, epochs=6)
    runs = [open_run(runner.submit(replace(recipe, seed=seed), "tiny", Visitor(str(seed)))) for seed in (1, 2)]
    assert {helper_of(run) for run in runs} == {"lab-1", "lab-2"}
    assert runner.num_at_once() == 2
    wait_until(lambda: all(model_epochs(run.model_file) for run in runs), "a model of each")

    runner.close()  # the app restarts; the helpers go on, and the next app reads on from where the lines end
    fleet = Fleet(PORT)
    runner = start(fleet)
    size = (runs[1].folder / "events.jsonl").stat().st_size
    wait_until(lambda: (runs[1].folder / "events.jsonl").stat().st_size > size, "further lines")

    killed = helper_of(runs[0])
    kept = model_epochs(runs[0].model_file)
    helpers[killed].kill()
    wait_until(lambda: runs[0].status().state == "queued" or helper_of(runs[0]) != killed, "the true state", 10)
    wait_until(lambda: all(run.status().state == "done" for run in runs), "both ends")
    runner.close()

    for run in runs:
        timeline = Timeline()
        timeline.follow(run)
        lines = (run.folder / "events.jsonl").read_bytes().splitlines()
        kinds = [json.loads(line)["event"] for line in lines]
        assert [row["epoch"] for row in timeline.epochs] == [1, 2, 3, 4, 5, 6]
        assert kinds.count("end") == 1
        assert len(run.history()) == model_epochs(run.model_file) == 6
    assert kinds.count("start") == 1, "the second run was not disturbed by any of it"
    timeline.follow(runs[0])
    starts = [event for event in runs[0].read_events()[0] if event["event"] == "start"]
    assert [event["first_epoch"] for event in starts][1:] == [max(kept, starts[1]["first_epoch"])]
    assert starts[1]["first_epoch"] >= 1, "the epoch whose model had arrived was kept"
    assert runs[0].environment["computers"].split(", ") == [killed, helper_of(runs[0])]
    assert helper_of(runs[0]) == helper_of(runs[1]) != killed


def refuse_strangers() -> None:
    """Who has no certificate is cut off before a word of Dask's."""
    stranger = ssl.create_default_context(cafile=str(helpers_dir() / CA_FILE))
    stranger.check_hostname = False
    try:
        with socket.create_connection(("127.0.0.1", PORT), 5) as plain, stranger.wrap_socket(plain) as secure:
            assert secure.recv(1) == b""
    except OSError:
        pass  # as it should be


def test_the_scheduler_is_another_process_that_outlives_the_app(home: Path, wait_until: WaitUntil) -> None:
    fleet = Fleet(PORT + 1)
    file = helpers_dir() / "scheduler.json"
    wait_until(file.exists, "a scheduler")
    pid = json.loads(file.read_text())["pid"]
    fleet.close()
    assert psutil.pid_exists(pid)
    assert pid not in [child.pid for child in psutil.Process().children()] or psutil.Process(pid).is_running()
    stop_scheduler()
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_an_unexpected_error_does_not_end_the_work(
    home: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    looks: list[int] = []

    def look(_fleet: Fleet) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("a dictionary changed its size")

    monkeypatch.setattr(Fleet, "_look", look)
    fleet = Fleet(PORT + 2)
    wait_until(lambda: len(looks) > 1, "another look", 20)
    fleet.close()
