"""Opens a folder or archive for an import and lists its files, and on request those of the archives inside it."""

import io
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from dogcat.common.language import _
from dogcat.common.storage import class_photos_dir, pictures_dir
from dogcat.common.units import GIGABYTE, size_words
from dogcat.pictures.importing.archive_kinds import Kind, archive_kind
from dogcat.pictures.importing.archives import (
    ARCHIVE_ERRORS,
    EXPECTED,
    ArchiveEntry,
    Listing,
    check_number,
    is_archive_name,
    list_archive,
    not_whole,
    plain_name,
)
from dogcat.pictures.importing.several_files import UploadedFiles, open_file
from dogcat.pictures.picture_set import PictureSetError
from dogcat.pictures.quota import require_room

Source = Path | BinaryIO | UploadedFiles
MAX_INNER_BYTES = GIGABYTE  # of all unpacked archives inside a source; Kaggle's two have 855 MB
MAX_INNER_ARCHIVES = 10  # in one source, so that a whole download folder is refused
MAX_DEPTH = 2  # of archives: one inside another inside the source

_open_at_once = threading.BoundedSemaphore(2)  # a listing takes up to 100 MB; other visitors' imports wait


def source_version(path: Path) -> str:
    """Return a text that changes when the folder or archive at this path changes, appears or is deleted."""
    return f"{path} {path.stat().st_mtime if path.exists() else None}"


class OpenSource:
    """An open folder or archive. Its entries can be read until the block of `open_source` ends.

    Attributes:
        title: name of the source in error messages.
        listing: the files of the source.
    """

    def __init__(self, title: str, listing: Listing, stack: ExitStack) -> None:
        self.title = title
        self.listing = listing
        self._stack = stack
        self._depth = 0
        self._inner_bytes = 0

    def open_inner(self) -> bool:
        """Replace the archives among the entries with their files.

        An archive inside an archive is unpacked to an unnamed temporary file in the folder of the picture sets. The
        operating system removes it even if this process is killed.

        Returns:
            True if there was an archive to open.

        Raises:
            PictureSetError: there are too many archives, or one is too large, too deep, unsafe or damaged.
        """
        archives = [entry for entry in self.listing.entries if is_archive_name(entry.parts[-1])]
        if not archives:
            return False
        if self._depth == MAX_DEPTH:
            raise PictureSetError(
                _(
                    "{title} contains archives inside archives inside archives, and no pictures of cats and dogs down"
                    " to that depth. Unpack it yourself and import the folder."
                ).format(title=self.title)
            )
        if len(archives) > MAX_INNER_ARCHIVES:
            raise PictureSetError(
                _(
                    "{title} contains {num:,} archives; at most {most} are allowed. Import the one that contains"
                    " the pictures."
                ).format(title=self.title, num=len(archives), most=MAX_INNER_ARCHIVES)
            )
        self._depth += 1
        entries = [entry for entry in self.listing.entries if not is_archive_name(entry.parts[-1])]
        folders = list(self.listing.folders)
        for archive in archives:
            inner = self._list_inner(archive)
            entries += [replace(entry, parts=archive.parts + entry.parts) for entry in inner.entries]
            folders += [archive.parts + folder for folder in inner.folders]
            check_number(len(entries), self.title)
        self.listing = Listing(entries, folders)
        return True

    def _list_inner(self, archive: ArchiveEntry) -> Listing:
        title = _("{name} in {title}").format(name=plain_name(archive.parts[-1]), title=self.title)
        file: IO[bytes] | io.FileIO = self._stack.enter_context(archive.open())
        if not isinstance(file, io.FileIO):
            file = self._unpack(file, archive.size)
        kind = archive_kind(cast("BinaryIO", file), title)
        try:
            return list_archive(kind, cast("BinaryIO", file), title, self._stack)
        except ARCHIVE_ERRORS as error:
            raise not_whole(title, kind, error) from None

    def _unpack(self, packed: IO[bytes], size: int) -> IO[bytes]:
        self._inner_bytes += size
        if self._inner_bytes > MAX_INNER_BYTES:
            raise PictureSetError(
                _(
                    "The archives inside {title} need {needed} or more; at most {most} are allowed. Unpack it yourself"
                    " and import the folder."
                ).format(title=self.title, needed=size_words(self._inner_bytes), most=size_words(MAX_INNER_BYTES))
            )
        require_room(size)
        file = self._stack.enter_context(tempfile.TemporaryFile(dir=pictures_dir()))  # noqa: SIM115
        shutil.copyfileobj(packed, file)
        return file


@contextmanager
def open_source(source: Source, title: str) -> Iterator[OpenSource]:
    """Open a folder, a zip or tar file, an open binary file with one of these, or several uploaded files.

    Args:
        source: the source; an open file is read from its start and stays open.
        title: name of the source in error messages.

    Raises:
        PictureSetError: the source cannot be read or is not safe. Reading its entries in the block may raise it too.
    """
    kind: Kind = "zip"
    try:
        with _open_at_once, ExitStack() as stack:
            if isinstance(source, Path) and source.is_dir():
                listing = _list_folder(source)
            elif isinstance(source, Path) and source.exists() and not source.is_file():
                raise PictureSetError(
                    _("{source} is neither a folder nor a plain file. {expected}").format(
                        source=source, expected=_(EXPECTED)
                    )
                )
            elif isinstance(whole := source.joined() if isinstance(source, UploadedFiles) else source, UploadedFiles):
                listing = whole.listing()
            else:
                file = open_file(whole, stack) if isinstance(whole, Path) else whole
                kind = archive_kind(file, title)
                listing = list_archive(kind, file, title, stack)
            yield OpenSource(title, listing, stack)
    except FileNotFoundError:
        raise PictureSetError(
            _("{source} does not exist. {expected}").format(source=source, expected=_(EXPECTED))
        ) from None
    except ARCHIVE_ERRORS as error:
        raise not_whole(title, kind, error) from None
    except OSError as error:
        raise PictureSetError(
            _("{title} could not be read or copied: {why}.").format(title=title, why=error.strerror or error)
        ) from None


def _list_folder(folder: Path) -> Listing:
    listing = Listing()
    for parent, folders, files in os.walk(folder):
        if Path(parent).resolve().is_relative_to(class_photos_dir()):
            raise PictureSetError(
                _(
                    "{folder} has the photos of the class's own test set. They are never trained on, so no picture set"
                    " can be made from them."
                ).format(folder=parent)
            )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        listing.folders.append(Path(parent).relative_to(folder).parts)
        for file in sorted(files):
            path = Path(parent, file)
            if path.is_file():
                parts = path.relative_to(folder).parts
                listing.entries.append(ArchiveEntry(parts, path.stat().st_size, partial(io.FileIO, path)))
        check_number(len(listing.entries), str(folder))
    return listing
