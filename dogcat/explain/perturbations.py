"""Changes of one picture, each along a single axis, by a visitor or for measuring the stability of a prediction.

A picture is a uint8 array of shape (S, S, 3). Each function returns a new array of the same shape.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from dogcat.augmentation.augment import warp
from dogcat.augmentation.photometric import cut_out, shift_levels
from dogcat.common.language import N_

_REACH = 3  # radius of the Gaussian kernel in standard deviations


@dataclass(frozen=True)
class Changes:
    """All changes of a picture by a visitor; the defaults change nothing."""

    rotation: float = 0.0  # degrees clockwise
    crop: float = 1.0  # fraction of height and width that is shown, around the centre; above 0
    blur: float = 0.0  # pixels, standard deviation
    brightness: float = 1.0  # factor of the levels, 0 or more
    patch_size: float = 0.0  # side of a grey square, fraction of the picture's side
    patch_down: float = 0.5  # centre of the square, fraction of the height from the top
    patch_right: float = 0.5  # centre of the square, fraction of the width from the left


@dataclass(frozen=True)
class Axis:
    """One way to change a picture, in steps.

    Attributes:
        title: axis title of a chart, with the unit, in English; show it through `_`.
        values: the steps, ascending.
        unchanged: the value that does not change the picture (JPEG at this value changes it slightly).
        change: function from a picture and a value to the changed picture.
    """

    title: str
    values: tuple[float, ...]
    unchanged: float
    change: Callable[[np.ndarray, float], np.ndarray]


def rotated(pixels: np.ndarray, degrees: float) -> np.ndarray:
    """Rotates clockwise around the centre; the corners repeat the nearest edge pixels, as in the tutorial."""
    angle = np.deg2rad(degrees)
    return _mapped(pixels, np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]), 0)


def zoomed(pixels: np.ndarray, shown: float) -> np.ndarray:
    """Enlarges or shrinks around the centre.

    Args:
        pixels: the picture.
        shown: fraction of height and width that is shown, above 0. Above 1 the edge pixels repeat, as with Keras'
            `zoom_range`.
    """
    return _mapped(pixels, np.eye(2) * shown, 0)


def shifted(pixels: np.ndarray, share: float) -> np.ndarray:
    """Shifts to the right by a fraction of the width, below 0 to the left; the edge pixels repeat."""
    return _mapped(pixels, np.eye(2), -share * pixels.shape[1])


def blurred(pixels: np.ndarray, stddev: float) -> np.ndarray:
    """Blurs with a Gaussian of this standard deviation in pixels; 0 changes nothing."""
    if stddev == 0:
        return pixels.copy()
    side = 2 * int(np.ceil(_REACH * stddev)) + 1
    soft: np.ndarray = cv2.GaussianBlur(pixels, (side, side), stddev, borderType=cv2.BORDER_REPLICATE)
    return soft


def brightened(pixels: np.ndarray, factor: float) -> np.ndarray:
    """Multiplies all levels by a factor and clips them at 255."""
    return shift_levels(pixels, 0, factor)


def compressed(pixels: np.ndarray, quality: float) -> np.ndarray:
    """Compresses as JPEG of this quality, 1 to 95, and decodes again."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=round(quality))
    return np.asarray(Image.open(file))


def changed(pixels: np.ndarray, changes: Changes) -> np.ndarray:
    """Applies all changes of a visitor in this order: rotation, crop, blur, brightness, grey square."""
    size = pixels.shape[0]
    result = zoomed(rotated(pixels, changes.rotation), changes.crop)
    result = brightened(blurred(result, changes.blur), changes.brightness)
    return cut_out(result, changes.patch_size * size, changes.patch_down * size, changes.patch_right * size)


AXES = {
    "rotation": Axis(N_("rotation, degrees"), tuple(range(-90, 91, 15)), 0, rotated),
    "zoom": Axis(
        N_("fraction of the picture shown"), (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2), 1, zoomed
    ),
    "shift": Axis(N_("shift, fraction of the width"), tuple(number / 10 for number in range(-4, 5)), 0, shifted),
    "blur": Axis(N_("blur, pixels"), (0, 0.5, 1, 1.5, 2, 3, 4, 6), 0, blurred),
    "brightness": Axis(N_("brightness, factor"), (0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.7, 2), 1, brightened),
    "jpeg": Axis(N_("JPEG quality"), (5, 10, 20, 35, 50, 65, 80, 95), 95, compressed),
}


def along(pixels: np.ndarray, axis: Axis) -> np.ndarray:
    """The picture at each value of an axis: uint8 (number of values, S, S, 3)."""
    return np.stack([axis.change(pixels, value) for value in axis.values])


def _mapped(pixels: np.ndarray, linear: np.ndarray, right: float) -> np.ndarray:
    """Takes each output pixel p from `linear @ p`, relative to the centre, plus `right` pixels in x."""
    middle = (pixels.shape[0] - 1) / 2
    offset = middle - linear @ [middle, middle] + [right, 0]
    mapped: np.ndarray = warp(pixels[None], np.column_stack([linear, offset])[None], "nearest", 0)[0]
    return mapped
