"""The file `trainer.log` of a run: what its process and TensorFlow print."""

from pathlib import Path
from typing import BinaryIO

from dogcat.common.text_file import is_plain_file, open_to_append

NAME = "trainer.log"
MAX_BYTES = 1_000_000  # from which only the end is kept when a training starts or the server does
_KEPT_BYTES = 100_000


def open_log(folder: Path) -> BinaryIO:
    """Return the log of a run's folder, open for appending. A long one is shortened first; a link is refused."""
    shorten(folder / NAME)
    return open_to_append(folder / NAME)


def shorten(file: Path) -> None:
    """Keep only the end of a log that is too long. The file stays the same one, in case a process has it open."""
    if not is_plain_file(file) or file.stat().st_size <= MAX_BYTES:
        return
    with file.open("r+b") as log:
        log.seek(-_KEPT_BYTES, 2)
        end = log.read()
        log.seek(0)
        log.write(end)
        log.truncate()
