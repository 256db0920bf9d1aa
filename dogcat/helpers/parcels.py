"""Parcels: files of a run as one zip, between the app and a helper. Each side checks names and sizes on arrival."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dogcat.common.storage import whole_path
from dogcat.runs.by_picture.picture_history import FILE as PICTURE_HISTORY
from dogcat.runs.run_files import MODELS, TRAINING_STATE, ContentError, max_bytes, read_run_file

HISTORY = "history.csv"
TEXTS = (HISTORY, "environment.json")  # a helper sends these as soon as they change
_OF_TRAINING = (*MODELS, TRAINING_STATE, PICTURE_HISTORY)
_TO_HELPER = ("recipe.json", "watched/watched.json", "environment.json", HISTORY, *_OF_TRAINING)
_AT_END = (*_OF_TRAINING, HISTORY, "environment.json", "evaluation.json")
_NUMBERED = re.compile(r"learning/epoch-\d{4,5}\.npz")
_WATCHED = re.compile(r"watched/\d\d\.png")
_MOST_FILES = 12_000  # a first layer for each of 10,000 epochs


def names_for_helper(folder: Path) -> list[str]:
    """Return the files of a run that a helper needs to begin it or to take it up."""
    watched = [f"watched/{file.name}" for file in (folder / "watched").glob("*.png")]
    return [name for name in (*_TO_HELPER, *watched) if (folder / name).is_file()]


def names_of_state(folder: Path, known: Collection[str] = ()) -> list[str]:
    """Return the files that a training has written, the models first, because the history must not be behind them.

    Args:
        folder: of the run.
        known: first layers that the app has already.
    """
    layers = (f"learning/{file.name}" for file in sorted((folder / "learning").glob("epoch-*.npz")))
    return [name for name in (*_AT_END, *(each for each in layers if each not in known)) if (folder / name).is_file()]


def pack(folder: Path, names: Iterable[str], texts: Mapping[str, str] | None = None) -> bytes:
    """Return files of a run as a zip without compression; models and pictures are compressed already.

    Args:
        folder: of the run.
        names: of the files, with forward slashes.
        texts: further files by their name.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name in names:
            try:
                packed.writestr(name, read_run_file(folder, name))
            except FileNotFoundError:  # replaced or deleted now
                continue
        for name, text in (texts or {}).items():
            packed.writestr(name, text)
    return data.getvalue()


def unpack(parcel: bytes, is_from_helper: bool) -> dict[str, bytes]:
    """Return the files of a parcel by name.

    Args:
        parcel: from `pack`.
        is_from_helper: whether it may hold only what a training writes.

    Raises:
        ContentError: it is no parcel, or a file has a name or a size that no file of a run has.
    """
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(parcel)) as packed:
            if len(packed.infolist()) > _MOST_FILES:
                raise ContentError("it has too many files")
            for member in packed.infolist():
                if not _may_be_in(member.filename, is_from_helper):
                    raise ContentError(f"{member.filename[:100]} is no file of a training")
                if member.file_size > (max_bytes(member.filename) or 0):
                    raise ContentError(f"{member.filename} is too large")
                found[member.filename] = packed.read(member)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ContentError("it is damaged") from None
    return found


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of a parcel into a run's folder, each atomically, in the order of the parcel."""
    for name, data in files.items():
        with whole_path(folder / name) as temporary:
            temporary.write_bytes(data)


def _may_be_in(name: str, is_from_helper: bool) -> bool:
    if is_from_helper:
        return name in _AT_END or _NUMBERED.fullmatch(name) is not None
    return name in (*_TO_HELPER, "request.json", "events.jsonl") or _WATCHED.fullmatch(name) is not None
