"""Deletes runs in two steps, so that a deletion can be undone: a folder is hidden first and removed later.

A run that others follow, too, is only taken off the list of who deletes it.
"""

import os
import shutil
import time
from contextlib import suppress

from dogcat.common.disk_space import folder_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.storage import runs_dir
from dogcat.common.units import GIGABYTE
from dogcat.runs.followers import FILE, forget_left, has_left, join, leave
from dogcat.runs.run import Run, RunError
from dogcat.runs.scheduling.queue import only_leaves, queue_lock

MAX_BIN_BYTES = 2 * GIGABYTE  # of deleted runs; the last one always stays
KEPT_SECONDS = 24 * 3600.0  # deleted runs can be restored for a day


def delete_run(run: Run, asker: Visitor) -> None:
    """Hides a run from all lists; `restore_run` brings it back until it is removed.

    If others follow the run, the asker only leaves it, in any state. A visitor in charge deletes it for all.

    Raises:
        NotAllowedError: the asker neither follows it nor is in charge.
        RunError: the run is waiting or training.
    """
    refusal = _("Only people who started or joined a training, or the teacher, can delete it.")
    with queue_lock():
        require_owner(asker, run.followers, refusal)
        if only_leaves(run, asker):
            leave(run, asker.token)
            return
        status = run.status()
        if status.is_active:
            words = _("Run {run} is {state}. Stop it first, then delete it.")
            raise RunError(words.format(run=run.id, state=status.words))
        doomed = run.folder.with_name(f".deleted-{run.id}")
        run.folder.rename(doomed)
        os.utime(doomed)  # records the time of the deletion
    _trim_bin()


def restore_run(run_id: str, asker: Visitor) -> Run:
    """Brings a deleted run back, or an asker who has left a run back to it.

    Raises:
        NotAllowedError: the asker neither followed it nor is in charge.
        RunError: its files are removed.
    """
    gone = RunError(_("Run {run} cannot be restored: its files are gone.").format(run=run_id))
    refusal = _("Only people who started or joined a training, or the teacher, can restore it.")
    with queue_lock():
        kept = (Run(runs_dir() / name) for name in (run_id, f".deleted-{run_id}"))
        run = next((run for run in kept if run.folder.is_dir()), None)
        was_its = run is not None and has_left(run, asker.token)
        if run is None or (run.folder.name == run_id and not was_its):
            raise gone
        try:
            token = asker.token
            require_owner(asker, (*run.followers, *((token,) if was_its else ())), refusal)
            if was_its:
                join(run, token)
                if run.folder.name != run_id:  # it comes back to the list of this browser alone
                    for other in set(run.followers) - {token, ""}:
                        leave(run, other)
            return Run(run.folder.rename(runs_dir() / run_id))
        except OSError:
            raise gone from None


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
    """Removes the files of runs that were deleted long ago, and what those wrote on a run who left it long ago.

    This follows a rule, so nobody is asked.

    Args:
        older_than: smallest number of seconds since the deletion.
    """
    for folder in runs_dir().glob(".deleted-*"):
        if time.time() - folder.lstat().st_mtime >= older_than:
            shutil.rmtree(folder, ignore_errors=True)
    with queue_lock():
        for file in runs_dir().glob(f"[!.]*/{FILE}"):
            with suppress(DogcatError, OSError):  # deleted meanwhile, or damaged
                forget_left(Run(file.parent), older_than)
