"""Demonstrations of augmentation on one picture: a parameter alone, invented pixels, mixed pairs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from dogcat.augmentation.augment import augment
from dogcat.augmentation.cutmix import cut_and_mix
from dogcat.augmentation.mixup import mix
from dogcat.augmentation.sampling import DICE, dice_of_seed
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import Picture
from dogcat.recipe.recipe import REGULARIZED, Augmentation

NONE = Augmentation()
# The tutorial writes 0.2, which reads as radians; this is the same angle in the degrees that Keras expects.
TUTORIAL_SHEAR = REGULARIZED.augmentation.shear_range
TUTORIAL_SHEAR_IN_DEGREES = float(np.rad2deg(TUTORIAL_SHEAR))
# Dice that show a parameter well: far to one side, flipped, a small crop, a square in the middle.
_TELLING_DICE = np.array([[{"mirroring": 0.0, "upside down": 0.0, "crop area": 0.03, "crop down": 0.5,
                            "crop right": 0.5, "cutout down": 0.5, "cutout right": 0.5}.get(name, 0.97)
                           for name in DICE]])  # fmt: skip
_INVENTED_COLOUR, _INVENTED_OPACITY = np.array((213, 94, 0)), 0.55


def changes_pictures(augmentation: Augmentation, fields: Sequence[str]) -> bool:
    """Return True if any of these fields of the settings has another value than without augmentation."""
    return any(getattr(augmentation, field) != getattr(NONE, field) for field in fields)


def apply_alone(pixels: np.ndarray, field: str, value: Any) -> np.ndarray:
    """Return a picture, uint8 (S, S, 3), changed by one field of the settings alone, and clearly so."""
    changed: np.ndarray = augment(pixels[None], replace(NONE, **{field: value}), _TELLING_DICE)[0]
    return changed


def colour_invented(variant: np.ndarray, invented: np.ndarray) -> np.ndarray:
    """Return a variant, uint8 (S, S, 3), in which the pixels of a mask (S, S) are coloured."""
    coloured = variant.copy()
    mixed = (1 - _INVENTED_OPACITY) * variant[invented] + _INVENTED_OPACITY * _INVENTED_COLOUR
    coloured[invented] = mixed.astype(np.uint8)
    return coloured


def matrix_in_latex(matrix: np.ndarray) -> str:
    """Return the affine map of shape (2, 3) as a product of a matrix and a pixel (x, y, 1), in LaTeX."""
    rows = [f"{x:.3f} & {y:.3f} & {shift:.1f}" for x, y, shift in matrix] + ["0 & 0 & 1"]
    return r"\small\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}\begin{pmatrix}x\\y\\1\end{pmatrix}"


@dataclass(frozen=True)
class MixedPairs:
    """Four pictures, each mixed with the next one, the last with the first.

    Attributes:
        pixels: the pictures, uint8 (4, S, S, 3): a cat, a dog, a dog, a cat.
        labels: their labels, float32 (4,).
        mixed: the mixtures, uint8 (4, S, S, 3).
        soft: the labels of the mixtures, float32 (4,).
    """

    pixels: np.ndarray
    labels: np.ndarray
    mixed: np.ndarray
    soft: np.ndarray


def mix_pairs(
    listing: Sequence[Picture], picture_size: int, way: Literal["mixup", "cutmix"], alpha: float, seed: int
) -> MixedPairs:
    """Mix pictures from all over a split: those of two classes, and those of one class.

    Args:
        listing: the pictures of the split.
        picture_size: height and width S in pixels.
        way: how to mix.
        alpha: parameter of the way's Beta distribution, 0 or more.
        seed: seed of the dice.

    Raises:
        PictureError: no picture of a class can be decoded. Single ones are passed over.
    """
    cats, dogs = ([picture for picture in listing if picture.label == label] for label in (0, 1))
    chosen = ((cats, 0), (dogs, len(dogs) // 2), (dogs, len(dogs) - 1), (cats, len(cats) // 2))
    pixels = np.stack([_decode_from(pictures, start, picture_size) for pictures, start in chosen])
    labels = np.array([0, 1, 1, 0], np.float32)
    mixed, soft = (mix if way == "mixup" else cut_and_mix)(pixels, labels, alpha, dice_of_seed(seed, len(chosen)))
    return MixedPairs(pixels, labels, mixed, soft)


def _decode_from(pictures: list[Picture], start: int, picture_size: int) -> np.ndarray:
    """Return the pixels of the first picture from `start` on that can be decoded; after the last comes the first."""
    for picture in pictures[start:] + pictures[:start]:
        try:
            return decode_picture(picture.path, picture_size)
        except PictureError:
            continue
    raise PictureError(Sentence(N_("No training picture of one class can be read, so there are no pairs to show.")))
