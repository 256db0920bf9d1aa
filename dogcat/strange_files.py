"""What to say of a visitor's file: why it is refused and what to do instead, and how its name is shown.

A file's content is what counts; its name may say anything.
"""

import io
from pathlib import PurePosixPath

from PIL import Image

from dogcat.pixels import FORMATS, PictureError

MAX_NAME = 40  # characters that are shown
MAX_START = 200  # bytes of a file that tell what it is
ANIMATION_NOTE = "This is an animation; only its first picture is looked at."
_BRANDS_OF_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_HEIC = (
    "It is a HEIC picture, as iPhones take them. On the iPhone, choose Settings, Camera, Formats, Most Compatible for"
    " new ones; for this one, take a screenshot of it, or save it as JPEG in a photo program"
)
_SAVE = "Open it in a program that shows it, and save it as JPEG or PNG, or take a screenshot"
_STARTS = {  # of files that are taken for pictures, or for which pictures are taken
    b"GIF8": f"It is a GIF. {_SAVE}",
    b"BM": f"It may be a BMP picture. {_SAVE}",
    b"II*\x00": f"It is a TIFF picture. {_SAVE}",
    b"MM\x00*": f"It is a TIFF picture. {_SAVE}",
    b"%PDF": f"It is a PDF document. {_SAVE}",
    b"PK\x03\x04": "It is a zip archive or an office document. Unpack it, or save the picture in it as a file",
    b"<svg": f"It is a drawing in SVG. {_SAVE}",
    b"<?xml": f"It is an XML file, perhaps a drawing in SVG. {_SAVE}",
    b"<!doctype": "It is a web page. Save the picture on that page, not the page",
    b"<html": "It is a web page. Save the picture on that page, not the page",
}


def refusal(data: bytes, error: PictureError) -> str:
    """Why a file is no picture and what to do, to follow its name.

    Args:
        data: the file's bytes; the first `MAX_START` are enough.
        error: what decoding it said.
    """
    if not data:
        return "is empty. Choose another file, or send this one again"
    if data[4:8] == b"ftyp":
        kind = _HEIC if data[8:12] in _BRANDS_OF_HEIC else f"It is a film or a picture of a newer kind. {_SAVE}"
        return f"{error}. {kind}"
    start = data[:MAX_START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, advice in _STARTS.items():
        if start.startswith(beginning.lower()):
            return f"{error}. {advice}"
    return f"{error}. Choose another one"


def is_animated(data: bytes) -> bool:
    """Whether a file that can be decoded has more pictures than the first, which alone is used."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        # A phone's JPEG may hold a second picture for its own purposes.
        return picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1


def shown_name(name: str) -> str:
    """The name of a visitor's file for a sentence: without folders, not too long, printable."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(character if character.isprintable() else "�" for character in last) or "(no name)"
    return printable if len(printable) <= MAX_NAME else f"{printable[: MAX_NAME - 12]}…{printable[-11:]}"
