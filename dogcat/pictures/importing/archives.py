"""Lists the files of a zip or tar.

The archive is untrusted input: names, links and sizes are checked before any file is read.
"""

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from dogcat.common.language import N_, _
from dogcat.common.units import MEGABYTE, size_words
from dogcat.common.zip_directory import LongDirectoryError, open_zip
from dogcat.pictures.decoding import MAX_FILE_BYTES
from dogcat.pictures.importing.archive_kinds import BZIP2, GZIP, XZ, Kind
from dogcat.pictures.importing.xz import XzFile
from dogcat.pictures.importing.zip_names import zip_names
from dogcat.pictures.picture_set import PictureSetError, is_picture_name

MAX_ENTRIES = 100_000  # of a source, including archives inside it; the whole Kaggle set has 37,500
MAX_OTHER_BYTES = 100 * MEGABYTE  # of all files that are neither pictures nor archives
START_BYTES = 200  # of a file; enough to tell what it is
EXPECTED = N_(
    "Expected: a folder, or a zip or tar file (also .tar.gz, .tar.xz or .tar.bz2), with pictures of cats and dogs."
)

_ARCHIVE_SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2",
    ".7z", ".rar", ".alz", ".egg",  # which are named when they are refused
)  # fmt: skip
_MAX_PACKING = 20  # highest compression ratio: pictures and archives are compressed already
_MAX_HEADER_BYTES = 2**18  # tarfile reads a header at once, whatever length it declares
_MAX_HEADERS_BYTES = 2**26  # of the names and notes in all headers
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
# Of the ZIP specification (APPNOTE 6.3.10, section 4.4.5). Windows Explorer packs large folders with Deflate64.
_METHOD_NAMES = {
    1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 95: "XZ", 96: "WinZip JPEG", 97: "WavPack", 98: "PPMd",
    99: "AES",
}  # fmt: skip

# zipfile and tarfile do not document what they raise on damaged files; these are the observed types.
ARCHIVE_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, RuntimeError, EOFError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class ArchiveEntry:
    """One file of a source.

    Attributes:
        parts: the parts of its path.
        size: its declared size in bytes.
        open: opens the file for reading.
        first_bytes: at most `START_BYTES` first bytes, if they were read with the listing.
    """

    parts: tuple[str, ...]
    size: int
    open: Callable[[], IO[bytes] | io.FileIO]
    first_bytes: bytes | None = None

    def start(self) -> bytes:
        """Return the first bytes of the file, at most `START_BYTES`.

        Raises:
            One of `ARCHIVE_ERRORS`, or OSError: the file cannot be read.
        """
        if self.first_bytes is not None:
            return self.first_bytes
        with self.open() as file:
            return file.read(START_BYTES)


@dataclass(frozen=True)
class Listing:
    """The files and folders of a source.

    Attributes:
        entries: the files, in the order in which they are read fastest.
        folders: the paths of the folders that the source lists.
    """

    entries: list[ArchiveEntry] = field(default_factory=list)
    folders: list[tuple[str, ...]] = field(default_factory=list)


def list_archive(kind: Kind, file: BinaryIO, title: str, stack: ExitStack) -> Listing:
    """Return the files of a zip or tar; a tar may be packed.

    Args:
        kind: the result of `archive_kind`.
        file: the open file, at any position; it stays open.
        title: name of the archive in error messages.
        stack: closes the archive. The entries can be read until then.

    Raises:
        PictureSetError: the archive is not safe, or empty.
        One of `ARCHIVE_ERRORS`: the archive is damaged. Reading an entry may raise it too.
    """
    return _list_tar(file, title, stack) if kind == "tar" else _list_zip(file, title, stack)


def plain_name(name: str) -> str:
    """Return a file name without control or reserved characters, at most 200 bytes, valid on every file system."""
    name = "".join("_" if unicodedata.category(char)[0] == "C" or char in '<>:"\\|?*' else char for char in name)
    if len(name.encode()) <= 200:
        return name
    suffix = PurePosixPath(name).suffix
    return name.encode()[: 200 - len(suffix)].decode(errors="ignore") + suffix


