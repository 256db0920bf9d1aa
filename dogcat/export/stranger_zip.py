"""Reads a zip that is untrusted input: names, kinds and sizes of all entries are checked before any of them is read."""

import re
import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.common.zip_directory import LongDirectoryError, open_zip
from dogcat.pictures.importing.archives import ARCHIVE_ERRORS, plain_name

MAX_RATIO = 200  # highest compression ratio; histories and events reach about 20
_SMALL = 2**20  # bytes up to which an entry may have any ratio
_MAX_PART = 200  # bytes of a file name


class StrangerZipError(DogcatError):
    """A zip is damaged, not safe, or too large. The text says what was expected and what to do."""


@dataclass(frozen=True)
class ZipLimits:
    """What a zip may hold at most.

    Attributes:
        num_entries: number of files and folders.
        num_bytes: unpacked size of all files together.
        tells_case: whether names may differ only in case or in Unicode's form, as those of a disk of Linux may.
    """

    num_entries: int
    num_bytes: int
    tells_case: bool = False


@dataclass(frozen=True)
class StrangerZip:
    """An open zip whose entries are checked.

    Attributes:
        title: its name in error messages.
        files: its files by path with forward slashes, in the order of the zip.
    """

    title: str
    files: dict[str, zipfile.ZipInfo]
    _archive: zipfile.ZipFile

    def unpack(self, name: str, target: Path) -> None:
        """Write a file of the zip to `target`.

        Raises:
            StrangerZipError: the file is damaged, or longer than the zip declares.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            self.copy(name, file)

    def copy(self, name: str, file: IO[bytes]) -> None:
        """Write a file of the zip to an open file.

        Raises:
            StrangerZipError: the file is damaged, or longer than the zip declares.
        """
        try:
            with self._archive.open(self.files[name]) as packed:  # reads as much as declared, and compares the checksum
                shutil.copyfileobj(packed, file)
        except (*ARCHIVE_ERRORS, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk is full, or the target cannot be written
            raise _refused(
                self.title,
                _("its file {name!r} is damaged ({why})").format(name=plain_name(name), why=str(error).rstrip(".")),
            ) from None


@contextmanager
def open_stranger_zip(source: Path | BinaryIO, title: str, limits: ZipLimits) -> Iterator[StrangerZip]:
    """Open a zip and check the names, kinds and declared sizes of all its entries.

    Args:
        source: the file.
        title: its name in error messages.
        limits: what it may hold at most.

    Raises:
        StrangerZipError: the file is not a whole zip, or an entry is not allowed.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            archive = stack.enter_context(open_zip(file, limits.num_entries))
        except FileNotFoundError:
            raise StrangerZipError(
                _("There is no file {name}. Check the name and the folder.").format(name=title)
            ) from None
        except LongDirectoryError:
            raise _refused(
                title, _("it has too many entries; at most {most:,} are allowed").format(most=limits.num_entries)
            ) from None
        except (*ARCHIVE_ERRORS, OSError) as error:
            raise _refused(title, _("it is not a whole zip ({why})").format(why=str(error).rstrip("."))) from None
        yield StrangerZip(title, _checked(archive.infolist(), title, limits), archive)


def _checked(entries: list[zipfile.ZipInfo], title: str, limits: ZipLimits) -> dict[str, zipfile.ZipInfo]:
    files: dict[str, zipfile.ZipInfo] = {}
    seen: dict[str, bool] = {}  # whether it is a file, by the name that a file system may take for the same
    for entry in entries:
        path = _safe_path(entry.filename, title)
        key = str(path) if limits.tells_case else unicodedata.normalize("NFC", str(path)).casefold()
        if key in seen and not (entry.is_dir() and not seen[key]):
            raise _refused(title, _("it has the name {name!r} twice").format(name=plain_name(str(path))))
        seen[key] = not entry.is_dir()
        if not entry.is_dir():
            _check_file(entry, title)
            files[str(path)] = entry
    for key in list(seen):
        if any(seen.get(str(parent)) for parent in PurePosixPath(key).parents):
            raise _refused(title, _("it has {name!r} inside of a file").format(name=plain_name(key)))
    total = sum(entry.file_size for entry in files.values())
    if total > limits.num_bytes:
        raise _refused(
            title,
            _("it would unpack to {total}; at most {most} are allowed").format(
                total=size_words(total), most=size_words(limits.num_bytes)
            ),
        )
    return files


def _safe_path(name: str, title: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts or ".." in path.parts or path.is_absolute() or re.match(r"[A-Za-z]:", name):
        raise _refused(title, _("its name {name!r} leads out of the zip").format(name=plain_name(name)))
    for part in path.parts:
        if len(part.encode(errors="replace")) > _MAX_PART or plain_name(part) != part:
            raise _refused(title, _("its name {name!r} is no name for a file").format(name=plain_name(name)))
    return path


def _check_file(entry: zipfile.ZipInfo, title: str) -> None:
    kind, name = stat.S_IFMT(entry.external_attr >> 16), plain_name(entry.filename)
    if kind not in (0, stat.S_IFREG):
        raise _refused(title, _("{name!r} is a link or a special file").format(name=name))
    if entry.flag_bits & 0x1:
        raise _refused(title, _("{name!r} is protected by a password").format(name=name))
    if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
        raise _refused(
            title,
            _("{name!r} would unpack to {size}, far more than such a file has").format(
                name=name, size=size_words(entry.file_size)
            ),
        )


def _refused(title: str, why: str) -> StrangerZipError:
    return StrangerZipError(
        _(
            "{title} was not read: {why}. Expected: a zip as this app wrote it. Nothing was changed; download or save"
            " the zip again where it was made, and do not pack it yourself."
        ).format(title=title, why=why)
    )
