"""Reads the files of a run's folder. All readers of runs use `read_run_file`, because the folder may be a stranger's.

A file that is a link, is too large or has another content than the app writes is left out: its reader returns what it
returns for a missing file, and `runs.misfits` names the file.
"""

import json
import re
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.text_file import OddFileError, is_plain_file, is_plain_folder, read_plain
from dogcat.common.units import GIGABYTE, MEGABYTE

TRAINING_STATE = "resume.npz"  # see training/callbacks/training_state.py
MODELS = ("model.keras", "best.keras", "last_epoch.keras")
MAX_EVENTS_BYTES = 20 * MEGABYTE  # a training of seven hours
MAX_PICTURE_HISTORY_BYTES = 100 * MEGABYTE  # 30,000 pictures over 1,600 epochs
_MAX_BYTES = {
    **dict.fromkeys(("recipe.json", "request.json", "environment.json", "label.json"), MEGABYTE // 10),
    "watched/watched.json": MEGABYTE // 10,
    "history.csv": 2 * MEGABYTE,  # 10,000 epochs
    "evaluation.json": 20 * MEGABYTE,
    "events.jsonl": MAX_EVENTS_BYTES,
    "picture_history.bin": MAX_PICTURE_HISTORY_BYTES,
    **dict.fromkeys((*MODELS, TRAINING_STATE), 2 * GIGABYTE),
}
_NUMBERED = {re.compile(r"watched/\d\d\.png"): 2 * MEGABYTE, re.compile(r"learning/epoch-\d{4,5}\.npz"): MEGABYTE}
MOST_KEPT, MOST_KEPT_BYTES = 2_048, 10_000  # answers of a reader, and bytes of the file of each
MAX_FOLLOWERS_BYTES = 2 * MEGABYTE
_OWN = {  # no part of a run's zip
    "heartbeat": 10_000,
    "stop": 100,
    "followers.json": MAX_FOLLOWERS_BYTES,
    "picture_history.bin.xz": 2 * MEGABYTE,
}


T = TypeVar("T")


class ContentError(DogcatError):
    """A file of a run, or a part of it, is not as a training writes it. The text is part of a sentence."""


def max_bytes(name: str) -> int | None:
    """Return how many bytes a file of a run may have; None if a file of this name is no part of a run.

    Args:
        name: its path in the run's folder, with forward slashes.
    """
    numbered = (most for pattern, most in _NUMBERED.items() if pattern.fullmatch(name))
    return _MAX_BYTES.get(name) or next(numbered, None)


def has_run_file(folder: Path, name: str) -> bool:
    """Return True if a run has a file of this name that may be read.

    Args:
        folder: of the run.
        name: path of the file in it, with forward slashes, for which `max_bytes` is not None.
    """
    path, most = folder / name, max_bytes(name)
    if most is None or not is_plain_file(path) or (path.parent != folder and not is_plain_folder(path.parent)):
        return False
    return path.stat().st_size <= most


def read_run_file(folder: Path, name: str) -> bytes:
    """Return the content of a file of a run.

    Args:
        folder: of the run.
        name: path of the file in it, with forward slashes.

    Raises:
        FileNotFoundError: the run has no file of this name.
        ContentError: it is a link, no file, or too large.
    """
    path = folder / name
    try:
        if path.parent != folder and path.parent.is_symlink():
            raise OddFileError(_("it is a link, and links are not followed"))
        return read_plain(path, max_bytes(name) or _OWN[name])
    except OddFileError as error:
        raise ContentError(str(error)) from None


def read_run_text(folder: Path, name: str) -> str:
    """Return a file of a run as text; raises as `read_run_file` does."""
    try:
        return read_run_file(folder, name).decode("utf-8")
    except UnicodeDecodeError:
        raise ContentError(_("it is damaged")) from None


def read_run_json(folder: Path, name: str) -> dict[str, Any]:
    """Return a file of a run as a JSON object; raises as `read_run_file` does, also for any other JSON."""
    try:
        read = json.loads(read_run_text(folder, name))
    except (ValueError, RecursionError):
        raise ContentError(_("it is damaged")) from None
    if not isinstance(read, dict):
        raise ContentError(_("it is no JSON object"))
    return read


def kept_until_changed(name: str) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Return a decorator for a function that reads one small file of a run: its answer is kept until the file changes.

    A page asks for the same few files of all runs many times. What a function raises is not kept.

    Args:
        name: of the file.
    """

    def decorate(read: Callable[[Path], T]) -> Callable[[Path], T]:
        @lru_cache(maxsize=MOST_KEPT)
        def keep(folder: Path, _version: tuple[int, ...]) -> T:
            return read(folder)

        def look(folder: Path) -> T:
            version = _version(folder / name)
            return keep(folder, version) if version else read(folder)

        return look

    return decorate


def _version(path: Path) -> tuple[int, ...]:
    """Return figures of a file that change with it.

    Empty for a large or missing file, and one that changed less than a second ago: the file system's clock is coarse.
    """
    try:
        facts = path.lstat()
    except OSError:
        return ()
    changed = max(facts.st_mtime_ns, facts.st_ctime_ns)
    if facts.st_size > MOST_KEPT_BYTES or time.time_ns() - changed < 1_000_000_000:
        return ()
    return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_size, facts.st_mode
