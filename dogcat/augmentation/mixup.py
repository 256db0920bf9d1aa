"""Mixup: each picture of a batch is laid over the next one, and its label is shared out alike.

From Zhang et al. 2017, arXiv:1710.09412. It needs a batch with its labels, so it stands apart from the changes of
single pictures and comes after them.
"""

import cv2
import numpy as np

from dogcat.augmentation.sampling import die


def own_shares(alpha: float, dice: np.ndarray) -> np.ndarray:
    """How much each picture keeps of itself, in (0.5, 1].

    The paper draws the share of a pair's first picture from Beta(alpha, alpha). That is symmetrical, and any picture
    may come first; so the larger share can always be the picture's own, and the mixtures are the same. Here the other
    one's share is drawn, by the inverse of the distribution's lower half. As alpha falls to 0, so does that share.

    Args:
        alpha: 0 or more; 0 is off.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        float64 array of shape (N,).
    """
    if alpha == 0:
        return np.ones(len(dice))
    from scipy.special import betaincinv  # takes its time, so only where it is needed

    shares: np.ndarray = 1 - betaincinv(alpha, alpha, die(dice, "mixup") / 2)
    return shares


def mix(pixels: np.ndarray, labels: np.ndarray, alpha: float, dice: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mixes each picture with the next of the batch, the last with the first.

    Binary cross-entropy takes the soft labels as they are: it is linear in the label, so the loss is the mean of both
    pictures' losses, weighted by their shares.

    Args:
        pixels: uint8 array of shape (N, size, size, 3).
        labels: float32 array of shape (N,).
        alpha: 0 or more; 0 changes nothing.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        Pixels and labels, of the same shapes and types.
    """
    shares = own_shares(alpha, dice)
    mixed = np.empty_like(pixels)
    for picture, other, share, out in zip(pixels, np.roll(pixels, -1, axis=0), shares, mixed, strict=True):
        cv2.addWeighted(picture, share, other, 1 - share, 0, dst=out)
    return mixed, (shares * labels + (1 - shares) * np.roll(labels, -1)).astype(np.float32)