def is_archive_name(name: str) -> bool:
    """Return True if a file of this name counts as a zip or tar."""
    return name.lower().endswith(_ARCHIVE_SUFFIXES) and not name.startswith(".")


def check_number(number: int, title: str) -> None:
    """Check the number of files of a source.

    Raises:
        PictureSetError: the source has more than `MAX_ENTRIES` files.
    """
    if number > MAX_ENTRIES:
        raise _too_many(title)


def not_whole(title: str, kind: Kind, error: Exception) -> PictureSetError:
    """Return the error for users that replaces one of `ARCHIVE_ERRORS`."""
    return PictureSetError(
        _("{title} is not a complete {kind} file ({why}). {expected}").format(
            title=title, kind=kind, why=str(error).rstrip("."), expected=_(EXPECTED)
        )
    )


def _list_zip(file: BinaryIO, title: str, stack: ExitStack) -> Listing:
    """Return the files of a zip with their declared sizes.

    If a declared size is too small, copying fails: zipfile stops at that size and finds a wrong checksum.
    """
    try:
        archive = stack.enter_context(open_zip(file, MAX_ENTRIES))
    except LongDirectoryError:
        raise _too_many(title) from None
    listing = Listing()
    other = 0
    for info, name in zip(archive.infolist(), zip_names(archive.infolist()), strict=True):
        parts = _safe_parts(name, title, "zip")
        if info.is_dir():
            listing.folders.append(parts)
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _no_plain_file(title, info.filename, is_link=True)
        if info.flag_bits & 0x1:
            raise PictureSetError(
                _("{title} is protected by a password. Unpack it yourself and import the folder.").format(title=title)
            )
        _check_method(info.compress_type, title)
        listing.entries.append(ArchiveEntry(parts, info.file_size, partial(archive.open, info)))
        packs_well = info.file_size > max(2**20, _MAX_PACKING * info.compress_size)
        other += info.file_size if packs_well or not _is_expected(listing.entries[-1]) else 0
    _check_listing(listing, other, title, "zip")
    return listing


def _check_method(method: int, title: str) -> None:
    if method not in _METHODS:
        raise PictureSetError(
            _(
                "{title} is packed with the method {method}, which Python cannot unpack. Unpack it yourself and import"
                " the folder, or pack it again with the method Deflate."
            ).format(title=title, method=_METHOD_NAMES.get(method, method))
        )


def _list_tar(file: BinaryIO, title: str, stack: ExitStack) -> Listing:
    """Return the files of a tar. It has no directory, so it is unpacked here and again when its files are read."""
    limit = MAX_OTHER_BYTES + _MAX_PACKING * file.seek(0, io.SEEK_END)
    unpacked = stack.enter_context(_unpacked(file))
    reader = _CarefulReader(unpacked, limit, title)
    archive = stack.enter_context(tarfile.open(fileobj=cast("BinaryIO", reader), mode="r:"))  # noqa: SIM115
    listing = Listing()
    other = kept = 0
    while (member := archive.next()) is not None:
        kept += _header_bytes(member)
        if kept > _MAX_HEADERS_BYTES:
            raise _too_many(title)
        archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps all headers, as links may name them
        parts = _safe_parts(member.name, title, "tar")
        if member.isdir():
            listing.folders.append(parts)
            check_number(len(listing.entries) + len(listing.folders), title)
            continue
        if not member.isfile() or member.issparse() or member.size < 0:
            raise _no_plain_file(title, member.name, is_link=member.islnk() or member.issym())
        read = partial(_open_member, archive, member)
        # Read now, because a packed tar is unpacked from its start each time.
        listing.entries.append(ArchiveEntry(parts, member.size, read, read().read(START_BYTES)))
        other += 0 if _is_expected(listing.entries[-1]) else member.size
        check_number(len(listing.entries) + len(listing.folders), title)
        _check_other(listing, other, title)
    _check_end(reader, archive.offset)
    _check_listing(listing, other, title, "tar")
    return listing


