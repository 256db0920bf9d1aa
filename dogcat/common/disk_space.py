"""The space that the app may use on a disk. Who writes a large file asks here first.

Some space always stays free, because a full disk stops trainings, and other programs too.
"""

import os
import shutil
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import home_dir
from dogcat.common.units import GIGABYTE, size_words

FLOOR_BYTES = 2 * GIGABYTE  # that stay free, or less on a small disk
FLOOR_FRACTION = 0.05  # of a small disk


class DiskSpaceError(DogcatError):
    """A file would leave too little free space. The text says how much there is."""


def usable_bytes(folder: Path | None = None) -> int:
    """Return how many bytes may be written on the disk of a folder, which need not exist yet; 0 at the floor.

    Args:
        folder: the folder; None for the app's home.
    """
    folder = folder or home_dir()
    while not folder.exists():
        folder = folder.parent
    disk = shutil.disk_usage(folder)
    return max(0, disk.free - floor_bytes(disk.total))


def floor_bytes(total: int) -> int:
    """Return the bytes that stay free on a disk of this many bytes."""
    return int(min(FLOOR_BYTES, FLOOR_FRACTION * total))


def require_space(num_bytes: int, folder: Path | None = None) -> None:
    """Check that a file may be written.

    Args:
        num_bytes: size of the file, or more.
        folder: where it is written; None for the app's home.

    Raises:
        DiskSpaceError: the disk would be too full.
    """
    if num_bytes > (usable := usable_bytes(folder)):
        raise DiskSpaceError(
            _(
                "This needs {needed} on the disk, but the app may use only {usable} more, so that the disk is never"
                " full. Delete runs, picture sets or other files that you no longer need."
            ).format(needed=size_words(num_bytes), usable=size_words(usable))
        )


def folder_bytes(folder: Path) -> int:
    """Return the size of all files in a folder and below; 0 if there is no folder."""
    total, waiting = 0, [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:  # another process deletes it now
            continue
    return total
