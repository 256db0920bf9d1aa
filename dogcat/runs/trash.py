"""Deletes runs in two steps, so that a deletion can be undone: a folder is hidden first and removed later."""

import os
import shutil
import time

from dogcat.common.language import _
from dogcat.common.storage import runs_dir
from dogcat.runs.run import Run, RunError


def delete_run(run: Run) -> None:
    """Hides a run from all lists; `restore_run` brings it back until `empty_bin` removes it.

    Raises:
        RunError: the run is waiting or training.
    """
    status = run.status()
    if status.is_active:
        raise RunError(_("Run {run} is {state}. Stop it first, then delete it.").format(run=run.id, state=status.words))
    doomed = run.folder.with_name(f".deleted-{run.id}")
    run.folder.rename(doomed)
    os.utime(doomed)  # records the time of the deletion


def restore_run(run_id: str) -> Run:
    """Brings a deleted run back.

    Raises:
        RunError: its files are removed.
    """
    try:
        return Run((runs_dir() / f".deleted-{run_id}").rename(runs_dir() / run_id))
    except OSError:
        raise RunError(_("Run {run} cannot be restored: its files are gone.").format(run=run_id)) from None


def empty_bin(older_than: float = 0) -> None:
    """Removes the files of deleted runs.

    Args:
        older_than: smallest number of seconds since the deletion.
    """
    for folder in runs_dir().glob(".deleted-*"):
        if time.time() - folder.stat().st_mtime >= older_than:
            shutil.rmtree(folder, ignore_errors=True)
