"""The home folder as one zip, consistent while the server runs and trainings go on. `restore` reads it."""

import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dogcat.common.disk_space import require_space
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import home_dir, whole_path
from dogcat.common.types import ProgressCallback
from dogcat.common.units import MEGABYTE
from dogcat.export.run_check import max_bytes
from dogcat.pictures.decoding import MAX_FILE_BYTES
from dogcat.pictures.picture_set import LEFT_OUT_FILE, SET_FILE, is_picture_name
from dogcat.recipe.settings import FILE_NAME
from dogcat.runs.followers import FILE as FOLLOWERS_FILE
from dogcat.runs.run_files import MAX_FOLLOWERS_BYTES, MODELS, TRAINING_STATE

# What a backup holds, with the largest size of each file in bytes; of runs, the files of `run_check`. It has no caches,
# logs, speeds, downloads, locks, or anything hidden, which is being made or deleted.
_SIZES = {
    re.compile(r"pictures/[^/]+/(train|validation|test)/(cats|dogs)/[^/]+"): MAX_FILE_BYTES,
    re.compile(rf"pictures/[^/]+/({re.escape(SET_FILE)}|{re.escape(LEFT_OUT_FILE)})"): 50 * MEGABYTE,
    re.compile(r"(board|experiment|handed_in|opened_tests)/[^/]+\.json"): 50 * MEGABYTE,
    re.compile(re.escape(FILE_NAME)): MEGABYTE,
}
KEPT = ("pictures", "runs", "board", "experiment", "handed_in", "opened_tests", FILE_NAME)
_PACKED = (".json", ".jsonl", ".csv", ".toml")  # endings of files that compress; pictures and weights do not


class BackupError(DogcatError):
    """A backup cannot be written or restored. The text says what to do."""


@dataclass(frozen=True)
class BackupCounts:
    """What a backup holds.

    Attributes:
        num_runs: number of runs.
        num_sets: number of picture sets.
        left_out: one line for each thing that was left out, in the current language.
    """

    num_runs: int
    num_sets: int
    left_out: tuple[str, ...] = ()


def largest_size(name: str) -> int | None:
    """Return how many bytes a file of a backup may have; None if a backup holds no file of this name.

    Args:
        name: its path in the home folder, with forward slashes.
    """
    top, _slash, inside = name.partition("/")
    parts = name.split("/")
    if any(part.startswith(".") for part in parts) or (top == "pictures" and not _is_of_set(parts)):
        return None
    if top == "runs":
        file = inside.partition("/")[2]
        return MAX_FOLLOWERS_BYTES if file == FOLLOWERS_FILE else max_bytes(file)
    return next((most for pattern, most in _SIZES.items() if pattern.fullmatch(name)), None)


def write_backup(file: Path, progress: ProgressCallback | None = None) -> BackupCounts:
    """Write the home folder to a zip, in an atomic write.

    A run in training is kept as a trainer that is killed leaves it: up to its last whole epoch.

    Args:
        file: the zip.
        progress: called with (bytes done, bytes in all).

    Raises:
        BackupError: the file cannot be written.
    """
    home = home_dir()
    groups = _groups(home)
    total = sum(_size(home / name) for names in groups.values() for name in names)
    require_space(total, file.parent)
    done = 0
    kept: set[str] = set()
    try:
        with whole_path(file) as temporary, zipfile.ZipFile(temporary, "w") as archive:
            for group, names in groups.items():
                for name, source in _opened(home, group, names):
                    done += _pack(archive, name, source)
                    kept.add(group)
                    if progress:
                        progress(min(done, total), total)
    except OSError as error:
        raise BackupError(
            _("The backup {file} cannot be written ({why}). Choose a folder with space that you may write to.").format(
                file=file, why=error.strerror or error
            )
        ) from None
    return BackupCounts(
        num_runs=sum(group.startswith("runs/") for group in kept),
        num_sets=sum(group.startswith("pictures/") for group in kept),
    )


def _is_of_set(parts: list[str]) -> bool:
    return len(parts) == 3 or (len(parts) == 5 and is_picture_name(parts[4]))


def _groups(home: Path) -> dict[str, list[str]]:
    """Return the names of the files by what they belong to: a run, a picture set, or a folder of the home."""
    groups: dict[str, list[str]] = {}
    for name in _names(home):
        parts = name.split("/")
        group = "/".join(parts[:2]) if parts[0] in ("runs", "pictures") else parts[0]
        groups.setdefault(group, []).append(name)
    return groups


def _names(home: Path) -> Iterator[str]:
    for top in KEPT:
        for folder, folders, files in os.walk(home / top):  # does not follow links
            folders[:] = sorted(inside for inside in folders if not inside.startswith("."))
            for file in sorted(files):
                path = Path(folder, file)
                name = path.relative_to(home).as_posix()
                if largest_size(name) is not None and not path.is_symlink():
                    yield name
    if (home / FILE_NAME).is_file():
        yield FILE_NAME


def _opened(home: Path, group: str, names: list[str]) -> Iterator[tuple[str, BinaryIO]]:
    """Open the files of a group; those that are being deleted are left out.

    Those of a run are all opened before one is read, so that what replaces or deletes them changes nothing. Its models
    come first: a trainer writes the history before the model, so no model is ahead of its history.
    """
    if not group.startswith("runs/"):
        for name in names:
            with suppress(FileNotFoundError), (home / name).open("rb") as file:
                yield name, file
        return
    with ExitStack() as stack:
        opened = {}
        for name in sorted(names, key=lambda name: name.rsplit("/", 1)[-1] not in (*MODELS, TRAINING_STATE)):
            with suppress(FileNotFoundError):
                opened[name] = stack.enter_context((home / name).open("rb"))
        if {f"{group}/recipe.json", f"{group}/request.json"} <= set(opened):
            yield from opened.items()


def _pack(archive: zipfile.ZipFile, name: str, source: BinaryIO) -> int:
    """Add an open file to the zip, and return its size in bytes."""
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_PACKED) else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w") as packed:
        shutil.copyfileobj(source, packed)
    return source.tell()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
