"""Mixup: mixes each picture of a batch with the next one, and the labels in the same proportion.

From Zhang et al. 2017, arXiv:1710.09412. It needs a batch with labels, so it follows the changes of single pictures.
"""

import cv2
import numpy as np

from dogcat.augmentation.sampling import die


def own_shares(alpha: float, dice: np.ndarray) -> np.ndarray:
    """Return the weight of each picture in its own mixture, in (0.5, 1].

    The paper draws the weight of a pair's first picture from Beta(alpha, alpha). The distribution is symmetric and the
    order of a pair is arbitrary, so the larger weight can always be the picture's own without changing the mixtures.
    The other picture's weight is drawn by the inverse of the distribution's lower half. It goes to 0 with alpha.

    Args:
        alpha: parameter of the Beta distribution, 0 or more; 0 is off.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        float64 array of shape (N,).
    """
    if alpha == 0:
        return np.ones(len(dice))
    from scipy.special import betaincinv  # slow to import, so only here

    shares: np.ndarray = 1 - betaincinv(alpha, alpha, die(dice, "mixup") / 2)
    return shares


def mix(pixels: np.ndarray, labels: np.ndarray, alpha: float, dice: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mix each picture with the next one of the batch, the last one with the first.

    Binary cross-entropy accepts the soft labels: it is linear in the label, so the loss is the weighted mean of the
    losses of both pictures.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        labels: float32 array of shape (N,).
        alpha: parameter of the Beta distribution, 0 or more; 0 changes nothing.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        Mixed pixels and labels, of the same shapes and dtypes.
    """
    shares = own_shares(alpha, dice)
    mixed = np.empty_like(pixels)
    for picture, other, share, out in zip(pixels, np.roll(pixels, -1, axis=0), shares, mixed, strict=True):
        cv2.addWeighted(picture, share, other, 1 - share, 0, dst=out)
    return mixed, (shares * labels + (1 - shares) * np.roll(labels, -1)).astype(np.float32)
