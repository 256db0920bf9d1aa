"""Decodes the names in a zip. Zips of Korean and Japanese Windows do not say how their names are encoded."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

_UTF_8 = 0x800  # the flag of a name in UTF-8
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8 and a checksum of the other one


def zip_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the names of all entries.

    A name is taken as it is if the zip says that it is UTF-8, and from the extra field if its checksum fits. All others
    have one encoding, which is chosen for the whole archive.
    """
    undeclared: dict[int, bytes] = {}
    names = []
    for place, info in enumerate(entries):
        name = info.filename
        if not info.flag_bits & _UTF_8 and not info.orig_filename.isascii():
            raw = info.orig_filename.split("\0")[0].encode("cp437")  # zipfile decodes undeclared names as cp437
            name = _unicode_path(info.extra, raw)
            if not name:
                undeclared[place] = raw
        names.append(name)
    encoding = _encoding(undeclared.values())
    for place, raw in undeclared.items():
        names[place] = raw.decode(encoding)
    return names


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name in the extra field; "" if there is none, or it belongs to another name."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[:5] == struct.pack("<BI", 1, zlib.crc32(raw)):
            try:
                return field[5:].decode().split("\0")[0]
            except UnicodeDecodeError:
                return ""
    return ""


def _encoding(names: Iterable[bytes]) -> str:
    """Return the encoding of names: UTF-8 of macOS, that of Korean or Japanese Windows, or cp437 of DOS."""
    together = b"/".join(names)
    for encoding, is_likely in (("utf-8", None), ("cp949", _is_korean), ("cp932", _is_japanese)):
        try:
            text = together.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_likely is None or is_likely(text):
            return encoding
    return "cp437"


def _is_korean(text: str) -> bool:
    """Return True if most letters are among the 2,350 common syllables, which hardly any Western name gives."""
    letters = [char for char in text if not char.isascii()]
    common = sum(_is_common_syllable(char) for char in letters)
    return 2 * common >= len(letters)


def _is_common_syllable(char: str) -> bool:
    # EUC-KR writes a syllable in two bytes, and Python writes the uncommon ones in eight.
    return "가" <= char <= "힣" and len(char.encode("euc_kr")) == 2


def _is_japanese(text: str) -> bool:
    """Return True if most letters are kana, or kanji that do not stand beside a Western letter as in "Gr費e"."""
    letters = likely = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char.isascii():
            continue
        letters += 1
        is_alone = not (before.isascii() and before.isalpha()) and not (after.isascii() and after.isalpha())
        likely += "ぁ" <= char <= "ー" or ("一" <= char <= "龯" and is_alone)
    return 2 * likely >= letters
