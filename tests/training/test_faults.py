"""What really goes wrong with trainings, done to real ones: killed, halted, robbed of their folder, a full disk."""

import contextlib
import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import filelock
import psutil
import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs import status
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.status import RunStatus
from dogcat.runs.store import list_runs, open_run
from tests.conftest import WaitUntil


@pytest.fixture
def runner(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalRunner]:
    """A runner without a standby process; no training of it is left afterwards."""
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    made = LocalRunner()
    yield made
    made.close()
    for run in list_runs():
        with contextlib.suppress(OSError, psutil.NoSuchProcess):
            _trainer(run).kill()


@pytest.fixture
def endless(tiny_recipe: Recipe) -> Recipe:
    """A training that is never done while a test looks."""
    return dataclasses.replace(tiny_recipe, epochs=10_000)


def test_whenever_a_trainer_is_killed_the_finished_epochs_are_kept_and_the_next_one_starts(
    home: Path, runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, wait_until: WaitUntil
) -> None:
    moments = {
        "starting": lambda run: (run.folder / "heartbeat").exists(),
        "somewhere in an epoch": lambda run: len(run.history()) >= 2,
        "saving": lambda run: any(run.folder.glob(".model-*")),
    }
    generator = random.Random()
    runs = [
        open_run(runner.submit(dataclasses.replace(endless, seed=seed), tiny_set.name, COMMAND_LINE))
        for seed in range(len(moments))
    ]
    for run, (moment, has_come) in zip(runs, moments.items(), strict=True):
        wait_until(lambda run=run, has_come=has_come: has_come(run), moment)
        if moment == "somewhere in an epoch":
            time.sleep(generator.uniform(0, 0.5))
        trainer = _trainer(run)
        trainer.kill()
        wait_until(lambda run=run: run.status().state == "lost", "the loss to be noticed", seconds=10)
        wait_until(lambda trainer=trainer: not trainer.is_running(), "the burial", seconds=10)

        num_epochs = sum(event["event"] == "epoch" for event in run.read_events()[0])
        assert num_epochs - len(run.history()) in (0, 1)  # killed between the one line and the other
        assert [row["epoch"] for row in run.history()] == list(range(1, len(run.history()) + 1))
        if num_epochs > 1:
            with zipfile.ZipFile(run.model_file) as model:
                assert model.testzip() is None
    assert [run.status().state for run in runs] == ["lost"] * 3
    with filelock.FileLock(home / "runs" / ".queue.lock", timeout=10):
        pass


def test_a_trainer_whose_folder_is_deleted_ends_and_the_next_one_starts(
    runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, wait_until: WaitUntil
) -> None:
    doomed = open_run(runner.submit(endless, tiny_set.name, COMMAND_LINE))
    wait_until(doomed.history, "the first epoch")
    trainer = _trainer(doomed)
    following = open_run(runner.submit(dataclasses.replace(endless, seed=2), tiny_set.name, COMMAND_LINE))
    shutil.rmtree(doomed.folder, ignore_errors=True)  # the trainer may write to it meanwhile
    wait_until(lambda: not trainer.is_running(), "the end of the trainer", seconds=30)
    wait_until(lambda: following.status().state == "running", "the next training")
    assert [run.id for run in list_runs()] == [following.id]


