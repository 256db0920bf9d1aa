"""Mean pictures and histograms of each class.

They do not separate cats from dogs, which shows why a network is needed.
"""

from dataclasses import dataclass

import numpy as np

from dogcat.common.language import N_
from dogcat.pictures.picture_set import CLASSES
from dogcat.pictures.pixel_cache import SplitPixels

NUM_BINS = 32  # of 8 levels each
HISTOGRAMS = (N_("red"), N_("green"), N_("blue"), N_("brightness"))
_BLOCK = 100  # pictures per block, which bounds the memory


@dataclass(frozen=True)
class ClassAverages:
    """The statistics of one class of a split.

    Attributes:
        num_pictures: number of pictures.
        mean_picture: uint8 (S, S, 3), the mean of each pixel; None without pictures.
        histograms: by the names in `HISTOGRAMS`, float64 (NUM_BINS,): fraction of pixels in each bin.
    """

    num_pictures: int
    mean_picture: np.ndarray | None
    histograms: dict[str, np.ndarray]


def class_averages(split: SplitPixels) -> list[ClassAverages]:
    """Return the statistics of each class, in the order of `CLASSES`. Brightness is the mean of red, green and blue."""
    return [_averages(split.pixels, np.flatnonzero(split.labels == label)) for label in range(len(CLASSES))]


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Return the fraction of the area that two histograms share: 1 if they are equal, 0 without a common bin."""
    return float(np.minimum(first, second).sum())


def _averages(pixels: np.ndarray, rows: np.ndarray) -> ClassAverages:
    total = np.zeros(pixels.shape[1:], np.float64)
    counts = {name: np.zeros(256, np.int64) for name in HISTOGRAMS}
    for start in range(0, len(rows), _BLOCK):
        block = pixels[rows[start : start + _BLOCK]]
        total += block.sum(axis=0, dtype=np.int64)
        for channel, name in enumerate(HISTOGRAMS[:3]):
            counts[name] += np.bincount(block[..., channel].ravel(), minlength=256)
        brightness = block.sum(axis=-1, dtype=np.uint16) // 3
        counts["brightness"] += np.bincount(brightness.ravel(), minlength=256)
    mean = np.round(total / len(rows)).astype(np.uint8) if len(rows) else None
    binned = {name: row.reshape(NUM_BINS, -1).sum(axis=1) / max(1, row.sum()) for name, row in counts.items()}
    return ClassAverages(len(rows), mean, binned)
