"""The random changes of training pictures, defined once: dice, then one matrix, one resampling, then the levels.

The training pipeline and every preview call `augment`; the rest of the module tells what it did.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from dogcat.augmentation.photometric import add_noise, cut_out, shift_levels
from dogcat.augmentation.sampling import Draw, draw
from dogcat.recipe.recipe import Augmentation

_HAIR = 1e-6  # pixels; a place so close to the edge is on it, and only rounding put it outside


def augment(pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray) -> np.ndarray:
    """Changes each picture by its own row of dice; all but mixup, which needs labels (see mixup.py).

    Crop, rotation, shifts, shear, zoom and flips are one resampling; then come channel shift, brightness, noise and
    cutout. What has no strength is left out, so that a picture which nothing changes comes out as it went in.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        augmentation: the strengths.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        uint8 array of the shape of `pixels`.
    """
    size = pixels.shape[1]
    drawn = draw(augmentation, size, dice)
    changed = warp(pixels, _matrices(drawn, size), augmentation.fill_mode, augmentation.cval)
    shifts_levels = augmentation.channel_shift_range > 0 or augmentation.brightness_range != (1, 1)
    for number in range(len(changed)):
        picture = changed[number]
        if shifts_levels:
            picture = shift_levels(picture, drawn.channel_shift[number], drawn.brightness[number])
        if augmentation.noise_stddev > 0:
            picture = add_noise(picture, augmentation.noise_stddev, drawn.noise_seed[number])
        if augmentation.cutout_size > 0:
            side = augmentation.cutout_size * size
            picture = cut_out(picture, side, drawn.cutout_down[number], drawn.cutout_right[number])
        changed[number] = picture
    return changed


def transform_matrices(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> np.ndarray:
    """The affine maps that lead from each output pixel (x, y, 1) to the place in the input it is taken from.

    The order is that of `ImageDataGenerator`, on a crop of the picture: in (row, column) coordinates around the
    picture's centre the map is crop · rotation · shift · shear · zoom · flips. So shifts turn with the rotation, a
    zoom above 1 shows the picture smaller, and shear is an angle in degrees. Where the rest leads out of the crop, the
    picture itself goes on.

    Args:
        augmentation: the strengths.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        float64 array of shape (N, 2, 3).
    """
    return _matrices(draw(augmentation, picture_size, dice), picture_size)


def warp(pixels: np.ndarray, matrices: np.ndarray, fill_mode: str, cval: float) -> np.ndarray:
    """Resamples pictures once, bilinearly; OpenCV before release 5 does so in steps of 1/32 pixel.

    Beyond the edge the picture goes on as in `scipy.ndimage.affine_transform`, which Keras uses: `nearest` repeats the
    edge, `reflect` mirrors the picture (d c b a | a b c d), `constant` is the level `cval` with a sharp edge, and
    `wrap` repeats the picture with its first and last pixel on the same place (a b c d | b c d).

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        matrices: from `transform_matrices`, shape (N, 2, 3).
        fill_mode: `nearest`, `reflect`, `wrap` or `constant`.
        cval: the level for `constant`, 0 to 255.

    Returns:
        uint8 array of the shape of `pixels`.
    """
    warped = np.empty_like(pixels)
    size = pixels.shape[1]
    if fill_mode == "wrap":
        for picture, (x, y), out in zip(pixels, _places(matrices, size), warped, strict=True):
            cv2.remap(picture, _wrapped(x, size), _wrapped(y, size), cv2.INTER_LINEAR, dst=out)
        return warped
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REFLECT if fill_mode == "reflect" else cv2.BORDER_REPLICATE
    for picture, matrix, out in zip(pixels, matrices, warped, strict=True):
        cv2.warpAffine(picture, matrix, (size, size), dst=out, flags=flags, borderMode=border)
    if fill_mode == "constant":
        # OpenCV's own constant would blend with the edge over a pixel.
        level = np.full((size, size, 3), round(cval), dtype=np.uint8)
        for beyond, out in zip(_outside(matrices, size), warped, strict=True):
            cv2.copyTo(level, beyond.view(np.uint8), out)
    return warped


def invented_pixels(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> np.ndarray:
    """Which output pixels lie beyond the input's edge, so that the fill mode invented them.

    Args:
        augmentation: the strengths.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        bool array of shape (N, picture_size, picture_size).
    """
    return _outside(transform_matrices(augmentation, picture_size, dice), picture_size)


def _matrices(drawn: Draw, picture_size: int) -> np.ndarray:
    count = len(drawn.rotation)
    angle, slant = np.deg2rad(drawn.rotation), np.deg2rad(drawn.shear)
    crop = _identities(count)
    crop[:, 0, 0], crop[:, 1, 1] = drawn.crop_height, drawn.crop_width
    crop[:, 0, 2], crop[:, 1, 2] = drawn.crop_down, drawn.crop_right
    rotation = _identities(count)
    rotation[:, 0, 0] = rotation[:, 1, 1] = np.cos(angle)
    rotation[:, 0, 1], rotation[:, 1, 0] = -np.sin(angle), np.sin(angle)
    shift = _identities(count)
    shift[:, 0, 2], shift[:, 1, 2] = drawn.down, drawn.right
    shearing = _identities(count)
    shearing[:, 0, 1], shearing[:, 1, 1] = -np.sin(slant), np.cos(slant)
    scaling = _identities(count)
    scaling[:, 0, 0], scaling[:, 1, 1] = drawn.row_zoom, drawn.column_zoom
    flips = _identities(count)
    flips[:, 0, 0], flips[:, 1, 1] = np.where(drawn.upside_down, -1.0, 1.0), np.where(drawn.mirrored, -1.0, 1.0)

    middle = (picture_size - 1) / 2
    to_middle, from_middle = np.eye(3), np.eye(3)
    to_middle[:2, 2], from_middle[:2, 2] = -middle, middle
    row_column: np.ndarray = from_middle @ crop @ rotation @ shift @ shearing @ scaling @ flips @ to_middle
    return row_column[:, [1, 0]][:, :, [1, 0, 2]]  # (row, column) to (x, y)


def _identities(count: int) -> np.ndarray:
    return np.tile(np.eye(3), (count, 1, 1))


def _places(matrices: np.ndarray, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each matrix the x and y, of shape (size, size), from which each output pixel is taken."""
    steps = np.arange(size)
    for matrix in matrices:
        x, y = (along * steps + (across * steps + start)[:, None] for along, across, start in matrix)
        yield x, y


def _outside(matrices: np.ndarray, size: int) -> np.ndarray:
    outside = np.empty((len(matrices), size, size), dtype=bool)
    for (x, y), out in zip(_places(matrices, size), outside, strict=True):
        out[:] = _beyond(x, size) | _beyond(y, size)
    return outside


def _beyond(places: np.ndarray, size: int) -> np.ndarray:
    beyond: np.ndarray = (places < -_HAIR) | (places > size - 1 + _HAIR)
    return beyond


def _wrapped(places: np.ndarray, size: int) -> np.ndarray:
    # The last pixel itself stays: without the mask it would become the first one.
    turns = np.floor(places / (size - 1)) * _beyond(places, size)
    wrapped: np.ndarray = (places - turns * (size - 1)).astype(np.float32)
    return wrapped
