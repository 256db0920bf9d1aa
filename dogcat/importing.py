"""Brings pictures in: from a folder or a zip in the tutorial's layout to a picture set of our own.

Folder and zip go the same way: list the entries, recognise the layout by the entries' names, refuse what is
wrong before anything is written, copy to a temporary folder, rename. A zip is not trusted: its names, links and
sizes are checked first.
"""

import io
import lzma
import os
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from dogcat.home import pictures_dir
from dogcat.pictures import (
    CLASS_FOLDERS,
    SPLITS,
    PictureSet,
    PictureSetError,
    check_new_name,
    is_picture_name,
    new_picture_set,
    open_picture_set,
)
from dogcat.pixels import MAX_FILE_BYTES, Progress, looks_like_picture

MAX_ENTRIES = 200_000  # of a zip or folder; the whole Kaggle set has 37,500
MAX_OTHER_BYTES = 100 * 2**20  # what a zip may hold beside its pictures
LAYOUT = "{train,validation,test}/{cats,dogs}/ with JPEG, PNG or WebP pictures in each"

# What zipfile raises on damaged or strange files is not documented; these are the kinds seen.
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `skipped` holds one line for each file that was left out or looks wrong."""

    pictures: PictureSet
    num_copied: int
    skipped: list[str]


@dataclass(frozen=True)
class _Entry:
    parts: tuple[str, ...]
    size: int
    open: Callable[[], IO[bytes] | io.FileIO]


def import_pictures(
    source: Path | BinaryIO, name: str, progress: Progress | None = None, source_name: str = ""
) -> ImportResult:
    """Copies the pictures of a folder or zip in the tutorial's layout, at any depth, to a new picture set.

    Args:
        source: a folder, a zip file, or an open binary file with a zip in it (an upload).
        name: of the new set; must not exist yet.
        progress: called with (files done, files in all) after each copied file.
        source_name: what to note as the set's origin when `source` is an open file.

    Raises:
        PictureSetError: anything about the name or the source is wrong. Nothing is left on disk.
    """
    check_new_name(name)
    title = source_name or (source.name if isinstance(source, Path) else "the zip")
    with _entries(source, title) as entries:
        chosen, skipped = _recognise(entries, title)
        _check_disk(chosen)
        with new_picture_set(name, f"Imported from {source_name or source}") as folder:
            _copy(chosen, folder, skipped, title, progress)
    return ImportResult(open_picture_set(name), len(chosen), skipped)


@contextmanager
def _entries(source: Path | BinaryIO, title: str) -> Iterator[list[_Entry]]:
    """The files of a folder or zip. The zip stays open for as long as the entries are used."""
    try:
        if isinstance(source, Path) and source.is_dir():
            yield _folder_entries(source)
            return
        with zipfile.ZipFile(source) as archive:
            yield _zip_entries(archive, title)
    except FileNotFoundError:
        raise PictureSetError(f"{source} does not exist. Expected: a folder or a .zip file with {LAYOUT}.") from None
    except _ZIP_ERRORS as error:
        raise PictureSetError(
            f"{title} is not a whole zip file ({str(error).rstrip('.')}). Expected: a folder or a .zip file with"
            f" {LAYOUT}."
        ) from None
    except OSError as error:
        raise PictureSetError(f"{title} could not be read or copied: {error.strerror or error}.") from None


def _folder_entries(folder: Path) -> list[_Entry]:
    entries: list[_Entry] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            path = Path(parent, file)
            if path.is_file():
                entries.append(_Entry(path.relative_to(folder).parts, path.stat().st_size, partial(io.FileIO, path)))
        if len(entries) > MAX_ENTRIES:
            raise PictureSetError(f"{folder} holds over {MAX_ENTRIES:,} files. Name the folder that holds train/.")
    return entries


def _zip_entries(archive: zipfile.ZipFile, title: str) -> list[_Entry]:
    """Refuses a zip that could write outside its folder or fill the disk; sizes are those the zip declares.

    A zip that declares too little is caught while copying: zipfile then stops at the declared size and finds
    a wrong checksum.
    """
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if not infos:
        raise PictureSetError(f"{title} is an empty zip. Expected: a zip with {LAYOUT}.")
    if len(infos) > MAX_ENTRIES:
        raise PictureSetError(f"{title} holds {len(infos):,} files; at most {MAX_ENTRIES:,} are allowed.")
    entries = []
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts or ("",)
        if ".." in parts or PurePosixPath(info.filename).is_absolute() or re.match(r"[/\\]|[A-Za-z]:", info.filename):
            raise PictureSetError(
                f"{title} holds the name {_plain(info.filename)!r}, which points outside the zip. Nothing was"
                " imported; use a zip from a source you trust."
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PictureSetError(
                f"{title} holds a link ({_plain(info.filename)!r}). Only plain files are allowed; pack it anew without"
                " links."
            )
        if info.flag_bits & 0x1:
            raise PictureSetError(f"{title} is protected by a password. Unpack it yourself and import the folder.")
        entries.append(_Entry(parts, info.file_size, partial(archive.open, info)))
    total = sum(entry.size for entry in entries)
    pictures = sum(info.file_size for info in infos if _may_be_picture(info))
    other = total - pictures
    if other > MAX_OTHER_BYTES:
        raise PictureSetError(
            f"{title} would unpack to {_megabytes(total)}, but its pictures need only"
            f" {_megabytes(pictures)}. At most {_megabytes(MAX_OTHER_BYTES)} more are allowed; pack only the pictures."
        )
    return entries


def _may_be_picture(info: zipfile.ZipInfo) -> bool:
    """By name and size. A large file that packs to a twentieth is none: pictures are compressed already."""
    small = info.file_size <= 2**20 or info.file_size <= min(MAX_FILE_BYTES, 20 * info.compress_size)
    return small and is_picture_name(PurePosixPath(info.filename.replace("\\", "/")).name)


def _recognise(entries: list[_Entry], title: str) -> tuple[list[tuple[PurePosixPath, _Entry]], list[str]]:
    """Finds the tutorial's layout below whatever folders lie around it.

    Returns the pictures with their place in the set, and a line for each file that is left out.
    """
    layouts: dict[tuple[str, ...], list[_Entry]] = {}
    for entry in entries:
        parts = entry.parts
        if len(parts) >= 3 and parts[-3] in SPLITS and parts[-2] in CLASS_FOLDERS and "__MACOSX" not in parts:
            layouts.setdefault(parts[:-3], []).append(entry)
    if not layouts:
        raise PictureSetError(f"{title} does not hold the tutorial's layout. Expected, at any depth: {LAYOUT}.")
    if len(layouts) > 1:
        places = " and ".join("/".join(place) or "the top" for place in sorted(layouts)[:2])
        raise PictureSetError(f"{title} holds more than one picture set ({places}). Import the folder of one of them.")

    chosen: dict[PurePosixPath, _Entry] = {}
    skipped = []
    for entry in next(iter(layouts.values())):
        place = PurePosixPath(*entry.parts[-3:-1], _plain(entry.parts[-1]))
        if not is_picture_name(entry.parts[-1]):
            skipped.append(f"{place}: not named as a picture (.jpg, .jpeg, .png or .webp)")
        elif entry.size > MAX_FILE_BYTES:
            skipped.append(f"{place}: {_megabytes(entry.size)}, over the limit of {_megabytes(MAX_FILE_BYTES)}")
        elif place in chosen:
            skipped.append(f"{place}: a second file of this name")
        else:
            chosen[place] = entry
    _check_classes(list(chosen), title)
    return list(chosen.items()), skipped


def _check_classes(places: list[PurePosixPath], title: str) -> None:
    for split in SPLITS:
        for class_folder in CLASS_FOLDERS:
            if not any(place.parts[:2] == (split, class_folder) for place in places):
                raise PictureSetError(f"{title} has no pictures in {split}/{class_folder}. Expected: {LAYOUT}.")


def _check_disk(chosen: list[tuple[PurePosixPath, _Entry]]) -> None:
    folder = pictures_dir()
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = sum(entry.size for _, entry in chosen), shutil.disk_usage(folder).free
    if needed > free:
        raise PictureSetError(
            f"The pictures need {_megabytes(needed)}, but the disk of {folder} has {_megabytes(free)} free."
            " Free some space, or set DOGCAT_HOME to a folder on another disk."
        )


def _copy(
    chosen: list[tuple[PurePosixPath, _Entry]],
    folder: Path,
    skipped: list[str],
    title: str,
    progress: Progress | None,
) -> None:
    """Copies byte for byte. A file that is no picture is copied too, so that the check can show it, but noted."""
    real: list[PurePosixPath] = []
    for done, (place, entry) in enumerate(chosen, start=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with entry.open() as source, path.open("wb") as copy:
            start = source.read(4096)
            copy.write(start)
            shutil.copyfileobj(source, copy)
        if looks_like_picture(start):
            real.append(place)
        else:
            skipped.append(f"{place}: not a JPEG, PNG or WebP picture; training will leave it out")
        if progress:
            progress(done, len(chosen))
    _check_classes(real, title)


def _plain(name: str) -> str:
    """A file name that every file system takes and every terminal shows: no control or reserved characters."""
    name = "".join("_" if unicodedata.category(char)[0] == "C" or char in '<>:"\\|?*' else char for char in name)
    if len(name.encode()) <= 200:
        return name
    suffix = PurePosixPath(name).suffix
    return name.encode()[: 200 - len(suffix)].decode(errors="ignore") + suffix


def _megabytes(num_bytes: int) -> str:
    return f"{num_bytes / 2**20:,.0f} MB"