@contextmanager
def _unpacked(file: BinaryIO) -> Iterator[BinaryIO]:
    """Yield the tar in a file, which may be packed with gzip, xz or bzip2."""
    file.seek(0)
    start = file.read(len(XZ))
    file.seek(0)
    if start.startswith(GZIP):
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield cast("BinaryIO", unpacked)
    elif start == XZ:
        with io.BufferedReader(XzFile(file)) as unpacked_xz:
            yield cast("BinaryIO", unpacked_xz)
    elif start.startswith(BZIP2):
        with bz2.BZ2File(file) as unpacked_bzip2:
            yield cast("BinaryIO", unpacked_bzip2)
    else:
        yield file


class _CarefulReader:
    """A file for tarfile with two limits that tarfile lacks: the length of a header and the unpacked size."""

    def __init__(self, file: BinaryIO, limit: int, title: str) -> None:
        self._file, self._limit, self._title = file, limit, title

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_HEADER_BYTES:
            raise tarfile.ReadError(_("a header of {size:,} bytes").format(size=size))
        self._check(self._file.tell() + size)
        return self._file.read(size)

    def seek(self, position: int) -> int:
        self._check(position)
        return self._file.seek(position)

    def tell(self) -> int:
        return self._file.tell()

    def _check(self, position: int) -> None:
        if position > self._limit:
            raise PictureSetError(
                _(
                    "{title} would unpack to more than {most}, far more than pictures in an archive of this size"
                    " should. Pack only the pictures."
                ).format(title=self._title, most=size_words(self._limit))
            )


def _check_end(reader: _CarefulReader, offset: int) -> None:
    """Check that the tar is complete: tarfile takes a damaged header for the end and does not read gzip's checksum."""
    reader.seek(offset)
    if reader.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
        raise tarfile.ReadError(_("it is incomplete, or damaged in the middle"))
    while reader.read(2**16):
        pass


def _open_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return cast("IO[bytes]", archive.extractfile(member))  # None only for entries that are not plain files


def _safe_parts(name: str, title: str, kind: Kind) -> tuple[str, ...]:
    parts = PurePosixPath(name.replace("\\", "/")).parts or ("",)
    if ".." in parts or re.match(r"[/\\]|[A-Za-z]:", name):
        raise PictureSetError(
            _(
                "{title} contains the name {name!r}, which points outside the {kind}. Nothing was imported; use a"
                " {kind} from a source you trust."
            ).format(title=title, name=plain_name(name), kind=kind)
        )
    return parts


def _is_expected(entry: ArchiveEntry) -> bool:
    """Return True if the name is that of an archive, or of a picture whose size is allowed."""
    name = entry.parts[-1]
    return (is_picture_name(name) and entry.size <= MAX_FILE_BYTES) or is_archive_name(name)


def _check_listing(listing: Listing, other: int, title: str, kind: Kind) -> None:
    if not listing.entries:
        raise PictureSetError(
            _("{title} is an empty {kind}. {expected}").format(title=title, kind=kind, expected=_(EXPECTED))
        )
    _check_other(listing, other, title)


def _check_other(listing: Listing, other: int, title: str) -> None:
    if other > MAX_OTHER_BYTES:
        total = sum(entry.size for entry in listing.entries)
        raise PictureSetError(
            _(
                "{title} would unpack to {total}, but its pictures need only {needed}. At most {most} more are"
                " allowed; pack only the pictures."
            ).format(
                title=title,
                total=size_words(total),
                needed=size_words(total - other),
                most=size_words(MAX_OTHER_BYTES),
            )
        )


def _header_bytes(member: tarfile.TarInfo) -> int:
    """Return about how much memory the texts in a header take."""
    texts = (member.name, member.linkname, *member.pax_headers, *member.pax_headers.values())
    return sum(len(text) for text in texts)


def _too_many(title: str) -> PictureSetError:
    return PictureSetError(
        _(
            "{title} contains more than {most:,} files. Choose or pack only the folder that contains the pictures."
        ).format(title=title, most=MAX_ENTRIES)
    )


def _no_plain_file(title: str, name: str, is_link: bool) -> PictureSetError:
    if is_link:
        message = _(
            "{title} contains a link ({name!r}). Only plain files are allowed; pack the archive again without it."
        )
    else:
        message = _(
            "{title} contains a device or another special file ({name!r}). Only plain files are allowed; pack the"
            " archive again without it."
        )
    return PictureSetError(message.format(title=title, name=plain_name(name)))
