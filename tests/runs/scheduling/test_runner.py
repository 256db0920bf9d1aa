"""The queue and its training processes: submitted, waiting, stopped, killed, and outliving their runner."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.pictures.picture_set import PictureSet, PictureSetError
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.recipe.settings import Settings, SettingsError, settings
from dogcat.runs.run import Run, RunError, create_run
from dogcat.runs.scheduling import queue
from dogcat.runs.scheduling import runner as runner_module
from dogcat.runs.scheduling.control import empty_queue, stop_run
from dogcat.runs.scheduling.queue import look_at_queue
from dogcat.runs.scheduling.runner import LocalRunner, RunnerError
from dogcat.runs.status import SILENT_SECONDS, RunStatus
from dogcat.runs.store import list_runs, open_run
from dogcat.runs.watched import WatchedPicture, read_watched
from tests.conftest import WaitUntil
from tests.runs.scheduling.helpers import ended_early, occupy

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("fits", "num_started"), [(True, 2), (False, 1)])
def test_another_training_starts_only_if_it_fits_on_the_graphics_card(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch, fits: bool, num_started: int
) -> None:
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    monkeypatch.setenv("DOGCAT_MAX_RUNS", "3")
    asked: list[int] = []
    monkeypatch.setattr(
        runner_module, "fits_on_card", lambda _recipe, busy: asked.append(len(busy)) or not busy or fits
    )
    monkeypatch.setattr(LocalRunner, "_start", lambda _self, run: run.claim(os.getpid()))
    runs = [create_run(tiny_recipe, tiny_set.name) for _run in range(2)]
    runner = LocalRunner()
    runner.close()  # only the tick below
    runner.tick()
    assert sum(run.status().state != "queued" for run in runs) == num_started
    assert asked[:2] == [0, 1]


@pytest.fixture
def runners(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[LocalRunner]]:
    """Two runners on one home, as two servers have; no process of theirs is left afterwards."""
    monkeypatch.setenv("DOGCAT_SPARE", "0")
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
    run = open_run(runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE))
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
    run = open_run(first.submit(recipe, tiny_set.name, COMMAND_LINE))
    wait_until(lambda: run.status().state == "running", "the first event")
    first.close()
    second.close()
    later = LocalRunner()
    runners.append(later)
    assert later.status(run.id).is_active
    assert later.submit(recipe, tiny_set.name, COMMAND_LINE) == run.id
    wait_until(lambda: not later.status(run.id).is_active, "the end of the training")
    assert later.status(run.id).state == "done"
    assert len(run.history()) == 20


def test_a_training_is_stopped_and_the_next_one_killed_and_the_third_one_starts(
    runner: LocalRunner, tiny_set: PictureSet, endless: Recipe, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    """One story, because each training process takes seconds to start."""
    stopped, killed, third = (
        open_run(runner.submit(recipe, tiny_set.name, COMMAND_LINE))
        for recipe in (endless, dataclasses.replace(endless, seed=2), tiny_recipe)
    )
    wait_until(lambda: len(stopped.history()) > 0, "the first epoch")
    assert [run.status().state for run in (stopped, killed, third)] == ["running", "queued", "queued"]

    stop_run(stopped.id, COMMAND_LINE)
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
    occupy()
    first, second = runners
    run_id = first.submit(tiny_recipe, tiny_set.name, COMMAND_LINE)
    assert first.submit(tiny_recipe, tiny_set.name, COMMAND_LINE) == run_id
    assert second.submit(dataclasses.replace(tiny_recipe), tiny_set.name, COMMAND_LINE) == run_id
    other = second.submit(dataclasses.replace(tiny_recipe, seed=2), tiny_set.name, COMMAND_LINE)
    assert [run.id for run in list_runs()][1:] == [run_id, other]
    _withdraw_all(first)


def test_the_same_training_may_be_queued_again_after_it_ended(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    first = runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE)
    stop_run(first, COMMAND_LINE)
    assert runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE) != first
    _withdraw_all(runner)


def test_a_training_waits_while_another_one_goes_on(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    going_on = occupy()
    waiting = open_run(runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE))
    for _ in range(3):
        runner.tick()
    assert runner.status(waiting.id) == RunStatus("queued")
    going_on.append("end")
    wait_until(lambda: waiting.status().state == "starting", "the start", seconds=20)


def test_a_waiting_training_is_withdrawn(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    going_on = occupy()
    run_id = runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE)
    stop_run(run_id, COMMAND_LINE)
    assert runner.status(run_id) == RunStatus("stopped", "Withdrawn before it started.")
    going_on.append("end")
    runner.tick()
    assert runner.status(run_id).state == "stopped"
    assert not (open_run(run_id).folder / "trainer.log").exists()


def test_stopping_an_ended_run_changes_nothing(runner: LocalRunner) -> None:
    run = occupy()
    run.append("end")
    stop_run(run.id, COMMAND_LINE)
    assert runner.status(run.id).state == "done"
    assert not run.stop_requested()


def test_a_training_on_unknown_pictures_is_refused(runner: LocalRunner, tiny_recipe: Recipe) -> None:
    with pytest.raises(PictureSetError, match="There is no picture set 'nothing'"):
        runner.submit(tiny_recipe, "nothing", COMMAND_LINE)
    assert list_runs() == []


def test_an_unknown_run_is_refused(runner: LocalRunner) -> None:
    with pytest.raises(RunError, match="There is no run 'nothing'"):
        runner.status("nothing")


def test_the_queue_survives_an_error_of_the_disk(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    failed: list[str] = []

    def fail() -> list[Run]:
        failed.append("no space left on device")
        raise OSError(28, failed[-1])

    monkeypatch.setattr(queue, "list_runs", fail)
    wait_until(lambda: len(failed) >= 4, "two ticks of two runners", seconds=10)


def test_a_run_that_cannot_be_started_does_not_hold_up_the_next(
    runner: LocalRunner,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    wait_until: WaitUntil,
    capfd: pytest.CaptureFixture[str],
) -> None:
    broken = create_run(tiny_recipe, tiny_set.name)
    (broken.folder / "trainer.log").mkdir()
    good = open_run(runner.submit(dataclasses.replace(tiny_recipe, seed=2), tiny_set.name, COMMAND_LINE))
    assert good.status().state == "starting"
    assert broken.status().state == "queued"
    assert "dogcat runner: " in capfd.readouterr().err
    stop_run(good.id, COMMAND_LINE)
    stop_run(broken.id, COMMAND_LINE)
    wait_until(lambda: not good.status().is_active, "the end of the training")


# The order of the queue


def test_who_was_served_longest_ago_is_next(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    going_on = occupy(owner="ann")
    ids = {
        name: runner.submit(dataclasses.replace(tiny_recipe, seed=seed), tiny_set.name, Visitor(name[:-1]))
        for seed, name in enumerate(["ann1", "ann2", "bob1", "bob2", "cem1"])
    }
    for number, name in enumerate(order := ["bob1", "cem1", "ann1", "bob2", "ann2"]):
        ahead = runner.ahead(ids[name])
        assert ahead
        assert [run.id for run in ahead[0]] == [going_on.id]
        assert [run.id for run in ahead[1]] == [ids[before] for before in order[:number]]
    assert runner.ahead(going_on.id) is None
    assert runner.ahead("nothing") is None
    for name in ("cem1", "bob2", "ann2"):
        stop_run(ids[name], Visitor(name[:-1]))
    going_on.append("end")
    runner.tick()
    assert runner.status(ids["bob1"]).state == "starting"
    assert runner.ahead(ids["bob1"]) is None
    assert [[run.id for run in those] for those in runner.ahead(ids["ann1"]) or ()] == [[ids["bob1"]], []]
    stop_run(ids["ann1"], Visitor("ann"))
    stop_run(ids["bob1"], Visitor("bob"))
    wait_until(lambda: not runner.status(ids["bob1"]).is_active, "the end of the training")


def test_nobody_fills_the_queue(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    occupy()
    recipes = [dataclasses.replace(tiny_recipe, seed=seed) for seed in range(settings().max_waiting + 1)]
    ids = [runner.submit(recipe, tiny_set.name, Visitor("ann")) for recipe in recipes[:-1]]
    with pytest.raises(RunnerError, match=r"3 of your trainings are waiting already.* or withdraw one\."):
        runner.submit(recipes[-1], tiny_set.name, Visitor("ann"))
    assert runner.submit(recipes[0], tiny_set.name, Visitor("ann")) == ids[0]
    runner.submit(recipes[-1], tiny_set.name, Visitor("bob"))
    stop_run(ids[1], Visitor("ann"))
    runner.submit(recipes[-1], tiny_set.name, Visitor("ann"))


def test_the_same_training_with_an_uploaded_picture_is_a_run_of_its_own(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    watched = [WatchedPicture("cat.1.jpg", 0, np.zeros((22, 22, 3), np.uint8))]
    mine = runner.submit(tiny_recipe, tiny_set.name, Visitor("ann"), watched=watched)
    theirs = runner.submit(tiny_recipe, tiny_set.name, Visitor("bob"))
    assert mine != theirs
    assert [open_run(name).owner for name in (mine, theirs)] == ["ann", "bob"]
    assert [picture.name for picture in read_watched(open_run(mine).folder)] == ["cat.1.jpg"]


def test_pressing_at_once_in_two_tabs_of_two_servers_starts_one_run(
    runners: list[LocalRunner], tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    with ThreadPoolExecutor(8) as pool:
        presses = [
            pool.submit(runners[number % 2].submit, tiny_recipe, tiny_set.name, Visitor("ann")) for number in range(16)
        ]
        ids = {press.result() for press in presses}
    assert len(ids) == 1
    assert len(list_runs()) == 2


def test_pressing_at_once_in_two_processes_starts_one_run(
    root: Path, home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    code = (
        "import sys\nfrom dogcat.common.permission import COMMAND_LINE\n"
        "from dogcat.recipe.recipe import recipe_from_json\n"
        "from dogcat.runs.scheduling.runner import LocalRunner\n"
        "runner, recipe = LocalRunner(), recipe_from_json(sys.argv[1])\n"
        "print('ready', flush=True)\ninput()\nprint(runner.submit(recipe, 'tiny', COMMAND_LINE))\nrunner.close()"
    )
    presses = [
        subprocess.Popen(
            [sys.executable, "-c", code, recipe_to_json(tiny_recipe)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for press in presses:
        assert press.stdout
        assert press.stdout.readline() == "ready\n"
    for press in presses:
        assert press.stdin
        press.stdin.write("\n")
        press.stdin.flush()
    ids = {press.communicate(timeout=30)[0] for press in presses}
    assert len(ids) == 1
    assert len(list_runs()) == 2


def test_many_browsers_at_one_address_leave_room_for_others(
    runners: list[LocalRunner], tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They press at the same time, each with a cookie of its own, on two servers."""
    monkeypatch.setenv("DOGCAT_MAX_WAITING_PER_ADDRESS", "5")
    monkeypatch.setenv("DOGCAT_MAX_WAITING_IN_ALL", "6")
    occupy()

    def press(number: int) -> str:
        asker = Visitor(f"cookie{number}", "their address")
        try:
            recipe = dataclasses.replace(tiny_recipe, seed=number)
            return runners[number % 2].submit(recipe, tiny_set.name, asker)
        except RunnerError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(press, range(12)))
    assert sum("5 trainings from your internet address are waiting already" in words for words in said) == 7
    assert len(list_runs()) == 6
    another, third, last = (dataclasses.replace(tiny_recipe, seed=seed) for seed in (100, 101, 102))
    mine = runners[0].submit(another, tiny_set.name, Visitor("ann", "another address"))
    waiting = [run.id for run in look_at_queue()[0]]
    assert waiting.index(mine) <= 1  # the next turn but one at the latest
    with pytest.raises(RunnerError, match=r"6 trainings are waiting already, .* ask your teacher to empty the queue"):
        runners[0].submit(third, tiny_set.name, Visitor("bob", "a third address"))
    runners[0].submit(last, tiny_set.name, Visitor("teacher", "their address", is_in_charge=True))
    assert empty_queue(COMMAND_LINE) == 7


