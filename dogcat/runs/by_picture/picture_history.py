"""What the network said about each picture after each epoch: P(dog) of all training and validation pictures.

`picture_history.bin` in a run's folder has one line of JSON about the pictures, then a row of half-precision numbers
for each epoch. A training adds a row in one write. A reader takes whole rows only, so a killed trainer spoils none.
Runs of earlier versions have no such file. A recorded run has the same bytes, compressed.
"""

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dogcat.common.language import _
from dogcat.common.storage import whole_path
from dogcat.common.text_file import open_to_append
from dogcat.runs.file_checks import is_count, is_picture_name, require
from dogcat.runs.run_files import MAX_PICTURE_HISTORY_BYTES, ContentError, read_run_file

FILE = "picture_history.bin"
PACKED_FILE = f"{FILE}.xz"  # of recorded runs
_NUMBERS = np.dtype("<f2")


@dataclass(frozen=True)
class TrainedPictures:
    """The pictures of a training, those of the training split first.

    Attributes:
        names: their N names in the picture set.
        labels: 0 for cat and 1 for dog, as the network was trained, so flipped labels are wrong.
        num_training: how many of them are training pictures; the others are validation pictures.
        flipped: places in `names` of the pictures whose label was flipped on purpose, ascending.
    """

    names: tuple[str, ...]
    labels: tuple[int, ...]
    num_training: int
    flipped: tuple[int, ...] = ()


@dataclass(frozen=True)
class PictureHistory:
    """P(dog) of each picture after each epoch.

    Attributes:
        pictures: whose columns these are.
        p_dog: float16 of shape (E, N), a row for each epoch from the first on; nan where a picture was not measured.
            Training pictures take turns, validation pictures are measured after each epoch.
    """

    pictures: TrainedPictures
    p_dog: np.ndarray

    @property
    def labels(self) -> np.ndarray:
        """The labels as trained, int array of shape (N,)."""
        return np.array(self.pictures.labels)

    @property
    def is_flipped(self) -> np.ndarray:
        """Boolean array of shape (N,), true where the label was flipped on purpose."""
        flipped = np.zeros(len(self.pictures.names), dtype=bool)
        flipped[list(self.pictures.flipped)] = True
        return flipped

    def p_label(self) -> np.ndarray:
        """Return the probability that the network gave to each picture's label, float64 of shape (E, N)."""
        p_dog = self.p_dog.astype(np.float64)
        return np.where(self.labels == 1, p_dog, 1 - p_dog)


def start_picture_history(folder: Path, pictures: TrainedPictures, num_epochs: int) -> None:
    """Writes the file that a training then adds to.

    Args:
        folder: of the run.
        pictures: that are trained on and validated.
        num_epochs: how many epochs of an interrupted training are kept. Later rows are forgotten; rows that are
            missing, or that are about other pictures, are filled with nan.
    """
    rows = np.full((num_epochs, len(pictures.names)), np.nan, dtype=_NUMBERS)
    former = read_picture_history(folder)
    if former is not None and former.pictures == pictures:
        kept = former.p_dog[:num_epochs]
        rows[: len(kept)] = kept
    with whole_path(folder / FILE) as file:
        file.write_bytes(_about(pictures) + rows.tobytes())


def add_epoch(folder: Path, p_dog: np.ndarray) -> None:
    """Adds the row of an epoch in one write; leaves it out if the file would become larger than its readers accept.

    Args:
        folder: of the run, with a file of `start_picture_history`.
        p_dog: float array of shape (N,), nan where a picture was not measured.
    """
    row = p_dog.astype(_NUMBERS).tobytes()
    with open_to_append(folder / FILE) as file:
        if file.seek(0, 2) + len(row) <= MAX_PICTURE_HISTORY_BYTES:
            file.write(row)


def read_picture_history(folder: Path) -> PictureHistory | None:
    """Return the history of a run's pictures; None if the run has none, or it is not as the app writes it."""
    try:
        return check_picture_history(folder)
    except (FileNotFoundError, ContentError):
        return None


def check_picture_history(folder: Path) -> PictureHistory:
    """Return the history of the pictures in a run's folder.

    Raises:
        FileNotFoundError: the run has none.
        ContentError: it is not as a training writes it.
    """
    try:
        data = read_run_file(folder, FILE)
    except FileNotFoundError:
        data = _unpacked(read_run_file(folder, PACKED_FILE))
    line, _end, rows = data.partition(b"\n")
    try:
        about = json.loads(line)
    except (ValueError, RecursionError):
        raise ContentError(_("it is damaged")) from None
    pictures = _checked(about)
    num_epochs = len(rows) // (_NUMBERS.itemsize * len(pictures.names))
    p_dog = np.frombuffer(rows, _NUMBERS, num_epochs * len(pictures.names)).reshape(num_epochs, len(pictures.names))
    require(not ((p_dog < 0) | (p_dog > 1)).any(), "p_dog")
    return PictureHistory(pictures, p_dog)


def pack_picture_history(folder: Path) -> bytes | None:
    """Return the content of `PACKED_FILE` for a recorded run; None if the run has no history of its pictures."""
    history = read_picture_history(folder)
    return None if history is None else lzma.compress(_about(history.pictures) + history.p_dog.tobytes(), preset=9)


def _unpacked(packed: bytes) -> bytes:
    unpacker = lzma.LZMADecompressor(memlimit=MAX_PICTURE_HISTORY_BYTES)
    try:
        data = unpacker.decompress(packed, MAX_PICTURE_HISTORY_BYTES)
    except lzma.LZMAError:
        raise ContentError(_("it is damaged")) from None
    require(unpacker.eof, "size")
    return data


def _about(pictures: TrainedPictures) -> bytes:
    return json.dumps(vars(pictures), ensure_ascii=False).encode() + b"\n"


def _checked(about: Any) -> TrainedPictures:
    require(isinstance(about, dict), "names")
    names, labels, num_training, flipped = (about.get(key) for key in ("names", "labels", "num_training", "flipped"))
    require(isinstance(names, list) and len(names) > 0 and all(map(is_picture_name, names)), "names")
    require(is_count(num_training) and num_training <= len(names), "num_training")
    splits = ["train/"] * num_training + ["validation/"] * (len(names) - num_training)
    require(all(name.startswith(split) for name, split in zip(names, splits, strict=True)), "names")
    require(isinstance(labels, list) and len(labels) == len(names), "labels")
    require(all(is_count(label) and label <= 1 for label in labels), "labels")
    require(isinstance(flipped, list) and all(is_count(place) and place < num_training for place in flipped), "flipped")
    return TrainedPictures(tuple(names), tuple(labels), num_training, tuple(flipped))
