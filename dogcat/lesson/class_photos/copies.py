"""Looks for copies: of one photo among the class's, and of pictures in the picture sets of this machine.

The search runs in a process of its own, because it takes memory, and decoded photos must not stay in a cache.
"""

import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import COMMAND_LINE, Visitor, require_charge
from dogcat.common.processes import start_python
from dogcat.common.sentence import Sentence
from dogcat.common.types import ProgressCallback
from dogcat.lesson.class_photos.photos import ClassPhoto, all_photos
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import SPLITS, list_picture_sets
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.quality.duplicates import find_copies
from dogcat.recipe.recipe import BASELINE


@dataclass(frozen=True)
class CopiedPhoto:
    """A group of copies with at least one photo of the class.

    Attributes:
        ids: of the class's photos in it.
        elsewhere: pictures of picture sets in it, each as (name of the set, name of the picture).
        likeness: what they have in common.
    """

    ids: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    likeness: Sentence


def find_copied_photos(progress: Callable[[int, int], None] | None = None) -> list[CopiedPhoto]:
    """Return the copies among the class's photos, and between them and the photo sets of this machine.

    Args:
        progress: called with (pictures done, all pictures).
    """
    size = BASELINE.picture_size
    photos: list[ClassPhoto] = []
    decoded: list[np.ndarray] = []
    for photo in all_photos(COMMAND_LINE):
        try:
            decoded.append(decode_picture(photo.path, size))
        except PictureError:  # taken back meanwhile
            continue
        photos.append(photo)
    if not photos:
        return []
    pixels, elsewhere = [np.stack(decoded)], []
    for pictures in list_picture_sets():
        for split in () if pictures.is_drawn else SPLITS:
            if pictures.pictures(split):
                found = load_split(pictures, split, size)
                pixels.append(found.pixels)
                elsewhere += [(pictures.name, name) for name in found.names]
    digests = [hashlib.sha256(pixel.tobytes()).hexdigest() for pixel in decoded]
    digests += [f"{name}/{picture}" for name, picture in elsewhere]  # a kept photo is no file of a set
    in_all = len(digests)
    groups = find_copies(pixels, digests, (lambda done: progress(done, in_all)) if progress else None)
    return [
        CopiedPhoto(
            tuple(photos[row].id for row in group.rows if row < len(photos)),
            tuple(elsewhere[row - len(photos)] for row in group.rows if row >= len(photos)),
            group.likeness,
        )
        for group in groups
        if group.rows[0] < len(photos)
    ]


def find_in_process(progress: ProgressCallback, asker: Visitor) -> list[CopiedPhoto]:
    """Return `find_copied_photos`, searched in another process.

    Args:
        progress: called with (pictures done, all pictures).
        asker: who asks.

    Raises:
        NotAllowedError: the asker is not in charge.
        DogcatError: the process failed.
    """
    require_charge(asker, _("Only the teacher can see the photos of others."))
    pipe = subprocess.PIPE
    worker = start_python("-m", "dogcat.lesson.class_photos.copies", stdout=pipe, stderr=subprocess.DEVNULL)
    last = ""
    try:
        for line in worker.stdout or ():
            last = line.decode()
            if not last.startswith("["):
                done, in_all = map(int, last.split())
                progress(done, in_all)
    finally:  # also if the visitor leaves the page meanwhile
        worker.kill()
        worker.communicate()
    if not last.startswith("["):
        raise DogcatError(_("The search for copies was interrupted. Try again."))
    return [
        CopiedPhoto(tuple(row["ids"]), tuple(map(tuple, row["elsewhere"])), Sentence.from_parts(row["likeness"]))
        for row in json.loads(last)
    ]


def main() -> None:
    """Print the progress, and at the end the groups as one line of JSON."""
    found = find_copied_photos(_print_progress)
    rows = [{"ids": one.ids, "elsewhere": one.elsewhere, "likeness": one.likeness.parts()} for one in found]
    print(json.dumps(rows), flush=True)


def _print_progress(done: int, in_all: int) -> None:
    if done % 50 == 0:
        print(done, in_all, flush=True)


if __name__ == "__main__":
    main()
