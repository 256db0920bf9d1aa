"""Changes the levels of one picture: channel shift, brightness, noise, cutout.

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
    top, bottom, left, right_edge = (
        max(round(edge), 0) for edge in (down - side / 2, down + side / 2, right - side / 2, right + side / 2)
    )
    covered = picture.copy()
    covered[top:bottom, left:right_edge] = CUTOUT_LEVEL
    return covered
