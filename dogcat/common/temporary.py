"""Temporary folders in the app's home, which another process removes once their own process has ended.

The system's folder for temporary files is often memory, and nobody cleans up there what a killed server has left.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

import filelock

from dogcat.common.storage import home_dir

_LOCK = ".lock"
_NEW_SECONDS = 60.0  # in which the process of a new folder takes its lock


def temporary_dir() -> Path:
    """Return the folder that holds all temporary folders."""
    return home_dir() / "tmp"


class TemporaryFolder:
    """A folder of this process. `close` removes it.

    The process holds a lock as long as it lives, whose end also other machines and containers see. A process id in
    its name would mean another process there.

    Attributes:
        path: the folder.
    """

    def __init__(self, purpose: str) -> None:
        """Make the folder.

        Args:
            purpose: start of its name, for people who look.
        """
        temporary_dir().mkdir(parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix=f"{purpose}-{os.getpid()}-", dir=temporary_dir()))
        self._lock = filelock.FileLock(self.path / _LOCK)
        self._lock.acquire()

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders whose process has ended."""
    for folder in temporary_dir().glob("*"):
        try:
            if time.time() - folder.stat().st_mtime < _NEW_SECONDS and not (folder / _LOCK).exists():
                continue
            with filelock.FileLock(folder / _LOCK, timeout=0):
                pass
        except (filelock.Timeout, OSError):
            continue
        shutil.rmtree(folder, ignore_errors=True)
