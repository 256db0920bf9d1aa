"""Measures how different the variants of one photo are from each other and from other photos.

There are two distances: of pixels, and of perceptual hashes, which compare coarse structure and ignore brightness.
Unlike a person, neither recognises a picture that is mirrored or rotated far. Such a variant is as distant as another
photo, which is half of the bits for hashes.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import cv2
import numpy as np
from PIL import Image

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.recipe.recipe import Augmentation

_HASH_INPUT = (32, 32)  # the size that imagehash reduces a picture to, but more slowly
CLEARLY_NEARER = 0.9  # fraction of a median distance


@dataclass(frozen=True)
class Distances:
    """Distances between variants of one photo, and between variants and other photos.

    Attributes:
        variant_pixels: float64 (V (V - 1) / 2,), mean absolute difference of every pair of V variants, 0 to 255.
        other_pixels: float64 (N,), mean absolute difference of a variant and each of N other photos.
        variant_hashes: int64 (V (V - 1) / 2,), differing bits of the hashes of every pair of variants, 0 to 64.
        other_hashes: int64 (N,), differing bits of the hashes of a variant and each of the other photos.
    """

    variant_pixels: np.ndarray
    other_pixels: np.ndarray
    variant_hashes: np.ndarray
    other_hashes: np.ndarray

    @property
    def medians(self) -> dict[str, float]:
        """The median of each array, by its name."""
        return {name: float(np.median(values)) for name, values in vars(self).items()}

    def are_relatives(self, measure: Literal["pixels", "hashes"]) -> bool:
        """Return True if the variants are clearly nearer to each other than to other photos, by their medians."""
        return self.medians[f"variant_{measure}"] < CLEARLY_NEARER * self.medians[f"other_{measure}"]


def mean_difference(variants: np.ndarray, pixels: np.ndarray) -> float:
    """Return the mean absolute difference of variants (N, S, S, 3) from their original (S, S, 3), 0 to 255."""
    return float(np.abs(variants.astype(float) - pixels).mean())


def every_few(pictures: np.ndarray, most: int) -> np.ndarray:
    """Return at most `most` pictures from all over an array (N, S, S, 3), at equal steps."""
    return np.ascontiguousarray(pictures[:: max(1, len(pictures) // most)][:most])


def relative_distances(
    pixels: np.ndarray, others: np.ndarray, augmentation: Augmentation, seed: int, num_variants: int = 32
) -> Distances:
    """Measure the distances of variants of one photo to each other and to other photos.

    Each other photo is compared with one variant, in turn, because the network's input is a variant. The other photos
    are not changed.

    Args:
        pixels: the photo, uint8 (S, S, 3).
        others: the other photos, uint8 (N, S, S, 3), N at least 1.
        augmentation: the strengths of the changes; mixup and cutmix are ignored, because they need a second photo.
        seed: seed of the dice; the same seed gives the same distances.
        num_variants: V, at least 2.
    """
    variants = variants_of(pixels, augmentation, dice_of_seed(seed, num_variants))
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
    """Return the bits of each picture's perceptual hash, bool (N, 64)."""
    import imagehash  # imports SciPy, which is slow

    reduced = [
        Image.fromarray(picture).convert("L").resize(_HASH_INPUT, Image.Resampling.LANCZOS) for picture in pictures
    ]
    return np.stack([imagehash.phash(image).hash.ravel() for image in reduced])
