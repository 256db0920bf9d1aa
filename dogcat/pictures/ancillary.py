"""Keeps what is not pixels in a picture file, such as texts, colour profiles and EXIF, from making it unreadable."""

from collections.abc import Iterator

from PIL import ExifTags, Image

_PNG = b"\x89PNG\r\n\x1a\n"
# Pillow refuses a PNG file whose texts or profile unpack to over 1 MB. No pixel depends on them here.
_PNG_TEXTS = frozenset({b"iCCP", b"iTXt", b"tEXt", b"zTXt"})
_ADOBE = 0xEE  # the only segment of an application that changes how a JPEG file's pixels are read
_START_OF_SCAN = 0xDA
_STARTS_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_EXTENSION, _COMMENT, _FRAME = 0x21, 0xFE, 0x2C  # what a block of a GIF file begins with
_MAX_GIF_BLOCKS = 500_000  # that are looked at; 20 MB in blocks of the usual size are 80,000


def without_texts(data: bytes) -> bytes:
    """Return a PNG file without texts and colour profile, a GIF file without comments, and any other file as it is.

    Args:
        data: the bytes of the file.
    """
    if data.startswith(b"GIF8"):
        return _without_comments(data)
    if not data.startswith(_PNG):
        return data
    kept, start, at = [], 0, len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG_TEXTS:
            kept.append(data[start:at])
            start = end
        at = end
    return b"".join([*kept, data[start:]]) if kept else data


def without_segments(data: bytes) -> bytes:
    """Return a JPEG file without comments and the segments of applications, such as EXIF and thumbnails.

    Args:
        data: the bytes of the file.
    """
    kept, start = [], 0
    for marker, at, end in _segments(data):
        is_adobe = marker == _ADOBE and end - at >= 16
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and not is_adobe):
            kept.append(data[start:at])
            start = end
    return b"".join([*kept, data[start:]])


def _without_comments(data: bytes) -> bytes:
    """Return a GIF file without comments, because Pillow takes 36 bytes of memory for a comment of one letter."""
    kept, start, left = [], 0, _MAX_GIF_BLOCKS
    at = 13 + _colour_table(data, 10)
    while at < len(data) and left:
        begins, is_comment = at, data[at : at + 2] == bytes((_EXTENSION, _COMMENT))
        if data[at] == _EXTENSION:
            at += 2
        elif data[at] == _FRAME:
            at += 11 + _colour_table(data, at + 9)
        else:
            break
        while at < len(data) and data[at] and left:
            at += data[at] + 1
            left -= 1
        at += 1
        left -= bool(left)
        if is_comment:
            kept.append(data[start:begins])
            start = at
    end = len(data) if left else at  # what comes behind so many blocks is no part of a photo
    return b"".join([*kept, data[start:end]]) if kept or not left else data


def _colour_table(data: bytes, at: int) -> int:
    """Return the size in bytes of the colour table that a byte of a GIF file announces."""
    flags = data[at] if at < len(data) else 0
    return 3 * 2 ** ((flags & 7) + 1) if flags & 128 else 0


def has_partial_scans(data: bytes) -> bool:
    """Return True if the first scan of a JPEG file has only some of its colours.

    Then the decoder keeps the coefficients of the whole picture, as with a progressive file.

    Args:
        data: the bytes of the file.
    """
    num_components = 0
    for marker, at, end in _segments(data):
        if marker in _STARTS_OF_FRAME and end - at >= 10:
            num_components = data[at + 9]
        if marker == _START_OF_SCAN:
            return data[at + 4] < num_components
    return False


def orientation_of(picture: Image.Image) -> int:
    """Return the EXIF orientation of a picture, 1 to 8; 1 if there is none that can be read."""
    try:
        value = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - what Pillow raises on malformed EXIF is not documented
        return 1
    return value if isinstance(value, int) and value in range(1, 9) else 1


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of the segments of a JPEG file, up to its first scan."""
    at = 2
    while at + 5 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, end
        if marker == _START_OF_SCAN:
            return
        at = end
