"""Changes pictures at random: one affine transform and one resampling per picture, then changes of the levels.

The training pipeline and every preview call `augment`, so that both show the same changes.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from dogcat.augmentation.photometric import add_noise, change_contrast, change_saturation, cut_out, shift_levels
from dogcat.augmentation.sampling import Draw, draw
from dogcat.recipe.recipe import Augmentation

_TOLERANCE = 1e-6  # pixels; rounding errors at the edge are smaller


def augment(
    pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray, out_size: int | None = None
) -> np.ndarray:
    """Change each picture by its row of dice. Mixup and cutmix are in mixing.py, because they need labels.

    Crop, rotation, shifts, shear, zoom and flips are one resampling. Then channel shift, brightness, contrast,
    saturation, noise and cutout follow. A change without strength is skipped, so that a picture without changes stays
    identical.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        augmentation: the strengths of the changes.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).
        out_size: size of the changed pictures, for a training with smaller pictures. The change of size is a part of
            the one resampling. None means the size of `pixels`.

    Returns:
        uint8 array of shape (N, out_size, out_size, 3).
    """
    size = pixels.shape[1]
    out_size = out_size or size
    drawn = draw(augmentation, size, dice)
    changed = warp(pixels, _matrices(drawn, size, out_size), augmentation.fill_mode, augmentation.cval, out_size)
    shifts_levels = augmentation.channel_shift_range > 0 or augmentation.brightness_range != (1, 1)
    for number in range(len(changed)):
        picture = changed[number]
        if shifts_levels:
            picture = shift_levels(picture, drawn.channel_shift[number], drawn.brightness[number])
        if augmentation.contrast_range != (1, 1):
            picture = change_contrast(picture, drawn.contrast[number])
        if augmentation.saturation_range != (1, 1):
            picture = change_saturation(picture, drawn.saturation[number])
        if augmentation.noise_stddev > 0:
            picture = add_noise(picture, augmentation.noise_stddev, drawn.noise_seed[number])
        if augmentation.cutout_size > 0:
            side, scale = augmentation.cutout_size * out_size, out_size / size
            picture = cut_out(picture, side, scale * drawn.cutout_down[number], scale * drawn.cutout_right[number])
        changed[number] = picture
    return changed


def variants_of(picture: np.ndarray, augmentation: Augmentation, dice: np.ndarray) -> np.ndarray:
    """Return a variant of one picture for each row of dice.

    Args:
        picture: uint8 (S, S, 3).
        augmentation: the strengths of the changes.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        uint8 (N, S, S, 3).
    """
    return augment(np.repeat(picture[None], len(dice), axis=0), augmentation, dice)


def transform_matrices(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> np.ndarray:
    """Return the affine maps from each output pixel (x, y, 1) to its position in the input.

    The order is that of `ImageDataGenerator`, after the crop: in (row, column) coordinates around the picture's centre,
    the map is crop · rotation · shift · shear · zoom · flips. So shifts rotate with the picture, a zoom above 1 shows
    the picture smaller, and shear is an angle in degrees. Outside the crop, the pixels of the picture are used.

    Args:
        augmentation: the strengths of the changes.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        float64 array of shape (N, 2, 3).
    """
    return _matrices(draw(augmentation, picture_size, dice), picture_size, picture_size)


def warp(
    pixels: np.ndarray, matrices: np.ndarray, fill_mode: str, cval: float, out_size: int | None = None
) -> np.ndarray:
    """Resample pictures with bilinear interpolation. OpenCV before release 5 interpolates in steps of 1/32 pixel.

    Pixels beyond the edge are filled as in `scipy.ndimage.affine_transform`, which Keras uses: `nearest` repeats the
    edge, `reflect` mirrors the picture (d c b a | a b c d), `constant` is the level `cval` with a sharp edge, and
    `wrap` repeats the picture so that its first and last pixel coincide (a b c d | b c d).

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        matrices: from `transform_matrices`, shape (N, 2, 3).
        fill_mode: `nearest`, `reflect`, `wrap` or `constant`.
        cval: the level for `constant`, 0 to 255.
        out_size: height and width of the result; None means those of `pixels`.

    Returns:
        uint8 array of shape (N, out_size, out_size, 3).
    """
    size = pixels.shape[1]
    out_size = out_size or size
    warped = np.empty((len(pixels), out_size, out_size, 3), dtype=pixels.dtype)
    if fill_mode == "wrap":
        for picture, (x, y), out in zip(pixels, _places(matrices, out_size), warped, strict=True):
            cv2.remap(picture, _wrapped(x, size), _wrapped(y, size), cv2.INTER_LINEAR, dst=out)
        return warped
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REFLECT if fill_mode == "reflect" else cv2.BORDER_REPLICATE
    for picture, matrix, out in zip(pixels, matrices, warped, strict=True):
        cv2.warpAffine(picture, matrix, (out_size, out_size), dst=out, flags=flags, borderMode=border)
    if fill_mode == "constant":
        # OpenCV's constant border would blend with the edge over one pixel.
        level = np.full((out_size, out_size, 3), round(cval), dtype=np.uint8)
        for beyond, out in zip(_outside(matrices, size, out_size), warped, strict=True):
            cv2.copyTo(level, beyond.view(np.uint8), out)
    return warped


def invented_pixels(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> np.ndarray:
    """Return a mask of the output pixels that lie beyond the input's edge, so that the fill mode made them.

    Args:
        augmentation: the strengths of the changes.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).

    Returns:
        bool array of shape (N, picture_size, picture_size).
    """
    return _outside(transform_matrices(augmentation, picture_size, dice), picture_size, picture_size)


def _matrices(drawn: Draw, picture_size: int, out_size: int) -> np.ndarray:
    """Return the affine maps of `transform_matrices` from a result of `out_size` pixels."""
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

    to_middle, from_middle = np.eye(3), np.eye(3)
    to_middle[:2, 2], from_middle[:2, 2] = -(out_size - 1) / 2, (picture_size - 1) / 2
    if out_size != picture_size:
        to_middle[:2] *= picture_size / out_size
    row_column: np.ndarray = from_middle @ crop @ rotation @ shift @ shearing @ scaling @ flips @ to_middle
    return row_column[:, [1, 0]][:, :, [1, 0, 2]]  # (row, column) to (x, y)


def _identities(count: int) -> np.ndarray:
    return np.tile(np.eye(3), (count, 1, 1))


def _places(matrices: np.ndarray, out_size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield for each matrix the x and y positions in the input of all output pixels, (out_size, out_size) each."""
    steps = np.arange(out_size)
    for matrix in matrices:
        x, y = (along * steps + (across * steps + start)[:, None] for along, across, start in matrix)
        yield x, y


def _outside(matrices: np.ndarray, size: int, out_size: int) -> np.ndarray:
    outside = np.empty((len(matrices), out_size, out_size), dtype=bool)
    for (x, y), out in zip(_places(matrices, out_size), outside, strict=True):
        out[:] = _beyond(x, size) | _beyond(y, size)
    return outside


def _beyond(places: np.ndarray, size: int) -> np.ndarray:
    beyond: np.ndarray = (places < -_TOLERANCE) | (places > size - 1 + _TOLERANCE)
    return beyond


def _wrapped(places: np.ndarray, size: int) -> np.ndarray:
    # The mask keeps the last pixel, which would otherwise become the first one.
    turns = np.floor(places / (size - 1)) * _beyond(places, size)
    wrapped: np.ndarray = (places - turns * (size - 1)).astype(np.float32)
    return wrapped
