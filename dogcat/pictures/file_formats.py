"""Names the format of a picture file by its first bytes, whatever its name."""

import importlib.util
from functools import cache

from PIL import features

FORMATS = (
    *("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"),
    *(("AVIF",) if features.check("avif") else ()),  # not every build of Pillow has it
    *(("HEIF",) if importlib.util.find_spec("pillow_heif") else ()),  # an optional package
)
_STARTS = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n\x1a\n": ".png",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"II+\0": ".tif",
    b"MM\0+": ".tif",
}
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})  # sizes of the header after the first 14 bytes
# The brands of HEIC; mif1 and msf1 are also in AVIF files, which have a brand of their own besides.
BRANDS_OF_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
BRANDS_OF_AVIF = frozenset({b"avif", b"avis"})


def suffix_of(start: bytes) -> str:
    """Return the ending for a file's name by its first bytes; "" if it does not start like a file of `FORMATS`.

    The rest of the file may still be damaged.

    Args:
        start: the first bytes of the file; 64 are enough.
    """
    for beginning, suffix in _STARTS.items():
        if start.startswith(beginning):
            return suffix
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return ".webp"
    if start.startswith(b"BM") and int.from_bytes(start[14:18], "little") in _BMP_HEADERS:
        return ".bmp"
    brands = brands_of(start)
    if "AVIF" in FORMATS and brands & BRANDS_OF_AVIF:
        return ".avif"
    return ".heic" if "HEIF" in FORMATS and brands & BRANDS_OF_HEIC else ""


def possible_formats(start: bytes) -> tuple[str, ...]:
    """Return those of `FORMATS` that Pillow shall try on a file.

    Only for a HEIC file the decoder of this format is among them and loaded: it takes 3 MB.

    Args:
        start: the first bytes of the file, with all its brands.
    """
    if "HEIF" not in FORMATS:
        return FORMATS
    if brands_of(start) & BRANDS_OF_HEIC:
        _load_heif()
        return FORMATS
    return tuple(kind for kind in FORMATS if kind != "HEIF")


@cache
def _load_heif() -> None:
    importlib.import_module("pillow_heif").register_heif_opener()


def brands_of(start: bytes) -> frozenset[bytes]:
    """Return what the first box of an AVIF, HEIC or film file says that it is; empty for any other file."""
    if start[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(start[:4], "big"), len(start))
    return frozenset(start[at : at + 4] for at in (8, *range(16, end - 3, 4)))


def looks_like_picture(start: bytes) -> bool:
    """Return True if a file starts like a file of `FORMATS`. The rest of the file may still be damaged."""
    return bool(suffix_of(start))
