"""Many thumbnails in one image, and which pictures look alike."""

import hashlib
import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from dogcat.common.storage import cache_dir, remove_oldest, whole_path
from dogcat.common.units import MEGABYTE

SIDE = 32  # of a thumbnail, in pixels
COLUMNS = 60
_QUALITY = 70
_MAX_BYTES = 50 * MEGABYTE  # of all sheets on the disk
_LOOK = 8  # side of the tiny pictures that are compared


@dataclass(frozen=True)
class SpriteSheet:
    """Thumbnails in rows of `COLUMNS`, in the order of the pictures.

    Attributes:
        image: a WebP file.
        width: of the image, in pixels.
        height: of the image, in pixels.
    """

    image: bytes
    width: int
    height: int


def sprite_sheet(small: np.ndarray) -> SpriteSheet:
    """Return the sheet of thumbnails. It is kept on the disk by its content, so it is encoded once.

    Args:
        small: uint8 of shape (N, SIDE, SIDE, 3), from `shrunk`.
    """
    num_rows = -(-len(small) // COLUMNS)
    width, height = COLUMNS * SIDE, num_rows * SIDE
    file = cache_dir() / "sprites" / f"{hashlib.sha256(np.ascontiguousarray(small).data).hexdigest()[:24]}.webp"
    try:
        image = file.read_bytes()
    except FileNotFoundError:
        image = _encoded(small, num_rows)
        with whole_path(file) as temporary:
            temporary.write_bytes(image)
        remove_oldest(file, _MAX_BYTES)
    return SpriteSheet(image, width, height)


def shrunk(pixels: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Return smaller copies of pictures, uint8 of shape (N, side, side, 3); each pixel is the mean of an area.

    Args:
        pixels: uint8 of shape (N, S, S, 3).
        side: height and width of the copies.
    """
    small = np.empty((len(pixels), side, side, 3), np.uint8)
    for number, picture in enumerate(pixels):
        small[number] = cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=cv2.INTER_AREA)
    return small


def look_alikes(small: np.ndarray, others: np.ndarray, number: int) -> np.ndarray:
    """Return for each picture the places of the pictures that look most like it, int of shape (N, number).

    Pictures are compared as 8 x 8 colours after their mean brightness and contrast are taken out: composition and
    colours count, not what is shown. The most alike comes first.

    Args:
        small: uint8 of shape (N, S, S, 3), such as from `shrunk`.
        others: uint8 of shape (M, S, S, 3), M at least `number`. A picture that is among them is its own first.
        number: how many to return.
    """
    similarity = _looks(small) @ _looks(others).T
    return np.argsort(-similarity, axis=1, kind="stable")[:, :number]


def _looks(small: np.ndarray) -> np.ndarray:
    values = shrunk(small, _LOOK).reshape(len(small), -1).astype(np.float32)
    values -= values.mean(axis=1, keepdims=True)
    return np.asarray(values / np.maximum(1e-6, np.linalg.norm(values, axis=1, keepdims=True)))


def _encoded(small: np.ndarray, num_rows: int) -> bytes:
    grid = np.zeros((num_rows * COLUMNS, SIDE, SIDE, 3), np.uint8)
    grid[: len(small)] = small
    sheet = grid.reshape(num_rows, COLUMNS, SIDE, SIDE, 3).swapaxes(1, 2).reshape(num_rows * SIDE, COLUMNS * SIDE, 3)
    data = io.BytesIO()
    Image.fromarray(sheet).save(data, "WEBP", quality=_QUALITY, method=2)
    return data.getvalue()
