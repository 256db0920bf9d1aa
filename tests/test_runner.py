"""The queue and its training processes: submitted, waiting, stopped, killed, and outliving their runner."""

import contextlib
import dataclasses
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dogcat import runner as runner_module
from dogcat.pictures import PictureSet, PictureSetError
from dogcat.recipe import Recipe
from dogcat.runner import LocalRunner
from dogcat.runs import Run, RunError, RunStatus, create_run, list_runs, open_run
from tests.conftest import WaitUntil


@pytest.fixture
def runners(home: Path) -> Iterator[list[LocalRunner]]:
    """Two runners on one home, as two servers have; no process of theirs is left afterwards."""
    made = [LocalRunner(), LocalRunner()]
    yield made
    for runner in made:
        runner.close()
    trainers = [process for process in psutil.Process().children(recursive=True) if _is_trainer(process, home)]
    for process in trainers:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(trainers, timeout=30)


@pytest.fixture
def runner(runners: list[LocalRunner]) -> LocalRunner:
    """The first of the two."""
    return runners[0]


@pytest.fixture
def endless(tiny_recipe: Recipe) -> Recipe:
    """A training that is never done while a test looks."""
    return dataclasses.replace(tiny_recipe, epochs=10_000)


def test_a_submitted_training_is_done_once_and_in_a_process_of_its_own(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    run = open_run(runner.submit(tiny_recipe, tiny_set.name))
    assert run.status().is_active
    wait_until(lambda: not run.status().is_active, "the end of the training")
    assert runner.status(run.id) == RunStatus("done")
    assert _pid(run) != os.getpid()
    assert [event["event"] for event in run.read_events()[0]].count("start") == 1  # two runners, one training
    assert len(run.history()) == tiny_recipe.epochs
    assert run.evaluation("test") is not None
    assert "Traceback" not in (run.folder / "trainer.log").read_text()
    wait_until(lambda: not psutil.pid_exists(_pid(run)), "the burial of the process")


def test_a_training_outlives_its_runner_and_is_known_to_the_next(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe, runners: list[LocalRunner], wait_until: WaitUntil
) -> None:
    recipe = dataclasses.replace(tiny_recipe, epochs=20)
    first, second = runners
    run = open_run(first.submit(recipe, tiny_set.name))
    wait_until(lambda: run.status().state == "running", "the first event")
    first.close()
    second.close()
    later = LocalRunner()
    runners.append(later)
    assert later.status(run.id).is_active
    assert later.submit(recipe, tiny_set.name) == run.id
    wait_until(lambda: not later.status(run.id).is_active, "the end of the training")
    assert later.status(run.id).state == "done"
    assert len(run.history()) == 20


def test_a_training_is_stopped_and_the_next_one_killed_and_the_third_one_starts(
    runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    """One story, because each training process takes seconds to start."""
    stopped, killed, third = (
        open_run(runner.submit(recipe, tiny_set.name))
        for recipe in (endless, dataclasses.replace(endless, seed=2), tiny_recipe)
    )
    wait_until(lambda: len(stopped.history()) > 0, "the first epoch")
    assert [run.status().state for run in (stopped, killed, third)] == ["running", "queued", "queued"]

    runner.stop(stopped.id)
    wait_until(lambda: stopped.status().state == "stopped", "the end of the stopped training")
    assert stopped.model_file.is_file()
    assert "Stopped on request" in stopped.status().message

    wait_until(lambda: killed.status().state == "running", "the second training")
    assert third.status().state == "queued"
    os.kill(_pid(killed), signal.SIGKILL)
    wait_until(lambda: runner.status(killed.id).state == "lost", "the loss to be noticed", seconds=10)

    wait_until(lambda: not third.status().is_active, "the third training")
    assert third.status().state == "done"
    assert runner.status(killed.id).state == "lost"


def test_the_same_training_is_not_queued_twice(
    runners: list[LocalRunner], tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    _occupy()
    first, second = runners
    run_id = first.submit(tiny_recipe, tiny_set.name)
    assert first.submit(tiny_recipe, tiny_set.name) == run_id
    assert second.submit(dataclasses.replace(tiny_recipe), tiny_set.name) == run_id
    other = second.submit(dataclasses.replace(tiny_recipe, seed=2), tiny_set.name)
    assert [run.id for run in list_runs()][1:] == [run_id, other]
    _withdraw_all(first)


def test_the_same_training_may_be_queued_again_after_it_ended(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    _occupy()
    first = runner.submit(tiny_recipe, tiny_set.name)
    runner.stop(first)
    assert runner.submit(tiny_recipe, tiny_set.name) != first
    _withdraw_all(runner)


def test_a_training_waits_while_another_one_goes_on(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    going_on = _occupy()
    waiting = open_run(runner.submit(tiny_recipe, tiny_set.name))
    for _ in range(3):
        runner.tick()
    assert runner.status(waiting.id) == RunStatus("queued")
    going_on.append("end")
    wait_until(lambda: waiting.status().state == "starting", "the start", seconds=20)


def test_a_waiting_training_is_withdrawn(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    going_on = _occupy()
    run_id = runner.submit(tiny_recipe, tiny_set.name)
    runner.stop(run_id)
    assert runner.status(run_id) == RunStatus("stopped", "Withdrawn before it started.")
    going_on.append("end")
    runner.tick()
    assert runner.status(run_id).state == "stopped"
    assert not (open_run(run_id).folder / "trainer.log").exists()


def test_stopping_an_ended_run_changes_nothing(runner: LocalRunner) -> None:
    run = _occupy()
    run.append("end")
    runner.stop(run.id)
    assert runner.status(run.id).state == "done"
    assert not run.stop_requested()


def test_a_training_on_unknown_pictures_is_refused(runner: LocalRunner, tiny_recipe: Recipe) -> None:
    with pytest.raises(PictureSetError, match="There is no picture set 'nothing'"):
        runner.submit(tiny_recipe, "nothing")
    assert list_runs() == []


def test_an_unknown_run_is_refused(runner: LocalRunner) -> None:
    for ask in (runner.status, runner.stop):
        with pytest.raises(RunError, match="There is no run 'nothing'"):
            ask("nothing")


def test_the_queue_survives_an_error_of_the_disk(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    failed: list[str] = []

    def fail() -> list[Run]:
        failed.append("no space left on device")
        raise OSError(28, failed[-1])

    monkeypatch.setattr(runner_module, "list_runs", fail)
    wait_until(lambda: len(failed) >= 4, "two ticks of two runners", seconds=10)


def test_closing_ends_the_thread(home: Path) -> None:
    made = LocalRunner()
    assert made._thread.is_alive()
    made.close()
    assert not made._thread.is_alive()


def _occupy() -> Run:
    """A run that this very process seems to train, so that the next one has to wait."""
    return create_run(Recipe(), "pets", claimed_by=os.getpid())


def _withdraw_all(runner: LocalRunner) -> None:
    for run in list_runs():
        if run.status().state == "queued":
            runner.stop(run.id)


def _pid(run: Run) -> int:
    return int(json.loads((run.folder / "heartbeat").read_text())["pid"])


def _is_trainer(process: psutil.Process, home: Path) -> bool:
    try:
        return any(str(home) in argument for argument in process.cmdline())
    except psutil.Error:
        return False
