"""Opens only plain files: no links, devices, pipes or folders, and none above a size.

A folder that somebody handed over may hold anything under a file's name. A link may lead to a secret file, and a pipe
or a device never ends.
"""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import size_words

_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # not all on Windows


class OddFileError(DogcatError):
    """A file that is not opened. The text says why, as part of a sentence."""


def is_plain_file(path: Path) -> bool:
    """Return True if there is a file of this name that is no link and no special file."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def is_plain_folder(path: Path) -> bool:
    """Return True if there is a folder of this name that is no link."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def read_plain(path: Path, most: int) -> bytes:
    """Return the content of a plain file.

    Args:
        path: of the file.
        most: number of bytes that it may have.

    Raises:
        FileNotFoundError: there is no file of this name.
        OddFileError: it is a link, no file, too large, or it cannot be read.
    """
    try:
        _require_plain(path, most)
        with os.fdopen(os.open(path, os.O_RDONLY | _FLAGS), "rb") as file:
            data = file.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except OSError as error:
        raise OddFileError(_("it cannot be read ({why})").format(why=error.strerror or error)) from None
    if len(data) > most:  # it grew meanwhile
        raise _too_large(len(data), most)
    return data


def open_to_append(path: Path) -> BinaryIO:
    """Open a file for reading and for writing at its end; make it if there is none.

    Raises:
        OSError: it cannot be opened, or it is a link or a special file.
    """
    if os.path.lexists(path) and not is_plain_file(path):
        raise OSError(f"{path} is a link or no file")
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _FLAGS, 0o644), "ab+")


def _require_plain(path: Path, most: int) -> None:
    facts = path.lstat()
    if stat.S_ISLNK(facts.st_mode):
        raise OddFileError(_("it is a link, and links are not followed"))
    if not stat.S_ISREG(facts.st_mode):
        raise OddFileError(_("it is not a file"))
    if facts.st_size > most:
        raise _too_large(facts.st_size, most)


def _too_large(size: int, most: int) -> OddFileError:
    return OddFileError(
        _("it has {size}; at most {most} are allowed").format(size=size_words(size), most=size_words(most))
    )
