"""Removes from the home folder what nobody uses any more. The server calls it when it starts.

Each kind of file has its limit where it is written. This is for what a limit there cannot see: the remains of processes
that were killed, and limits that have become smaller.
"""

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from dogcat.common.storage import cache_dir, home_dir, runs_dir
from dogcat.common.temporary import remove_abandoned
from dogcat.pictures.picture_set import remove_unfinished_sets
from dogcat.pictures.pixel_cache import MAX_CACHE_BYTES, trim_cache
from dogcat.runs.trainer_log import NAME, shorten
from dogcat.runs.trash import remove_old_trash

UNFINISHED_SECONDS = 24 * 3600.0  # age from which nobody writes an unfinished file or resumes a download


def clean_up() -> None:
    """Remove what killed processes have left, and what is above its limit. A process that runs keeps its files."""
    remove_abandoned()
    remove_old_trash()
    remove_unfinished_sets()
    _remove_old(cache_dir().glob("**/.*"))
    for ending in ("keras", "bin"):  # what a training was writing
        _remove_old(runs_dir().glob(f"*/.*.{ending}"))
    _remove_old(file for file in (home_dir() / "downloads").glob("*") if file.suffix != ".lock")
    trim_cache(MAX_CACHE_BYTES)
    for log in runs_dir().glob(f"*/{NAME}"):
        with contextlib.suppress(OSError):
            shorten(log)


def _remove_old(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):  # another process removes it now
            if file.is_file() and time.time() - file.stat().st_mtime > UNFINISHED_SECONDS:
                file.unlink()
