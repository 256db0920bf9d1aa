"""Reads files that others wrote: only plain files within a size, and small text files in whatever encoding.

A folder that somebody handed over may hold anything under a file's name. A link may lead to a secret file, and a pipe
or a device never ends.

The encoding is told from a byte order mark, from the zero bytes of UTF-16, or from UTF-8's own rules. Only if all of
them fail, it is one of an older Windows: it is read if the text makes sense in exactly one of them.
"""

import codecs
import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import MEGABYTE, size_words

MAX_BYTES = MEGABYTE
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it starts with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # not all on Windows


class TextFileError(DogcatError):
    """A file that exists and cannot be read as text. The sentence names the file and what to do."""


def read_text_file(file: Path) -> str:
    """Return the text of a file, without a byte order mark, and with line feeds as line ends.

    Args:
        file: path of a file in UTF-8, UTF-16, UTF-32, or in the Korean or Japanese encoding of older Windows.

    Raises:
        FileNotFoundError: there is no such file.
        TextFileError: the file cannot be read, is not text, or has an encoding that cannot be told.
    """
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):  # a pipe or a device may never end
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TextFileError(
            _("{file} cannot be read ({why}). Check its name and its permissions.").format(
                file=file, why=error.strerror or error
            )
        ) from None
    if len(data) > MAX_BYTES:
        raise TextFileError(
            _("{file} has more than {most:,} bytes, too many for a text file of this app. Choose another one.").format(
                file=file, most=MAX_BYTES
            )
        )
    text = decode_text(data)
    if text is None and (data.startswith(tuple(_MARKS)) or not _NOT_TEXT.search(data.decode("latin-1"))):
        raise TextFileError(
            _(
                "The encoding of {file} cannot be told: it is not UTF-8. Open it in a text editor, such as Notepad,"
                " choose “Save as” and the encoding UTF-8, and try again."
            ).format(file=file)
        )
    # Joined files have a mark in each of them; old programs end a text with Ctrl-Z, or fill a block with zeros.
    if text is None or _NOT_TEXT.search(text := text.lstrip("\ufeff").rstrip("\0\x1a")):
        raise TextFileError(
            _("{file} is not a text file, whatever its name says. Choose another one.").format(file=file)
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_text(data: bytes) -> str | None:
    """Return the text of a file's bytes; None if the encoding cannot be told."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    # JSON and TOML begin with an ASCII character, so UTF-16 without a mark has a zero byte in its first pair.
    if len(data) >= 2 and (data[0] == 0) != (data[1] == 0):
        return _decoded(data, "utf-16-be" if data[0] == 0 else "utf-16-le")
    text = _decoded(data, "utf-8")
    return _of_older_windows(data) if text is None else text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _of_older_windows(data: bytes) -> str | None:
    """Return the text in cp949 or cp932 if it makes sense in exactly one of them.

    The bytes of one are often valid in the other, and a class code that is read wrongly lets nobody in. Chinese of the
    encoding GB 2312 is taken for Korean, because both fill the same bytes with their usual characters.
    """
    korean, japanese = _decoded(data, "cp949"), _decoded(data, "cp932")
    if korean is not None and not _is_korean(korean):
        korean = None
    if japanese is not None and not _is_japanese(japanese):
        japanese = None
    return (korean or japanese) if (korean is None) != (japanese is None) else None


def _is_korean(text: str) -> bool:
    strange = [character for character in text if not character.isascii()]
    return sum(map(_is_usual_syllable, strange)) >= 0.5 * len(strange)


def _is_usual_syllable(character: str) -> bool:
    """Return True for a syllable of KS X 1001. What other languages become in cp949 is mostly outside of it."""
    try:
        return bool(_HANGUL.match(character)) and len(character.encode("euc_kr")) == 2  # the others take 8 bytes
    except UnicodeEncodeError:
        return False


def _is_japanese(text: str) -> bool:
    strange = [character for character in text if not character.isascii()]
    return bool(_KANA.search(text)) and len(_JAPANESE.findall(text)) > 0.5 * len(strange)


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
