"""What augmentation does to the levels of one picture after its geometry: colour, noise, a grey square.

A picture is a uint8 array of shape (height, width, 3); each function gives a new one of the same shape.
"""

import numpy as np

CUTOUT_LEVEL = 128  # the middle of the levels, so that a square says nothing of light or dark


def shift_levels(picture: np.ndarray, channel_shift: float, brightness: float) -> np.ndarray:
    """Adds to all channels, then multiplies, as Keras' `apply_channel_shift` and `apply_brightness_shift` do.

    In spite of its name the channel shift is one amount for all channels, and what passes the picture's own darkest or
    brightest level stops there. Fractions are cut off after each step, as Keras does on the way to Pillow's
    `ImageEnhance.Brightness`, and as that does.

    Args:
        picture: the picture.
        channel_shift: levels, -255 to 255.
        brightness: factor, 0 or more; 1 changes nothing.
    """
    shifted = np.floor(np.clip(np.arange(256) + channel_shift, picture.min(), picture.max()))
    table = np.clip(shifted.astype(np.float32) * np.float32(brightness), 0, 255).astype(np.uint8)
    import cv2  # 15 MB, of no use to who only reads the constant

    changed: np.ndarray = cv2.LUT(picture, table)
    return changed


def add_noise(picture: np.ndarray, stddev: float, seed: int) -> np.ndarray:
    """Adds Gaussian noise to each channel of each pixel; the same seed gives the same noise at any strength.

    Args:
        picture: the picture.
        stddev: standard deviation in levels.
        seed: 0 or more.
    """
    import cv2

    noise = np.random.default_rng(seed).standard_normal(picture.shape, dtype=np.float32)
    noise *= stddev
    noisy: np.ndarray = cv2.add(picture, noise, dtype=cv2.CV_8U)  # rounds, and stops at 0 and 255
    return noisy


def cut_out(picture: np.ndarray, side: float, down: float, right: float) -> np.ndarray:
    """Covers a square with grey (DeVries & Taylor 2017, arXiv:1708.04552); it may hang over the picture's edge.

    Args:
        picture: the picture.
        side: of the square, pixels.
        down: of the square's centre, pixels from the top edge.
        right: of the square's centre, pixels from the left edge.
    """
    top, bottom, left, right_edge = (
        max(round(edge), 0) for edge in (down - side / 2, down + side / 2, right - side / 2, right + side / 2)
    )
    covered = picture.copy()
    covered[top:bottom, left:right_edge] = CUTOUT_LEVEL
    return covered