def test_a_trainer_that_is_halted_is_silent_until_it_goes_on(
    runner: LocalRunner,
    tiny_set: PictureSet,
    endless: Recipe,
    wait_until: WaitUntil,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = open_run(runner.submit(endless, tiny_set.name, COMMAND_LINE))
    wait_until(run.history, "the first epoch")
    monkeypatch.setattr(status, "SILENT_SECONDS", 3.0)
    _trainer(run).suspend()
    wait_until(lambda: run.status().state == "silent", "the silence", seconds=20)
    assert "The training continues by itself as soon as it can." in run.status().message
    waiting = runner.submit(dataclasses.replace(endless, seed=2), tiny_set.name, COMMAND_LINE)
    runner.tick()
    assert runner.status(waiting).state == "queued"
    _trainer(run).resume()
    wait_until(lambda: run.status() == RunStatus("running"), "the training to go on", seconds=20)
    stop_run(waiting, COMMAND_LINE)


def test_a_training_whose_files_cannot_grow_says_so_and_keeps_what_it_has(
    root: Path, tiny_set: PictureSet, endless: Recipe, wait_until: WaitUntil
) -> None:
    """A limit of the system on the size of files stands for the full disk, which a test cannot make."""
    recipe = dataclasses.replace(endless, dense_units=2_000)
    run = create_run(recipe, tiny_set.name)
    trainer = subprocess.Popen([sys.executable, "-m", "dogcat", "work", str(run.folder)], cwd=root)
    wait_until(lambda: len(run.history()) >= 2, "two epochs")
    limit = run.model_file.stat().st_size // 2
    psutil.Process(trainer.pid).rlimit(psutil.RLIMIT_FSIZE, (limit, limit))
    assert trainer.wait(timeout=60) == 1
    status = run.status()
    assert status.state == "failed"
    assert "File too large" in status.message
    assert len(run.history()) >= 2
    with zipfile.ZipFile(run.model_file) as model:
        assert model.testzip() is None
    assert not list(run.folder.glob(".model-*"))


def test_pictures_deleted_and_damaged_during_a_training_do_not_disturb_it_and_are_left_out_of_the_next(
    runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, wait_until: WaitUntil
) -> None:
    run = open_run(runner.submit(endless, tiny_set.name, COMMAND_LINE))
    wait_until(run.history, "the first epoch")
    deleted, damaged = tiny_set.pictures("train")[:2]
    deleted.path.unlink()
    damaged.path.write_bytes(damaged.path.read_bytes()[:100])
    num_epochs = len(run.history())
    wait_until(lambda: len(run.history()) > num_epochs + 2, "further epochs")
    following = open_run(runner.submit(dataclasses.replace(endless, seed=2), tiny_set.name, COMMAND_LINE))
    stop_run(run.id, COMMAND_LINE)
    wait_until(following.history, "the first epoch of the next training")
    assert run.status().state == "stopped"
    start = next(event for event in following.read_events()[0] if event["event"] == "start")
    assert len(start["left_out"]) == 1
    assert damaged.path.name in start["left_out"][0]
    before = next(event for event in run.read_events()[0] if event["event"] == "start")
    assert start["num_training"] == before["num_training"] - 2


def test_a_clock_that_was_set_back_hides_neither_a_living_nor_a_dead_trainer(
    runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, wait_until: WaitUntil
) -> None:
    """A clock set back by an hour leaves heartbeats, and the trainer's own start, an hour ahead."""
    run = open_run(runner.submit(endless, tiny_set.name, COMMAND_LINE))
    wait_until(run.history, "the first epoch")
    trainer = _trainer(run)
    trainer.suspend()  # or the next heartbeat would hide it
    later = time.time() + 3600
    claim = json.loads((run.folder / "heartbeat").read_text())
    (run.folder / "heartbeat").write_text(json.dumps({**claim, "started": claim["started"] + 3600}))
    os.utime(run.folder / "heartbeat", (later, later))
    assert run.status() == RunStatus("running")
    trainer.resume()
    wait_until(lambda: (run.folder / "heartbeat").stat().st_mtime < time.time() + 60, "a heartbeat")
    num_epochs = len(run.history())
    wait_until(lambda: len(run.history()) > num_epochs, "a further epoch")
    assert run.status() == RunStatus("running")
    trainer.kill()
    wait_until(lambda: run.status().state == "lost", "the loss to be noticed", seconds=10)


def _trainer(run: Run) -> psutil.Process:
    return psutil.Process(json.loads((run.folder / "heartbeat").read_text())["pid"])