def test_a_class_of_thirty_behind_one_address_fits_into_the_queue() -> None:
    usual = Settings()
    assert 30 * usual.max_waiting <= usual.max_waiting_per_address < usual.max_waiting_in_all


@pytest.mark.parametrize("state", ["queued", "starting"])
def test_nobody_stops_what_belongs_to_somebody_else(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, state: str
) -> None:
    run = occupy(owner="ann")
    if state == "queued":
        run = open_run(runner.submit(tiny_recipe, tiny_set.name, Visitor("ann")))
    for other in ("bob", ""):
        with pytest.raises(NotAllowedError, match=f"Run {run.id} was started in another browser. Only people"):
            stop_run(run.id, Visitor(other))
    assert run.status() == RunStatus(state)
    stop_run(run.id, Visitor("ann"))
    assert run.status().state in ("stopped", "stopping")
    run.append("stopped")
    stop_run(run.id, Visitor("bob"))


@pytest.mark.parametrize("text", ["0", "-1", "65", "two", "1.5", ""])
def test_a_wrong_number_of_trainings_at_once_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DOGCAT_MAX_RUNS", text)
    with pytest.raises(SettingsError, match=r"DOGCAT_MAX_RUNS.* Expected: a whole number"):
        LocalRunner()


def test_as_many_trainings_go_on_at_once_as_allowed(
    tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch, runners: list[LocalRunner]
) -> None:
    assert settings().max_runs == 1
    for runner in runners:
        runner.close()
    monkeypatch.setenv("DOGCAT_MAX_RUNS", "2")
    several = LocalRunner()
    runners.append(several)
    occupy()
    ids = [
        several.submit(dataclasses.replace(tiny_recipe, seed=seed), tiny_set.name, COMMAND_LINE) for seed in range(2)
    ]
    assert [several.status(run_id).state for run_id in ids] == ["starting", "queued"]


