"""Ends the trainings that a test leaves."""

import contextlib
import json
import os

import psutil

from dogcat.runs.run import Run
from dogcat.runs.store import list_runs


def trainer_of(run: Run) -> int:
    """The id of the process that trains a run."""
    return int(json.loads((run.folder / "heartbeat").read_text())["pid"])


def kill_trainers() -> None:
    """Kills the process of each run in training, except this one: some tests claim runs for their own process."""
    for run in list_runs():
        with contextlib.suppress(OSError, psutil.Error):
            if run.status().is_busy and (pid := trainer_of(run)) != os.getpid():
                trainer = psutil.Process(pid)
                trainer.kill()
                trainer.wait(10)
