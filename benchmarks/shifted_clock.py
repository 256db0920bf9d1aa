"""A clock that can be set back under running processes, without a change of the machine's clock.

A process that has called `shift_clock` sees a clock that is ahead by a number of seconds. The number stands in the file
that the environment variable `DOGCAT_CLOCK` names. It shifts `time.time`, times of files and starts of processes alike.
A new number in the file sets the clocks of all these processes at once.
"""

import os
import time
from pathlib import Path
from typing import Any

import psutil

from dogcat.common.storage import CODE_DIR


def shift_clock() -> None:
    """Shift the clock of this process until it ends."""
    file = Path(os.environ["DOGCAT_CLOCK"])
    true_time, true_utime, true_start = time.time, os.utime, psutil.Process.create_time

    def ahead() -> float:
        return float(file.read_text(encoding="utf-8"))

    def touch(path: Any, times: tuple[float, float] | None = None, **options: Any) -> None:
        now = true_time() + ahead()
        true_utime(path, times or (None if options else (now, now)), **options)

    time.time = lambda: true_time() + ahead()
    os.utime = touch
    psutil.Process.create_time = lambda process: true_start(process) + ahead()


def shift_clock_of_children(folder: Path) -> None:
    """Let every Python process that this one starts shift its clock first.

    Args:
        folder: empty folder for the file that makes them do so.
    """
    os.environ["DOGCAT_CLOCK"] = str(folder / "clock")
    set_clock(0)
    (folder / "sitecustomize.py").write_text("from benchmarks.shifted_clock import shift_clock\nshift_clock()\n")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{CODE_DIR}"


def set_clock(seconds_ahead: float) -> None:
    """Set the clock of all these processes at once."""
    file = Path(os.environ["DOGCAT_CLOCK"])
    draft = file.with_name("draft")
    draft.write_text(str(seconds_ahead), encoding="utf-8")
    draft.replace(file)