def test_a_silent_training_keeps_its_place(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    going_on = occupy()
    going_on.append("start")
    waiting = runner.submit(tiny_recipe, tiny_set.name, COMMAND_LINE)
    then = time.time() - SILENT_SECONDS - 5
    os.utime(going_on.folder / "heartbeat", (then, then))
    runner.tick()
    assert runner.status(going_on.id).state == "silent"
    assert runner.status(waiting).state == "queued"
    stop_run(going_on.id, COMMAND_LINE)
    assert going_on.stop_requested()


# Going on with a run


def test_a_stopped_run_waits_to_be_continued(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    occupy()
    run = ended_early(tiny_recipe, tiny_set.name)
    run.append("stopped")
    runner.continue_run(run.id, COMMAND_LINE)
    assert runner.status(run.id) == RunStatus("queued")
    assert (runner.ahead(run.id) or ([], [run]))[1] == []
    assert run.last_event() == run.read_events()[0][-1]
    assert run.read_events()[0][-1]["event"] == "continue"
    assert not run.stop_requested()
    assert not (run.folder / "heartbeat").exists()
    stop_run(run.id, COMMAND_LINE)
    runner.continue_run(run.id, COMMAND_LINE)  # also after it was withdrawn
    assert runner.status(run.id) == RunStatus("queued")


def test_a_lost_or_failed_run_is_continued_too(runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    occupy()
    lost, failed = (ended_early(tiny_recipe, tiny_set.name) for _ in range(2))
    failed.append("error", message="the disk was full")
    (lost.folder / "heartbeat").write_text("{}")
    os.utime(lost.folder / "heartbeat", (1e9, 1e9))
    for run in (lost, failed):
        runner.continue_run(run.id, COMMAND_LINE)
        assert run.status() == RunStatus("queued")


@pytest.mark.parametrize(
    ("event", "num_done", "why"),
    [
        ("end", 1, "it is done, with 1 of 2 epochs"),
        ("stopped", 0, "it is stopped, with 0 of 2 epochs"),
        ("stopped", 2, "it is stopped, with 2 of 2 epochs"),
        (None, 1, "it is stopping, with 1 of 2 epochs"),
    ],
)
def test_other_runs_are_not_continued(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, event: str | None, num_done: int, why: str
) -> None:
    run = ended_early(tiny_recipe, tiny_set.name, num_done)
    if event:
        run.append(event)
    before = run.status()
    with pytest.raises(RunnerError, match=f"cannot be continued: {why} completed.*Start a new training instead"):
        runner.continue_run(run.id, COMMAND_LINE)
    assert run.status() == before


def test_only_its_owner_and_who_is_in_charge_continue_a_run(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    run = ended_early(tiny_recipe, tiny_set.name, owner="ann")
    run.append("stopped")
    with pytest.raises(NotAllowedError, match=r"Only people who started or joined a training.*“Duplicate and change”"):
        runner.continue_run(run.id, Visitor("bob"))
    assert run.status().state == "stopped"
    for asker in (Visitor("ann"), Visitor("teacher", is_in_charge=True)):
        runner.continue_run(run.id, asker)
        assert (run.status().state, run.owner) == ("queued", "ann")
        stop_run(run.id, asker)


def test_thirty_presses_of_continue_start_one_training(
    runners: list[LocalRunner], tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    run = ended_early(tiny_recipe, tiny_set.name, owner="ann")
    run.append("stopped")

    def press(number: int) -> bool:
        try:
            runners[number % 2].continue_run(run.id, Visitor("ann"))
        except RunnerError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(30))) == 1
    assert [event["event"] for event in run.read_events()[0]].count("continue") == 1


def test_a_run_is_not_continued_into_a_full_queue(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    occupy()
    run = ended_early(tiny_recipe, tiny_set.name)
    run.append("stopped")
    for seed in range(settings().max_waiting):
        runner.submit(dataclasses.replace(tiny_recipe, seed=seed), tiny_set.name, COMMAND_LINE)
    with pytest.raises(RunnerError, match="3 of your trainings are waiting already"):
        runner.continue_run(run.id, COMMAND_LINE)
    assert run.status().state == "stopped"


def test_closing_ends_the_thread(home: Path) -> None:
    made = LocalRunner()
    assert made._thread.is_alive()
    made.close()
    assert not made._thread.is_alive()


def _withdraw_all(runner: LocalRunner) -> None:
    for run in list_runs():
        if run.status().state == "queued":
            stop_run(run.id, COMMAND_LINE)


def _pid(run: Run) -> int:
    return int(json.loads((run.folder / "heartbeat").read_text())["pid"])


def _is_trainer(process: psutil.Process, home: Path) -> bool:
    try:
        return any(str(home) in argument for argument in process.cmdline())
    except psutil.Error:
        return False
