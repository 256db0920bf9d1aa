"""Brings picture sets to helpers: by their content, each once, and not at all if the helper can draw them.

A set travels in pieces, so that neither side holds all of it twice. A helper keeps it under the name of its content.
"""

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from dogcat.common.disk_space import folder_bytes, require_space
from dogcat.common.errors import DogcatError
from dogcat.common.storage import pictures_dir
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.pictures.picture_set import (
    CLASS_FOLDERS,
    CLASSES,
    LEFT_OUT_FILE,
    MAX_NOTE_BYTES,
    SET_FILE,
    SPLITS,
    PictureSet,
    is_picture_name,
)
from dogcat.pictures.synthetic.dataset import VARIANTS, draw_picture_set

MOST_BYTES = 2 * GIGABYTE  # of a set that travels; larger ones are used only on the app's own computer
MOST_KEPT_BYTES = 6 * GIGABYTE  # of all sets that a helper keeps, and of their decoded pixels once more
_PIECE_BYTES = 32 * MEGABYTE
_MOST_PICTURE_BYTES = 50 * MEGABYTE
_PLACES = tuple(f"{split}/{folder}" for split in SPLITS for folder in CLASS_FOLDERS)


class WrongPicturesError(DogcatError):
    """What arrived is not the set that was sent, or a drawing differs from the app's."""


@dataclass(frozen=True)
class Luggage:
    """A picture set as the app describes it to a helper.

    Attributes:
        content: hash of the names and bytes of all files.
        num_bytes: of all files together.
        drawing: how to draw it: variant, seed and pictures of each class by split; None if it is not drawn.
    """

    content: str
    num_bytes: int
    drawing: tuple[str, int, dict[str, int]] | None

    @property
    def name(self) -> str:
        """The name of the set on a helper."""
        return f"set-{self.content}"


def luggage_of(pictures: PictureSet) -> Luggage:
    """Return what a helper must know of a set. Its files are read once, and again when the set has changed."""
    folders = [pictures.folder / place for place in _PLACES]
    stamp = tuple(_changed(path) for path in (*folders, pictures.folder / LEFT_OUT_FILE, pictures.folder / SET_FILE))
    return _luggage(pictures.folder, stamp)


def pieces_of(pictures: PictureSet) -> Iterator[bytes]:
    """Yield a set as zips of about 32 MB each."""
    data, packed = io.BytesIO(), None
    for name in _files_of(pictures.folder):
        packed = packed or zipfile.ZipFile(data, "w", strict_timestamps=False)  # a photo may be of 1970
        packed.write(pictures.folder / name, name)
        if data.tell() > _PIECE_BYTES:
            packed.close()
            yield data.getvalue()
            data, packed = io.BytesIO(), None
    if packed:
        packed.close()
        yield data.getvalue()


def kept_contents() -> list[str]:
    """Return the content hashes of the sets that this helper has."""
    return [path.name.removeprefix("set-") for path in pictures_dir().glob("set-*") if path.is_dir()]


def take_in(luggage: Luggage, pieces: Sequence[bytes], beat: Callable[[int, int], None]) -> None:
    """Make sure that this helper has a set: it is there, arrived in pieces, or is drawn now.

    Args:
        luggage: the set.
        pieces: from `pieces_of`; empty if the set is there or can be drawn.
        beat: called with (pictures done, all pictures) while drawing.

    Raises:
        WrongPicturesError: the set cannot be made of what is there.
        DiskSpaceError: the disk has too little space.
    """
    whole = pictures_dir() / luggage.name
    if whole.is_dir():
        os.utime(whole)  # the least recently used set goes first
        return
    require_space(2 * luggage.num_bytes)
    _make_room(luggage)
    if luggage.drawing and not pieces:
        variant, seed, numbers = luggage.drawing
        drawn = draw_picture_set(luggage.name, seed, beat, variant, numbers)
        if luggage_of(drawn).content != luggage.content:  # drawn by another version of Pillow
            shutil.rmtree(drawn.folder)
            raise WrongPicturesError("drawing differs")
        return
    draft = pictures_dir() / f".arriving-{luggage.content}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for place in _PLACES:
            (draft / place).mkdir(parents=True)
        for piece in pieces:
            _unpack(piece, draft)
        if luggage_of(PictureSet(luggage.name, draft)).content != luggage.content:
            raise WrongPicturesError("content differs")
        draft.rename(whole)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def to_json(luggage: Luggage) -> str:
    """Return a set's description as JSON."""
    return json.dumps(asdict(luggage))


