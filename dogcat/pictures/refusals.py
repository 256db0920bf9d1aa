"""Explains why a visitor's file is refused and what to do instead, and makes its name safe to show.

The explanation follows from the file's content, not from its name.
"""

from pathlib import PurePosixPath

from dogcat.common.language import N_, _
from dogcat.pictures.decoding import PictureError, open_image
from dogcat.pictures.file_formats import BRANDS_OF_AVIF, BRANDS_OF_HEIC, brands_of, looks_like_picture

MAX_NAME = 40  # characters that are shown
MAX_START = 200  # first bytes of a file that are enough to recognise it
ANIMATION_NOTE = N_("This is an animation; the app uses only its first picture.")
# The kind of a file, and what to do with it.
_HEIC = (
    N_("It is a HEIC picture, as iPhones take them"),
    N_(
        "For new photos, choose Settings, Camera, Formats, Most Compatible on the iPhone. For this one, take a"
        " screenshot, or save it as JPEG in a photo program"
    ),
)
_SAVE = N_("Open it in a program that can show it, and save it as JPEG or PNG, or take a screenshot")
_FILM = (N_("It is a video or a picture in a newer format"), _SAVE)
_WEB_PAGE = (N_("It is a web page"), N_("Save the picture on that page, not the page"))
_STARTS = {  # first bytes of files that people take for pictures
    b"version https://git-lfs.github.com/spec/": (
        N_("It is a pointer of Git LFS, not the picture itself"),
        N_("Run “git lfs pull” in the repository, or download the picture from its page"),
    ),
    b"%PDF": (N_("It is a PDF document"), _SAVE),
    b"PK\x03\x04": (
        N_("It is a zip archive or an office document"),
        N_("Unpack it, or save the picture in it as a file"),
    ),
    b"<svg": (N_("It is an SVG drawing"), _SAVE),
    b"<?xml": (N_("It is an XML file, perhaps an SVG drawing"), _SAVE),
    b"<!doctype": _WEB_PAGE,
    b"<html": _WEB_PAGE,
}


def refusal(data: bytes, error: PictureError) -> str:
    """Return why a file is not a picture and what to do, as a text that follows the file's name.

    Args:
        data: the file's bytes; the first `MAX_START` are enough.
        error: the error from decoding the file.
    """
    if not data:
        return _("is empty. Choose another file, or send this one again")
    if sentences := _kind(data):
        return _refusal(error, *sentences)
    if looks_like_picture(data):
        return _refusal(error, N_("Save or send it again, or choose another one"))
    return _refusal(error, N_("Choose another one"))


def other_kind(start: bytes) -> str:
    """Return what a file is that is no picture of this app, and what to do, as sentences; "" if it is not known.

    Args:
        start: the first bytes of the file, `MAX_START` or less.
    """
    return ". ".join(map(_, _kind(start)))


def is_animated(data: bytes) -> bool:
    """Return True if a decodable file is an animation, of which only the first frame is used."""
    if b"avis" in brands_of(data[:MAX_START]):
        return True
    with open_image(data) as picture:
        # JPEG files of phones may contain a second picture, which is no animation.
        return picture.format in {"PNG", "WEBP", "GIF"} and getattr(picture, "is_animated", False)


def shown_name(name: str) -> str:
    """Return a file's name to show in a sentence: printable, without folders, at most `MAX_NAME` characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(character if character.isprintable() else "�" for character in last) or _("(no name)")
    return printable if len(printable) <= MAX_NAME else f"{printable[: MAX_NAME - 12]}…{printable[-11:]}"


def _kind(data: bytes) -> tuple[str, ...]:
    if looks_like_picture(data):
        return ()
    if brands := brands_of(data):
        return _HEIC if data[8:12] in BRANDS_OF_HEIC and not brands & BRANDS_OF_AVIF else _FILM
    start = data[:MAX_START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((sentences for beginning, sentences in _STARTS.items() if start.startswith(beginning.lower())), ())


def _refusal(error: PictureError, *sentences: str) -> str:
    return ". ".join([str(error), *map(_, sentences)])
