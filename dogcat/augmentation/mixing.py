"""Decides for each batch if it is mixed, and how: by mixup, by cutmix, or not at all."""

from typing import Literal

import numpy as np

from dogcat.augmentation.cutmix import cut_and_mix
from dogcat.augmentation.mixup import mix
from dogcat.augmentation.sampling import die
from dogcat.recipe.recipe import Augmentation


def mixing_of(augmentation: Augmentation, dice: np.ndarray) -> Literal["mixup", "cutmix", ""]:
    """Return how a batch is mixed; "" means not at all.

    One die of the batch's first picture decides. With both mixup and cutmix, each has half of the mixed batches.

    Args:
        augmentation: the strengths of the changes.
        dice: of the batch, from `roll_dice`, shape (N, NUM_DICE).
    """
    rolled = float(die(dice, "mixed batch")[0])
    if not augmentation.mixes_pictures or rolled >= augmentation.mixed_batches:
        return ""
    if not augmentation.cutmix_alpha:
        return "mixup"
    return "mixup" if augmentation.mixup_alpha and rolled >= augmentation.mixed_batches / 2 else "cutmix"


def mix_batch(
    pixels: np.ndarray, labels: np.ndarray, augmentation: Augmentation, dice: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mix a batch as its dice decide.

    Args:
        pixels: uint8 array of shape (N, size, size, 3), N at least 1.
        labels: float32 array of shape (N,).
        augmentation: the strengths of the changes.
        dice: from `roll_dice`, shape (N, NUM_DICE).

    Returns:
        Pixels and labels, of the same shapes and dtypes.
    """
    match mixing_of(augmentation, dice):
        case "mixup":
            return mix(pixels, labels, augmentation.mixup_alpha, dice)
        case "cutmix":
            return cut_and_mix(pixels, labels, augmentation.cutmix_alpha, dice)
    return pixels, labels
