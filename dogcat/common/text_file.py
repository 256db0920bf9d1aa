"""Reads small text files that people wrote on any system, whatever encoding their editor chose.

The encoding is told from a byte order mark, from the zero bytes of UTF-16, or from UTF-8's own rules. Only if all of
them fail, it is one of an older Windows: it is read if the text makes sense in exactly one of them.
"""

import codecs
import errno
import os
import re
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import MEGABYTE

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
    if text is None:
        raise TextFileError(
            _(
                "The encoding of {file} cannot be told: it is not UTF-8. Open it in a text editor, such as Notepad,"
                " choose “Save as” and the encoding UTF-8, and try again."
            ).format(file=file)
        )
    if _NOT_TEXT.search(text):
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
