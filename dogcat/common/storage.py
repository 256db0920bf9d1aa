"""The folders of the app on disk, and atomic writes of files."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CODE_DIR = Path(__file__).resolve().parents[2]  # holds dogcat/, pages/ and assets/; working directory of our processes
ASSETS_DIR = CODE_DIR / "assets"


def home_dir() -> Path:
    """Return the folder of all data: `$DOGCAT_HOME`, or `.dogcat/` beside the app if the variable is not set."""
    chosen = os.environ.get("DOGCAT_HOME")
    return Path(chosen).expanduser().resolve() if chosen else CODE_DIR / ".dogcat"


def pictures_dir() -> Path:
    """Return the folder that holds one folder per picture set."""
    return home_dir() / "pictures"


def class_photos_dir() -> Path:
    """Return the folder of the photos for the class's own test set. No picture set is made from it, and no backup."""
    return home_dir() / "class_photos"


def cache_dir() -> Path:
    """Return the folder of cached files. It may be deleted at any time; the app rebuilds what it needs."""
    return home_dir() / "cache"


def runs_dir() -> Path:
    """Return the folder that holds one folder per run."""
    return home_dir() / "runs"


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """Write a file atomically: yield a temporary file in the same folder and rename it to `path` on success.

    A reader sees the old file or the new one, never a part. If the block raises, the temporary file is removed and
    `path` stays unchanged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)  # mkstemp sets 0600; a teacher may read runs of another account
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` atomically, encoded as UTF-8."""
    with whole_path(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def remove_oldest(newest: Path, max_bytes: int) -> None:
    """Deletes the oldest files of a folder until the rest fits.

    Only whole files with the suffix of `newest` count; the age is the time of the last change.

    Args:
        newest: a file of the folder that stays in any case.
        max_bytes: all files together may take this much.
    """
    kept = 0
    files = newest.parent.glob(f"[!.]*{newest.suffix}")
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        kept += file.stat().st_size
        if kept > max_bytes and file != newest:
            file.unlink()


def is_disk_full(error: BaseException) -> bool:
    """Return True if a write failed because the disk is full. HDF5 gives the error number only in its text."""
    numbers = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return isinstance(error, OSError) and (
        error.errno in numbers or any(f"errno = {number}" in str(error) for number in numbers)
    )
