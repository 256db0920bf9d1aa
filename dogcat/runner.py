"""Runners start, stop and report trainings. `LocalRunner` gives each a process of its own on this machine.

The queue is the set of run folders that nobody has claimed, so it survives the server and is shared by all
servers on one home folder. A trainer is handed a single run folder and knows nothing of the queue.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Protocol

import filelock

from dogcat.drawn import open_or_draw
from dogcat.home import runs_dir
from dogcat.recipe import Recipe
from dogcat.runs import Run, RunStatus, create_run, list_runs, open_run

TICK_SECONDS = 0.5
MAX_RUNS = 1  # trainings at once: two on two cores take longer than one after the other
_CODE_FOLDER = Path(__file__).resolve().parent.parent


class Runner(Protocol):
    """What pages know of a runner."""

    def submit(self, recipe: Recipe, pictures: str) -> str:
        """Queues a training on the named picture set and returns the run's id."""

    def stop(self, run_id: str) -> None:
        """Withdraws a waiting run, or stops a training after its current step. An ended run stays as it is."""

    def status(self, run_id: str) -> RunStatus:
        """Where the run stands now."""


class LocalRunner:
    """Trains waiting runs one after the other, each in a child process that outlives this one.

    A thread looks after the queue and the children; `close` ends the thread, never a training.
    """

    def __init__(self) -> None:
        self._children: list[subprocess.Popen[bytes]] = []
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="dogcat-runner", daemon=True)
        self._thread.start()

    def submit(self, recipe: Recipe, pictures: str) -> str:
        """Queues a training; the same training that is already waiting or going on is not queued twice.

        Raises:
            PictureSetError: there is no such picture set.
        """
        open_or_draw(pictures)
        with _queue_lock():
            for run in list_runs():
                if run.status().is_active and run.pictures == pictures and run.recipe == recipe:
                    return run.id
            run_id = create_run(recipe, pictures).id
        self.tick()
        return run_id

    def stop(self, run_id: str) -> None:
        """See `Runner.stop`."""
        with _queue_lock():  # so that it is not started while it is being withdrawn
            run = open_run(run_id)
            status = run.status()
            if status.state == "queued":
                run.append("stopped", message="Withdrawn before it started.")
            elif status.is_active:
                run.request_stop()

    def status(self, run_id: str) -> RunStatus:
        """See `Runner.status`.

        Raises:
            RunError: there is no such run.
        """
        return open_run(run_id).status()

    def tick(self) -> None:
        """Buries ended children and starts waiting runs while there is room. Any thread may call it."""
        with _queue_lock():
            self._children = [child for child in self._children if child.poll() is None]
            states = [(run, run.status().state) for run in list_runs()]
            busy = sum(state in ("starting", "running", "stopping") for _, state in states)
            waiting = [run for run, state in states if state == "queued"]
            for run in waiting[: max(0, MAX_RUNS - busy)]:
                self._start(run)

    def close(self) -> None:
        """Stops looking after the queue. Trainings that are going on go on."""
        self._closed.set()
        self._thread.join()

    def _start(self, run: Run) -> None:
        with (run.folder / "trainer.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "dogcat", "work", str(run.folder)],
                cwd=_CODE_FOLDER,
                env={**os.environ, "DOGCAT_HOME": str(runs_dir().parent)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the server's terminal must not reach it
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # the same, on Windows
            )
        self._children.append(child)
        run.claim(child.pid)

    def _look_after(self) -> None:
        while not self._closed.wait(TICK_SECONDS):
            try:
                self.tick()
            except OSError as error:  # a full disk or a folder deleted meanwhile must not end the queue
                print(f"dogcat runner: {error}", file=sys.stderr)


def _queue_lock() -> filelock.FileLock:
    """Held while the queue is read and changed. The system frees it when its holder dies."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(runs_dir() / ".queue.lock")
