"""Stopping, withdrawing and reordering, and who may do it."""

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, RunError, create_run
from dogcat.runs.scheduling.control import empty_queue, end_run, put_first, stop_run, withdraw_run
from dogcat.runs.scheduling.queue import look_at_queue
from dogcat.runs.status import RunStatus
from tests.runs.scheduling.helpers import occupy

ANN, BOB = Visitor("ann"), Visitor("bob")
TEACHER = Visitor("teacher", is_in_charge=True)


@pytest.fixture
def queue(home: Path) -> dict[str, Run]:
    """Waiting runs by owner and number."""
    return {name: create_run(Recipe(), "pets", owner=name[:-1]) for name in ("ann1", "bob1", "ann2")}


def waiting() -> list[str]:
    return [run.id for run in look_at_queue()[0]]


@pytest.mark.parametrize("asker", [ANN, TEACHER, COMMAND_LINE])
@pytest.mark.usefixtures("home")
def test_its_owner_and_who_is_in_charge_stop_a_training(asker: Visitor) -> None:
    run = occupy(owner="ann")
    with pytest.raises(NotAllowedError, match="people who started or joined it, or the teacher, can stop it"):
        stop_run(run.id, BOB)
    assert run.status() == RunStatus("starting")
    stop_run(run.id, asker, keep_best=True)
    assert run.status() == RunStatus("stopping")
    assert run.best_requested()


def test_what_the_command_line_trains_is_stopped_by_who_is_in_charge(home: Path) -> None:
    run = occupy()
    for asker in (ANN, Visitor("")):
        with pytest.raises(NotAllowedError):
            stop_run(run.id, asker)
    stop_run(run.id, TEACHER)
    assert run.status() == RunStatus("stopping")


def test_an_ended_run_stays_as_it_is(home: Path) -> None:
    run = occupy(owner="ann")
    run.append("end")
    stop_run(run.id, BOB)
    assert run.status() == RunStatus("done")
    assert not run.stop_requested()


@pytest.mark.parametrize("withdraw", [stop_run, withdraw_run])
def test_a_waiting_training_is_withdrawn_and_says_by_whom(
    queue: dict[str, Run], withdraw: Callable[[str, Visitor], None]
) -> None:
    with pytest.raises(NotAllowedError):
        withdraw(queue["ann1"].id, BOB)
    withdraw(queue["ann1"].id, ANN)
    withdraw(queue["bob1"].id, TEACHER)
    assert queue["ann1"].status() == RunStatus("stopped", "Withdrawn before it started.")
    assert queue["bob1"].status() == RunStatus("stopped", "Your teacher withdrew it before it started.")
    assert waiting() == [queue["ann2"].id]


@pytest.mark.parametrize("is_trainer", [True, False])
def test_who_is_in_charge_kills_a_training_that_does_not_stop(home: Path, is_trainer: bool) -> None:
    """A folder from elsewhere may name any process, so only a process that looks like a trainer is killed."""
    words = ["-m", "dogcat", "work"] if is_trainer else []
    with subprocess.Popen([sys.executable, "-c", "input()", *words], stdin=subprocess.PIPE) as process:
        run = create_run(Recipe(), "pets", claimed_by=process.pid, owner="ann")
        with pytest.raises(NotAllowedError, match="Only the teacher can end a training at once"):
            end_run(run.id, ANN)
        if is_trainer:
            end_run(run.id, TEACHER)
            assert process.wait(10) == -signal.SIGKILL
            assert run.status() == RunStatus(
                "stopped", "Your teacher ended it at once. Every completed epoch was kept."
            )
        with pytest.raises(RunError, match="No process of this computer trains run"):
            end_run(run.id, TEACHER)
        assert (process.poll() is None) is not is_trainer
        process.kill()


def test_what_does_not_wait_is_neither_withdrawn_nor_put_first(home: Path) -> None:
    run = occupy(owner="ann")
    for act in (withdraw_run, put_first):
        with pytest.raises(RunError, match=f"Run {run.id} does not wait: it is starting"):
            act(run.id, TEACHER)
        with pytest.raises(RunError, match="There is no run 'nothing'"):
            act("nothing", TEACHER)


def test_the_queue_is_emptied_of_one_owner_or_of_all(queue: dict[str, Run]) -> None:
    for owner in (None, "ann"):
        with pytest.raises(NotAllowedError, match="Only the teacher can withdraw the trainings of others"):
            empty_queue(BOB, owner)
    assert len(waiting()) == 3
    assert empty_queue(TEACHER, "ann") == 2
    assert waiting() == [queue["bob1"].id]
    assert empty_queue(BOB, "bob") == 1
    create_run(Recipe(), "pets", owner="ann")
    going_on = occupy(owner="ann")
    assert empty_queue(COMMAND_LINE) == 1
    assert empty_queue(COMMAND_LINE) == 0
    assert going_on.status() == RunStatus("starting")


def test_who_is_in_charge_puts_any_order(queue: dict[str, Run]) -> None:
    usual = [queue[name].id for name in ("ann1", "bob1", "ann2")]
    assert waiting() == usual
    with pytest.raises(NotAllowedError, match="Only the teacher can change the order"):
        put_first(usual[2], ANN)
    for order in itertools.permutations(usual):
        for second, run_id in enumerate(reversed(order)):
            put_first(run_id, TEACHER)
            note = next(run for run in queue.values() if run.id == run_id).folder / "first"
            os.utime(note, (second + 1, second + 1))  # within one tick of a coarse clock
        assert waiting() == list(order)


def test_a_run_that_was_put_first_is_not_first_when_it_waits_again(queue: dict[str, Run]) -> None:
    put_first(queue["ann2"].id, TEACHER)
    assert waiting()[0] == queue["ann2"].id
    queue["ann2"].wait_again()
    assert waiting()[0] == queue["ann1"].id
