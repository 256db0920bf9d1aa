"""Keeps what is not pixels in a picture file, such as texts, colour profiles and EXIF, from making it unreadable."""

from collections.abc import Iterator

from PIL import ExifTags, Image

_PNG = b"\x89PNG\r\n\x1a\n"
# Pillow refuses a PNG file whose texts or profile unpack to over 1 MB. No pixel depends on them here.
_PNG_TEXTS = frozenset({b"iCCP", b"iTXt", b"tEXt", b"zTXt"})
_ADOBE = 0xEE  # the only segment of an application that changes how a JPEG file's pixels are read
_START_OF_SCAN = 0xDA
_STARTS_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def without_texts(data: bytes) -> bytes:
    """Return a PNG file without texts and colour profile, and any other file as it is.

    Args:
        data: the bytes of the file.
    """
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
