"""Cutmix: pastes a box of the next picture of a batch into each picture, and mixes the labels by area.

From Yun et al. 2019, arXiv:1905.04899. It needs a batch with labels, so it follows the changes of single pictures.
"""

import numpy as np

from dogcat.augmentation.photometric import square_at
from dogcat.augmentation.sampling import die


def boxes(picture_size: int, alpha: float, dice: np.ndarray) -> list[tuple[slice, slice]]:
    """Return the rows and columns of the box that the next picture fills, for each picture.

    As in the paper, the area that is kept is drawn from Beta(alpha, alpha), and the centre of the box is uniform over
    the picture. A box that extends beyond the edge is cut off there.

    Args:
        picture_size: height and width S in pixels.
        alpha: parameter of the Beta distribution, 0 or more; 0 is off.
        dice: from `roll_dice`, shape (N, NUM_DICE).
    """
    if alpha == 0:
        return [(slice(0, 0), slice(0, 0))] * len(dice)
    from scipy.special import betaincinv  # slow to import, so only here

    sides = picture_size * np.sqrt(1 - betaincinv(alpha, alpha, die(dice, "cutmix")))
    down, right = (picture_size * die(dice, f"cutmix {way}") for way in ("down", "right"))
    whole = range(picture_size)
    found = []
    for square in map(square_at, sides, down, right):
        rows, columns = (whole[part] for part in square)
        found.append((slice(rows.start, rows.stop), slice(columns.start, columns.stop)))
    return found


def cut_and_mix(
    pixels: np.ndarray, labels: np.ndarray, alpha: float, dice: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Paste a box of the next picture of the batch into each picture; into the last one, a box of the first.

    The label is the mean of both labels, weighted by the pixels that each picture has in the mixture.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        labels: float32 array of shape (N,).
        alpha: parameter of the Beta distribution, 0 or more; 0 changes nothing.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        Mixed pixels and labels, of the same shapes and dtypes.
    """
    size = pixels.shape[1]
    mixed, others = pixels.copy(), np.roll(pixels, -1, axis=0)
    pasted = np.empty(len(pixels))
    for number, box in enumerate(boxes(size, alpha, dice)):
        mixed[number][box] = others[number][box]
        pasted[number] = box_area(box) / size**2
    return mixed, ((1 - pasted) * labels + pasted * np.roll(labels, -1)).astype(np.float32)


def box_area(box: tuple[slice, slice]) -> int:
    """Return the number of pixels in a box, as `boxes` returns it."""
    rows, columns = box
    return int((rows.stop - rows.start) * (columns.stop - columns.start))
