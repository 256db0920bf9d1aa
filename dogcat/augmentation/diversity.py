"""How different the variants of one photo are, measured: from each other, and from other photos.

Two distances: of pixels, and of perceptual hashes, which look at coarse light and dark and overlook what is merely
brighter. Neither knows a picture again that is mirrored or turned far, as a person does: then a variant is as far away
as any photo, which for hashes is half of the bits.
"""

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from PIL import Image

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.recipe.recipe import Augmentation

HASH_BITS = 64
_HASH_INPUT = (32, 32)  # what imagehash itself reduces a picture to, much more slowly


@dataclass(frozen=True)
class Distances:
    """Distances between variants of one photo, and from variants of it to other photos.

    Attributes:
        variant_pixels: float64 (V (V - 1) / 2,), between every two of V variants: mean absolute difference, 0 to 255.
        other_pixels: float64 (N,), the same between a variant and each of N other photos.
        variant_hashes: int64 (V (V - 1) / 2,), bits in which the perceptual hashes differ, 0 to 64.
        other_hashes: int64 (N,), the same between a variant and each of the other photos.
    """

    variant_pixels: np.ndarray
    other_pixels: np.ndarray
    variant_hashes: np.ndarray
    other_hashes: np.ndarray

    @property
    def medians(self) -> dict[str, float]:
        """The median of each array, by its name."""
        return {name: float(np.median(values)) for name, values in vars(self).items()}


def relative_distances(
    pixels: np.ndarray, others: np.ndarray, augmentation: Augmentation, seed: int, num_variants: int = 32
) -> Distances:
    """Measures how far variants of one photo are from each other and from other photos.

    Another photo is compared with one variant, the first with the first and so on, round and round: like with like,
    since a variant is what the network gets. The other photos are taken as they are.

    Args:
        pixels: of the one photo, uint8 (S, S, 3).
        others: the other photos, uint8 (N, S, S, 3), N at least 1.
        augmentation: what makes the variants; mixup, which needs a second photo, is left out.
        seed: of the dice; the same seed gives the same distances.
        num_variants: V, at least 2.
    """
    dice = roll_dice(np.random.default_rng(seed), num_variants)
    variants = augment(np.repeat(pixels[None], num_variants, axis=0), augmentation, dice)
    variant_codes, other_codes = _hashes(variants), _hashes(others)
    pairs = list(combinations(range(num_variants), 2))
    partners = [(number % num_variants, number) for number in range(len(others))]
    return Distances(
        variant_pixels=_pixel_distances(variants, variants, pairs),
        other_pixels=_pixel_distances(variants, others, partners),
        variant_hashes=_hash_distances(variant_codes, variant_codes, pairs),
        other_hashes=_hash_distances(variant_codes, other_codes, partners),
    )


def _pixel_distances(left: np.ndarray, right: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    sums = np.array([cv2.norm(left[one], right[other], cv2.NORM_L1) for one, other in pairs])
    distances: np.ndarray = sums / left[0].size
    return distances


def _hash_distances(left: np.ndarray, right: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    ones, others = np.array(pairs).T
    distances: np.ndarray = np.count_nonzero(left[ones] != right[others], axis=1)
    return distances


def _hashes(pictures: np.ndarray) -> np.ndarray:
    """The bits of each picture's perceptual hash, bool (N, HASH_BITS)."""
    import imagehash  # brings scipy, which takes its time

    reduced = [
        Image.fromarray(picture).convert("L").resize(_HASH_INPUT, Image.Resampling.LANCZOS) for picture in pictures
    ]
    return np.stack([imagehash.phash(image).hash.ravel() for image in reduced])
