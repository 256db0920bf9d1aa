"""Where everything lives on disk, and how to write a file so that no reader ever sees half of it."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CODE_DIR = Path(__file__).resolve().parents[2]  # holds dogcat/, pages/ and assets/; where our processes start
ASSETS_DIR = CODE_DIR / "assets"


def home_dir() -> Path:
    """The folder of all data: `$DOGCAT_HOME`, or `.dogcat/` beside the app when that is not set."""
    chosen = os.environ.get("DOGCAT_HOME")
    return Path(chosen).expanduser().resolve() if chosen else CODE_DIR / ".dogcat"


def pictures_dir() -> Path:
    """The folder that holds one folder per picture set."""
    return home_dir() / "pictures"


def cache_dir() -> Path:
    """The folder of decoded pixels; it can be deleted at any time and is built again when needed."""
    return home_dir() / "cache"


def runs_dir() -> Path:
    """The folder that holds one folder per run."""
    return home_dir() / "runs"


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """Gives a temporary neighbour of `path` to write to, and renames it to `path` when the block succeeds.

    A reader sees the old file or the new one, never a part. When the block raises, the temporary file is
    removed and `path` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)  # mkstemp gives 0600; a teacher may want to read the run of another account
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8 to `path`, whole or not at all."""
    with whole_path(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def is_disk_full(error: BaseException) -> bool:
    """Whether something could not be written because there is no room. HDF5 tells the number in its text alone."""
    numbers = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return isinstance(error, OSError) and (
        error.errno in numbers or any(f"errno = {number}" in str(error) for number in numbers)
    )
