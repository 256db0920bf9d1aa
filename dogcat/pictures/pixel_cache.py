"""The decoded pixels of a split, cached on disk as one uint8 array.

The array is memory-mapped, so that a training and every page share one copy and no picture is decoded twice.
"""

import hashlib
import io
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dogcat.common.disk_space import require_space, usable_bytes
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.common.storage import cache_dir, whole_path, write_text
from dogcat.common.types import ProgressCallback
from dogcat.common.units import GIGABYTE
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import CLASSES, SPLITS, Picture, PictureSet

_DECODER_VERSION = 5  # part of the cache's key; increment it when `decode_picture` or the format of the cache changes
_ABANDONED_SECONDS = 3600  # age from which an unfinished array counts as abandoned
_BLOCK = 256  # pictures per block, which bounds the memory
MAX_CACHE_BYTES = 8 * GIGABYTE  # of all arrays; the 25,000 photos take 1.7 GB


@dataclass(frozen=True)
class SplitPixels:
    """The decoded pictures of a split, in the order of `PictureSet.pictures`.

    Attributes:
        pixels: uint8 array of shape (N, picture_size, picture_size, 3), memory-mapped and read-only.
        labels: float32 array of shape (N,), 0 for cat and 1 for dog.
        names: the N names, as `Picture.name`.
        left_out: one English line per picture that could not be decoded: its name and the reason.
        reasons: the reason of each of these pictures by its name, to translate.
    """

    pixels: np.ndarray
    labels: np.ndarray
    names: list[str]
    left_out: list[str]
    reasons: dict[str, Sentence] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)


def load_split(
    pictures: PictureSet, split: str, picture_size: int, progress: ProgressCallback | None = None
) -> SplitPixels:
    """Return the decoded pixels of a split from the cache. Decode them first if the pictures have changed.

    Args:
        pictures: the picture set.
        split: `train`, `validation` or `test`.
        picture_size: height and width in pixels.
        progress: called with (pictures done, all pictures) while decoding.
    """
    listing = pictures.pictures(split)
    folder = cache_dir() / pictures.name
    stem = f"{split}-{picture_size}-{_fingerprint(listing, picture_size)}"
    array_file, names_file = folder / f"{stem}.npy", folder / f"{stem}.json"
    if not (array_file.exists() and names_file.exists()):
        _make_room(len(listing) * picture_size**2 * 3)
        _decode_split(listing, picture_size, array_file, names_file, progress)
        _remove_outdated(folder, split, picture_size, keep=stem)
    os.utime(array_file)  # `_make_room` deletes the least recently used arrays
    notes = json.loads(names_file.read_text(encoding="utf-8"))
    labels = np.array(notes["labels"], dtype=np.float32)
    reasons = {name: Sentence.from_parts(parts) for name, parts in notes["reasons"].items()}
    left_out = [f"{name} {reason}" for name, reason in reasons.items()]
    return SplitPixels(np.load(array_file, mmap_mode="r"), labels, notes["names"], left_out, reasons)


def load_both_classes(
    pictures: PictureSet, split: str, picture_size: int, progress: ProgressCallback | None = None
) -> SplitPixels:
    """Return the decoded pixels of a split for training or evaluation, with at least one picture of each class.

    Args:
        pictures: the picture set.
        split: `train`, `validation` or `test`.
        picture_size: height and width in pixels.
        progress: called with (pictures done, all pictures) while decoding.

    Raises:
        PictureError: no picture of a class can be decoded.
    """
    loaded = load_split(pictures, split, picture_size, progress)
    require_both_classes(loaded.labels, pictures, split)
    return loaded


def require_both_classes(labels: np.ndarray, pictures: PictureSet, split: str) -> None:
    """Check that pictures of both classes could be decoded.

    Args:
        labels: of the decoded pictures of the split.
        pictures: the picture set.
        split: `train`, `validation` or `test`.

    Raises:
        PictureError: a class is missing.
    """
    for label, class_name in enumerate(CLASSES):
        if not np.any(labels == label):
            raise PictureError(
                Sentence(
                    N_(
                        "The split {split} of {name!r} has no {class_name} picture that can be decoded. 'pictures"
                        " check {name}' lists the broken ones. Import a set with pictures of both classes."
                    ),
                    split=Sentence(split),
                    name=pictures.name,
                    class_name=Sentence(class_name),
                )
            )


