"""Deletes runs in two steps, so that a deletion can be undone: a folder is hidden first and removed later."""

import os
import shutil
import time

from dogcat.common.disk_space import folder_bytes
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.storage import runs_dir
from dogcat.common.units import GIGABYTE
from dogcat.runs.run import Run, RunError

MAX_BIN_BYTES = 2 * GIGABYTE  # of deleted runs; the last one always stays
KEPT_SECONDS = 24 * 3600.0  # deleted runs can be restored for a day


def delete_run(run: Run, asker: Visitor) -> None:
    """Hides a run from all lists; `restore_run` brings it back until it is removed.

    Raises:
        NotAllowedError: the asker is neither its owner nor in charge.
        RunError: the run is waiting or training.
    """
    require_owner(asker, run.owner, _("Only the person who started a training, or the teacher, can delete it."))
    status = run.status()
    if status.is_active:
        raise RunError(_("Run {run} is {state}. Stop it first, then delete it.").format(run=run.id, state=status.words))
    doomed = run.folder.with_name(f".deleted-{run.id}")
    run.folder.rename(doomed)
    os.utime(doomed)  # records the time of the deletion
    _trim_bin()


def restore_run(run_id: str, asker: Visitor) -> Run:
    """Brings a deleted run back.

    Raises:
        NotAllowedError: the asker is neither its owner nor in charge.
        RunError: its files are removed.
    """
    try:
        owner = Run(runs_dir() / f".deleted-{run_id}").owner
        require_owner(asker, owner, _("Only the person who started a training, or the teacher, can restore it."))
        return Run((runs_dir() / f".deleted-{run_id}").rename(runs_dir() / run_id))
    except OSError:
        raise RunError(_("Run {run} cannot be restored: its files are gone.").format(run=run_id)) from None


def _trim_bin() -> None:
    """Remove the files of the runs that were deleted first, until the others take at most `MAX_BIN_BYTES`."""
    kept = 0
    folders = sorted(runs_dir().glob(".deleted-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for number, folder in enumerate(folders):
        kept += folder_bytes(folder)
        if number and kept > MAX_BIN_BYTES:
            shutil.rmtree(folder, ignore_errors=True)


def empty_bin(asker: Visitor) -> None:
    """Removes the files of all deleted runs.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can remove the files of deleted trainings."))
    remove_old_trash(0)


def remove_old_trash(older_than: float = KEPT_SECONDS) -> None:
    """Removes the files of runs that were deleted long ago. This follows a rule, so nobody is asked.

    Args:
        older_than: smallest number of seconds since the deletion.
    """
    for folder in runs_dir().glob(".deleted-*"):
        if time.time() - folder.lstat().st_mtime >= older_than:
            shutil.rmtree(folder, ignore_errors=True)