def from_json(text: str) -> Luggage:
    """Return the description that `to_json` wrote."""
    read = json.loads(text)
    return Luggage(read["content"], read["num_bytes"], tuple(read["drawing"]) if read["drawing"] else None)


@lru_cache(maxsize=64)
def _luggage(folder: Path, _stamp: tuple[int, ...]) -> Luggage:
    content, num_bytes = hashlib.sha256(), 0
    for name in _files_of(folder):
        if name == SET_FILE:
            continue  # it says when the set was made
        data = (folder / name).read_bytes()
        num_bytes += len(data)
        content.update(f"{name}\0{len(data)}\0".encode() + hashlib.sha256(data).digest())
    return Luggage(content.hexdigest()[:32], num_bytes, _drawing_of(folder))


def _files_of(folder: Path) -> list[str]:
    found = [name for name in (SET_FILE, LEFT_OUT_FILE) if (folder / name).is_file()]
    for place in _PLACES:
        if (folder / place).is_dir():
            with os.scandir(folder / place) as entries:
                names = [each.name for each in entries if each.is_file(follow_symlinks=False)]
            found += sorted(f"{place}/{name}" for name in names if is_picture_name(name))
    return found


def _drawing_of(folder: Path) -> tuple[str, int, dict[str, int]] | None:
    """Return how a drawn set was drawn; None for photos, and for a set that was changed since."""
    try:
        note = json.loads((folder / SET_FILE).read_text(encoding="utf-8"))
        parts = note["source_parts"]
        variant = next(name for name, message in VARIANTS.items() if message == parts["message"])
        seed = int(parts["values"]["seed"])
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None
    counts = PictureSet(folder.name, folder).counts()
    numbers = {split: counts[split][CLASSES[0]] for split in SPLITS}
    are_even = all(counts[split][CLASSES[1]] == numbers[split] for split in SPLITS)
    is_changed = (folder / LEFT_OUT_FILE).exists()
    return (variant, seed, numbers) if note.get("drawn") is True and are_even and not is_changed else None


def _unpack(piece: bytes, draft: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(piece)) as packed:
            for member in packed.infolist():
                place, _slash, name = member.filename.rpartition("/")
                is_note = member.filename in (SET_FILE, LEFT_OUT_FILE)
                if not is_note and not (place in _PLACES and is_picture_name(name)):
                    raise WrongPicturesError(f"{member.filename[:100]} is no picture of a set")
                if member.file_size > (MAX_NOTE_BYTES if is_note else _MOST_PICTURE_BYTES):
                    raise WrongPicturesError(f"{member.filename} is too large")
                (draft / member.filename).write_bytes(packed.read(member))
    except zipfile.BadZipFile:
        raise WrongPicturesError("it is damaged") from None


def _make_room(luggage: Luggage) -> None:
    """Delete the sets that were used least recently, until the new one fits below `MOST_KEPT_BYTES`."""
    kept = sorted(pictures_dir().glob("set-*"), key=lambda path: path.stat().st_mtime)
    sizes = {path: folder_bytes(path) for path in kept}
    while kept and sum(sizes[path] for path in kept) + luggage.num_bytes > MOST_KEPT_BYTES:
        shutil.rmtree(kept.pop(0), ignore_errors=True)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
