"""Tells by its first bytes what kind of archive a file is, and says what to do with one that cannot be opened."""

import io
import json
import re
import tarfile
from typing import Any, BinaryIO, Literal

from dogcat.common.language import N_, _
from dogcat.pictures.file_formats import looks_like_picture
from dogcat.pictures.picture_set import PictureSetError

Kind = Literal["zip", "tar"]

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"
BZIP2 = b"BZh"

_START_BYTES = 4096
_MAX_MESSAGE = 200  # characters of a website's message that are shown
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# First bytes of other archives: the name of the format, and a program that unpacks it.
_OTHER_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": ("7z", "7-Zip"),
    b"Rar!\x1a\x07": ("RAR", "7-Zip"),
    b"ALZ\x01": ("ALZ", "Bandizip"),
    b"EGGA": ("EGG", "Bandizip"),
}
_SPLIT_ZIP = b"PK\x07\x08"  # what the first part of a zip in several parts begins with
_ZIP_END = b"PK\5\6"  # what the last 22 bytes of a zip without a comment begin with; then comes the part's number
_SPLIT_NAME = re.compile(r"\.z\d\d$", re.IGNORECASE)  # what its parts are called, except for the last
_AGAIN = N_("Open the address in a browser, log in or accept the terms, and download the file again.")


def archive_kind(file: BinaryIO, title: str) -> Kind:
    """Return the kind of an open file by its first bytes. An unknown file counts as a damaged zip.

    Args:
        file: the open file, at any position.
        title: name of the file in error messages.

    Raises:
        PictureSetError: the file is another archive, or what a website gave in place of one.
    """
    file.seek(0)
    start = file.read(_START_BYTES)
    for beginning, (name, program) in _OTHER_ARCHIVES.items():
        if start.startswith(beginning):
            raise PictureSetError(
                _(
                    "{title} is an archive in the format {format}, which this app cannot open. Unpack it with a program"
                    " such as {program} and import the folder, or pack the pictures as a zip."
                ).format(title=title, format=name, program=program)
            )
    file.seek(-min(22, file.seek(0, io.SEEK_END)), io.SEEK_END)
    end = file.read()
    is_last = end.startswith(_ZIP_END) and end[4:6] not in (b"\0\0", b"\xff\xff")  # not the first part
    if is_last or start.startswith(_SPLIT_ZIP) or _SPLIT_NAME.search(title):
        raise PictureSetError(
            _(
                "{title} is a part of a zip archive that was split. Put all parts into one folder, unpack them with a"
                " program such as 7-Zip, and import the folder with the pictures."
            ).format(title=title)
        )
    _check_download(start, title)
    if looks_like_picture(start):
        raise PictureSetError(
            _("{title} is a single picture. Choose a folder or an archive with pictures of cats and dogs.").format(
                title=title
            )
        )
    is_tar = start.startswith((GZIP, XZ, BZIP2)) or start[257:262] == b"ustar" or _is_old_tar(start)
    return "tar" if is_tar else "zip"


def _check_download(start: bytes, title: str) -> None:
    """Refuse what a website or Git gave in the place of the file."""
    text = start.removeprefix(_BYTE_ORDER_MARK).lstrip()
    lower = text.lower()
    if lower.startswith((b"<!doctype", b"<html")):
        raise PictureSetError(
            _(
                "{title} is a web page, not an archive. Perhaps the site asks you to log in first. Open the address in"
                " a browser and download the file again."
            ).format(title=title)
        )
    if text.startswith(b"version https://git-lfs.github.com/spec/"):
        raise PictureSetError(
            _(
                "{title} is a pointer of Git LFS, not the archive itself. Run “git lfs pull” in the repository, or"
                " download the file from its page."
            ).format(title=title)
        )
    if lower.startswith((b"{", b"[", b"<?xml", b"<error")):
        message = _message(text.decode(errors="replace"))
        refused = (
            _("{title} is a website's message, not an archive: “{message}”.").format(title=title, message=message)
            if message
            else _("{title} is a website's message, not an archive.").format(title=title)
        )
        raise PictureSetError(f"{refused} {_(_AGAIN)}")


def _message(text: str) -> str:
    """Return the message in a website's answer in JSON or XML, in one short line; "" if there is none."""
    try:
        found = _first_text(json.loads(text))
    except (ValueError, RecursionError):
        match = re.search(r"<message>([^<]+)", text, re.IGNORECASE)
        found = match[1] if match else ""
    line = " ".join("".join(char if char.isprintable() else " " for char in found).split())
    return line if len(line) <= _MAX_MESSAGE else f"{line[: _MAX_MESSAGE - 1]}…"


def _first_text(answer: Any) -> str:
    """Return the text of an answer in JSON under the usual names, also one level down."""
    if not isinstance(answer, dict):
        return ""
    values = [answer.get(name) for name in ("message", "error", "detail", "error_description")]
    texts = [value.get("message") if isinstance(value, dict) else value for value in values]
    return next((text for text in texts if isinstance(text, str)), "")


def _is_old_tar(start: bytes) -> bool:
    """Return True if a file starts with a header of a tar from before POSIX, which has only a checksum."""
    try:
        tarfile.TarInfo.frombuf(start[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True
