"""What to say of a visitor's file: why it is refused and what to do instead, and how its name is shown.

A file's content is what counts; its name may say anything.
"""

import io
from pathlib import PurePosixPath

from PIL import Image

from dogcat.common.language import N_, _
from dogcat.pictures.decoding import FORMATS, PictureError

MAX_NAME = 40  # characters that are shown
MAX_START = 200  # bytes of a file that tell what it is
ANIMATION_NOTE = N_("This is an animation; only its first picture is looked at.")
_BRANDS_OF_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# What a file is, and what to do with it.
_HEIC = (
    N_("It is a HEIC picture, as iPhones take them"),
    N_(
        "On the iPhone, choose Settings, Camera, Formats, Most Compatible for new ones; for this one, take a screenshot"
        " of it, or save it as JPEG in a photo program"
    ),
)
_SAVE = N_("Open it in a program that shows it, and save it as JPEG or PNG, or take a screenshot")
_FILM = (N_("It is a film or a picture of a newer kind"), _SAVE)
_WEB_PAGE = (N_("It is a web page"), N_("Save the picture on that page, not the page"))
_STARTS = {  # of files that are taken for pictures, or for which pictures are taken
    b"GIF8": (N_("It is a GIF"), _SAVE),
    b"BM": (N_("It may be a BMP picture"), _SAVE),
    b"II*\x00": (N_("It is a TIFF picture"), _SAVE),
    b"MM\x00*": (N_("It is a TIFF picture"), _SAVE),
    b"%PDF": (N_("It is a PDF document"), _SAVE),
    b"PK\x03\x04": (
        N_("It is a zip archive or an office document"),
        N_("Unpack it, or save the picture in it as a file"),
    ),
    b"<svg": (N_("It is a drawing in SVG"), _SAVE),
    b"<?xml": (N_("It is an XML file, perhaps a drawing in SVG"), _SAVE),
    b"<!doctype": _WEB_PAGE,
    b"<html": _WEB_PAGE,
}


def refusal(data: bytes, error: PictureError) -> str:
    """Why a file is no picture and what to do, to follow its name.

    Args:
        data: the file's bytes; the first `MAX_START` are enough.
        error: what decoding it said.
    """
    if not data:
        return _("is empty. Choose another file, or send this one again")
    if data[4:8] == b"ftyp":
        return _refusal(error, *(_HEIC if data[8:12] in _BRANDS_OF_HEIC else _FILM))
    start = data[:MAX_START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, sentences in _STARTS.items():
        if start.startswith(beginning.lower()):
            return _refusal(error, *sentences)
    return _refusal(error, N_("Choose another one"))


def _refusal(error: PictureError, *sentences: str) -> str:
    return ". ".join([str(error), *map(_, sentences)])


def is_animated(data: bytes) -> bool:
    """Whether a file that can be decoded has more pictures than the first, which alone is used."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        # A phone's JPEG may hold a second picture for its own purposes.
        return picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1


def shown_name(name: str) -> str:
    """The name of a visitor's file for a sentence: without folders, not too long, printable."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(character if character.isprintable() else "�" for character in last) or _("(no name)")
    return printable if len(printable) <= MAX_NAME else f"{printable[: MAX_NAME - 12]}…{printable[-11:]}"