def are_decoded(name: str, picture_size: int) -> bool:
    """Return True if all splits of a picture set were decoded in this size before; a later change is not noticed."""
    folder = cache_dir() / name
    return all(any(folder.glob(f"{split}-{picture_size}-*.npy")) for split in SPLITS)


def _make_room(num_bytes: int) -> None:
    """Delete the least recently used arrays, so that a new one of this many bytes fits into the cache and on the disk.

    Raises:
        DiskSpaceError: the disk has too little free space even so.
    """
    used = trim_cache(MAX_CACHE_BYTES - num_bytes)
    if (lacking := num_bytes - usable_bytes()) > 0:
        trim_cache(used - lacking)
    require_space(num_bytes)


def trim_cache(most: int) -> int:
    """Delete the least recently used arrays until the others take at most this many bytes, and return what they take.

    A process that has one open goes on reading it.
    """
    sizes = {}
    for file in cache_dir().glob("*/[!.]*.npy"):
        with suppress(FileNotFoundError):  # another process deletes it now
            facts = file.stat()
            sizes[file] = facts.st_mtime_ns, facts.st_size
    used = sum(size for _time, size in sizes.values())
    for file in sorted(sizes, key=sizes.__getitem__):
        if used <= most:
            break
        with suppress(OSError):  # Windows: a process still reads it
            file.unlink()
            file.with_suffix(".json").unlink(missing_ok=True)
            used -= sizes[file][1]
    return used


def _fingerprint(listing: list[Picture], picture_size: int) -> str:
    """Return a hash that changes if a picture is added, removed, renamed or written again."""
    digest = hashlib.sha256(f"{_DECODER_VERSION} {picture_size}\n".encode())
    for picture in listing:
        facts = picture.path.stat()
        digest.update(f"{picture.name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:20]


def _decode_split(
    listing: list[Picture],
    picture_size: int,
    array_file: Path,
    names_file: Path,
    progress: ProgressCallback | None,
) -> None:
    """Decode on all cores and write one block of pictures after the other.

    Two processes that do this at the same time write the same bytes to two temporary files, so the order of their
    renames does not matter.
    """

    def attempt(picture: Picture) -> np.ndarray | Sentence:
        try:
            return decode_picture(picture.path, picture_size)
        except PictureError as error:
            return error.reason

    kept: list[Picture] = []
    reasons: dict[str, Sentence] = {}
    with (
        whole_path(array_file) as temporary,
        temporary.open("wb") as file,
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
    ):
        header = _array_header(len(listing), picture_size)
        file.write(header)
        for start in range(0, len(listing), _BLOCK):
            block = listing[start : start + _BLOCK]
            for picture, result in zip(block, pool.map(attempt, block), strict=True):
                if isinstance(result, Sentence):
                    reasons[picture.name] = result
                else:
                    file.write(result.data)
                    kept.append(picture)
            if progress:
                progress(start + len(block), len(listing))
        if reasons:
            file.seek(0)
            shorter = _array_header(len(kept), picture_size)
            assert len(shorter) == len(header)  # NumPy pads the header so that the first axis can change
            file.write(shorter)
        notes = {
            "names": [picture.name for picture in kept],
            "labels": [picture.label for picture in kept],
            "reasons": {name: reason.parts() for name, reason in reasons.items()},
        }
        write_text(names_file, json.dumps(notes, ensure_ascii=False))


def _array_header(num_rows: int, picture_size: int) -> bytes:
    shape = (num_rows, picture_size, picture_size, 3)
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def _remove_outdated(folder: Path, split: str, picture_size: int, keep: str) -> None:
    """Delete arrays of former pictures and temporary files of processes that were killed while decoding."""
    outdated = [file for file in folder.glob(f"{split}-{picture_size}-*") if file.stem != keep]
    hidden = folder.glob(f".{split}-{picture_size}-*")
    for file in outdated + [file for file in hidden if time.time() - file.stat().st_mtime > _ABANDONED_SECONDS]:
        try:
            file.unlink()
        except OSError:  # Windows: another process still reads it; a later call deletes it
            continue
