"""The random transform of training pictures, defined once: dice, then matrices, then one resampling.

Dice are uniform numbers that know nothing of strength; `transform_matrices` scales them by an `Augmentation`;
`warp` applies the matrices. The training pipeline and every preview call these same functions.
"""

import cv2
import numpy as np

from dogcat.recipe import Augmentation

NUM_DICE = 7  # rotation, shift down, shift right, shear, zoom of the rows, zoom of the columns, flip


def roll_dice(generator: np.random.Generator, num_pictures: int) -> np.ndarray:
    """Uniform float64 numbers in [0, 1) of shape (num_pictures, NUM_DICE), one row per picture."""
    return generator.random((num_pictures, NUM_DICE))


def transform_matrices(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> np.ndarray:
    """The affine maps that lead from each output pixel (x, y, 1) to the place in the input it is taken from.

    The order is that of `ImageDataGenerator`: in (row, column) coordinates around the picture's centre the map
    is rotation · shift · shear · zoom, with the mirroring done last, on the result. So shifts turn with the
    rotation, a zoom above 1 shows the picture smaller, and shear is an angle in degrees.

    Args:
        augmentation: the strengths.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        float64 array of shape (N, 2, 3).
    """
    sides = 2 * dice[:, :4] - 1  # -1 to 1: to either side
    angle = np.deg2rad(augmentation.rotation_range * sides[:, 0])
    down = augmentation.height_shift_range * picture_size * sides[:, 1]
    right = augmentation.width_shift_range * picture_size * sides[:, 2]
    shear = np.deg2rad(augmentation.shear_range * sides[:, 3])
    low, high = augmentation.zoom_range
    zoom = low + (high - low) * dice[:, 4:6]
    flip = np.where(augmentation.horizontal_flip & (dice[:, 6] < 0.5), -1.0, 1.0)

    rotation = _identities(len(dice))
    rotation[:, 0, 0] = rotation[:, 1, 1] = np.cos(angle)
    rotation[:, 0, 1], rotation[:, 1, 0] = -np.sin(angle), np.sin(angle)
    shift = _identities(len(dice))
    shift[:, 0, 2], shift[:, 1, 2] = down, right
    shearing = _identities(len(dice))
    shearing[:, 0, 1], shearing[:, 1, 1] = -np.sin(shear), np.cos(shear)
    scaling = _identities(len(dice))
    scaling[:, 0, 0], scaling[:, 1, 1] = zoom[:, 0], zoom[:, 1]
    mirror = _identities(len(dice))
    mirror[:, 1, 1] = flip

    middle = (picture_size - 1) / 2
    to_middle, from_middle = np.eye(3), np.eye(3)
    to_middle[:2, 2], from_middle[:2, 2] = -middle, middle
    row_column: np.ndarray = from_middle @ rotation @ shift @ shearing @ scaling @ mirror @ to_middle
    return row_column[:, [1, 0]][:, :, [1, 0, 2]]  # (row, column) to (x, y)


def warp(pixels: np.ndarray, matrices: np.ndarray) -> np.ndarray:
    """Resamples pictures once, bilinearly; beyond an edge stands the nearest edge pixel.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        matrices: from `transform_matrices`, shape (N, 2, 3).

    Returns:
        uint8 array of the shape of `pixels`.
    """
    warped = np.empty_like(pixels)
    size = pixels.shape[2], pixels.shape[1]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for picture, matrix, out in zip(pixels, matrices, warped, strict=True):
        cv2.warpAffine(picture, matrix, size, dst=out, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return warped


def _identities(count: int) -> np.ndarray:
    return np.tile(np.eye(3), (count, 1, 1))
