"""The pictures that a learner tracks during a training, stored in the run's folder as the network gets them."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from dogcat.common.language import _
from dogcat.common.permission import Visitor
from dogcat.common.shown_text import visible
from dogcat.common.text_file import is_plain_file
from dogcat.pictures.decoding import PictureError, decode_picture, thumbnail
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.file_checks import are_watched, is_watched_name
from dogcat.runs.run_files import ContentError, read_run_file, read_run_text

MAX_WATCHED = 8  # pictures
MAX_SIDE = 2_000  # pixels; the recipe has rules of its own
NOTES = "watched/watched.json"


@dataclass(frozen=True)
class WatchedPicture:
    """A picture that is tracked during a training.

    Attributes:
        name: the picture's name in its set, or the learner's name for it.
        label: 0 for cat, 1 for dog, None if unknown.
        pixels: uint8 (picture_size, picture_size, 3), as the network gets it.
    """

    name: str
    label: int | None
    pixels: np.ndarray


def write_watched(folder: Path, watched: Sequence[WatchedPicture]) -> None:
    """Writes the pictures to the folder of a run that is being made, as PNG, which changes no pixel."""
    inside = folder / "watched"
    inside.mkdir()
    for number, picture in enumerate(watched, start=1):
        Image.fromarray(picture.pixels).save(inside / f"{number:02d}.png")
    notes = [{"name": picture.name, "label": picture.label} for picture in watched]
    (inside / "watched.json").write_text(json.dumps(notes, ensure_ascii=False) + "\n", encoding="utf-8")


def read_watched(folder: Path) -> list[WatchedPicture]:
    """The watched pictures of a run, in order; an empty list if it has none, or if they are not as the app writes."""
    try:
        return check_watched(folder)
    except (FileNotFoundError, ContentError):
        return []


def check_watched(folder: Path) -> list[WatchedPicture]:
    """Return the watched pictures in a run's folder.

    Raises:
        FileNotFoundError: there are none.
        ContentError: they are not as `write_watched` writes them.
    """
    try:
        notes = json.loads(read_run_text(folder, NOTES))
    except (ValueError, RecursionError):
        raise ContentError(_("it is damaged")) from None
    if not are_watched(notes) or len(notes) > MAX_WATCHED:
        raise ContentError(_("it has no usable {field}").format(field="name"))
    if not all(is_watched_name(note["name"]) for note in notes):
        raise ContentError(_("a picture has no usable name"))
    return [
        WatchedPicture(visible(note["name"]), note.get("label"), _pixels(folder, f"watched/{number:02d}.png"))
        for number, note in enumerate(notes, start=1)
    ]


def _pixels(folder: Path, name: str) -> np.ndarray:
    try:
        with Image.open(io.BytesIO(read_run_file(folder, name)), formats=("PNG",)) as picture:
            if picture.width != picture.height or picture.width > MAX_SIDE or picture.mode != "RGB":
                raise ContentError(_("{name} has another size").format(name=name))
            return np.asarray(picture)
    except FileNotFoundError:
        raise ContentError(_("{name} is missing").format(name=name)) from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ContentError(_("{name} is damaged").format(name=name)) from None


def has_uploads(folder: Path) -> bool:
    """Return True if a run watches a picture that a learner uploaded, which nobody else may see."""
    return not all(is_of_set(one.name) for one in read_watched(folder))


def may_see_watched(folder: Path, followers: Sequence[str], reader: Visitor | None) -> bool:
    """Return True if a visitor may see the watched pictures of a run.

    Pictures that a learner uploaded are for this learner and for a visitor in charge. Those of the command line are for
    all.

    Args:
        folder: of the run.
        followers: of the run.
        reader: who reads; None for the command line.
    """
    return reader is None or not has_uploads(folder) or "" in followers or reader.may_change(*followers)


def is_of_set(name: str) -> bool:
    """Return True if a watched picture is one of the set, by its name; the learner's own have other names."""
    return name.startswith(("train/", "validation/", "test/"))


def sharp_file(pictures: PictureSet | None, name: str, kept: np.ndarray, side: int) -> bytes | None:
    """Return a watched picture as a square JPEG from its original file; None if the set has it no more.

    Args:
        pictures: the run's set, which may have been replaced by another of this name; None if it is gone.
        name: of the picture in the set.
        kept: uint8 (S, S, 3), the pixels that the network gets.
        side: height and width of the JPEG in pixels.
    """
    path = pictures.folder / name if pictures and is_of_set(name) else None
    try:
        if path and is_plain_file(path) and np.array_equal(decode_picture(path, kept.shape[0]), kept):
            return thumbnail(path, side)
    except (PictureError, OSError):
        pass
    return None
