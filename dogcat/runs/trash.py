"""Deleting runs, so that a slip of the finger can be undone: their folders are hidden first, and removed later."""

import os
import shutil
import time

from dogcat.common.language import _
from dogcat.common.storage import runs_dir
from dogcat.runs.run import Run, RunError


def delete_run(run: Run) -> None:
    """Takes a run out of all lists; `restore_run` brings it back until `empty_bin` is called.

    Raises:
        RunError: the run is still waiting or training.
    """
    status = run.status()
    if status.is_active:
        raise RunError(_("Run {run} is {state}. Stop it first, then delete it.").format(run=run.id, state=status.words))
    doomed = run.folder.with_name(f".deleted-{run.id}")
    run.folder.rename(doomed)
    os.utime(doomed)  # the time of its deletion


def restore_run(run_id: str) -> Run:
    """Brings a deleted run back.

    Raises:
        RunError: it is gone for good.
    """
    try:
        return Run((runs_dir() / f".deleted-{run_id}").rename(runs_dir() / run_id))
    except OSError:
        raise RunError(_("Run {run} cannot be brought back: its files are gone.").format(run=run_id)) from None


def empty_bin(older_than: float = 0) -> None:
    """Removes the files of deleted runs for good.

    Args:
        older_than: seconds since the deletion, at least.
    """
    for folder in runs_dir().glob(".deleted-*"):
        if time.time() - folder.stat().st_mtime >= older_than:
            shutil.rmtree(folder, ignore_errors=True)
