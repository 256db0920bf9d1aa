"""Changes the levels of one picture: channel shift, brightness, contrast, saturation, noise, cutout.

A picture is a uint8 array of shape (height, width, 3). Each function returns a new array of the same shape.
"""

import numpy as np

CUTOUT_LEVEL = 128  # the middle level, neither light nor dark


def shift_levels(picture: np.ndarray, channel_shift: float, brightness: float) -> np.ndarray:
    """Add to all levels, then multiply them, as Keras' `apply_channel_shift` and `apply_brightness_shift`.

    The channel shift is one value for all channels and is clipped to the picture's own darkest and brightest level.
    Fractions are truncated after each step, as in Keras and in Pillow's `ImageEnhance.Brightness`.

    Args:
        picture: the picture.
        channel_shift: levels to add, -255 to 255.
        brightness: factor, 0 or more; 1 changes nothing.
    """
    shifted = np.floor(np.clip(np.arange(256) + channel_shift, picture.min(), picture.max()))
    table = np.clip(shifted.astype(np.float32) * np.float32(brightness), 0, 255).astype(np.uint8)
    import cv2  # takes 15 MB, so not for importing the constant alone

    changed: np.ndarray = cv2.LUT(picture, table)
    return changed


def change_contrast(picture: np.ndarray, factor: float) -> np.ndarray:
    """Move all levels away from the mean grey of the picture, or towards it, as Pillow's `ImageEnhance.Contrast`.

    Pillow truncates fractions, here they are rounded.

    Args:
        picture: the picture.
        factor: of the distance to the mean grey; 0 leaves only grey, 1 changes nothing.
    """
    import cv2

    mean = int(cv2.mean(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))[0] + 0.5)  # Pillow rounds it in the same way
    table = np.rint(np.clip(mean + factor * (np.arange(256) - mean), 0, 255)).astype(np.uint8)
    changed: np.ndarray = cv2.LUT(picture, table)
    return changed


def change_saturation(picture: np.ndarray, factor: float) -> np.ndarray:
    """Move each pixel away from its own grey, or towards it, as Pillow's `ImageEnhance.Color`.

    Pillow truncates fractions, here they are rounded.

    Args:
        picture: the picture.
        factor: of the distance to the grey; 0 leaves a black-and-white picture, 1 changes nothing.
    """
    import cv2

    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    changed: np.ndarray = cv2.addWeighted(picture, factor, grey, 1 - factor, 0)  # rounds and clips to 0 to 255
    return changed


def add_noise(picture: np.ndarray, stddev: float, seed: int) -> np.ndarray:
    """Add Gaussian noise to each channel of each pixel. The same seed gives the same noise, scaled by `stddev`.

    Args:
        picture: the picture.
        stddev: standard deviation in levels.
        seed: seed of the noise, 0 or more.
    """
    import cv2

    noise = np.random.default_rng(seed).standard_normal(picture.shape, dtype=np.float32)
    noise *= stddev
    noisy: np.ndarray = cv2.add(picture, noise, dtype=cv2.CV_8U)  # rounds and clips to 0 to 255
    return noisy


def cut_out(picture: np.ndarray, side: float, down: float, right: float) -> np.ndarray:
    """Cover a square with grey (DeVries & Taylor 2017, arXiv:1708.04552). It may extend beyond the picture's edge.

    Args:
        picture: the picture.
        side: side of the square in pixels.
        down: pixels from the top edge to the square's centre.
        right: pixels from the left edge to the square's centre.
    """
    covered = picture.copy()
    covered[square_at(side, down, right)] = CUTOUT_LEVEL
    return covered


def square_at(side: float, down: float, right: float) -> tuple[slice, slice]:
    """Return the rows and columns of a square around a point; arguments as of `cut_out`."""
    rows, columns = (slice(*(max(round(centre + way * side / 2), 0) for way in (-1, 1))) for centre in (down, right))
    return rows, columns
