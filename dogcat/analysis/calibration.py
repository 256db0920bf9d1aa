"""Calibration: how well the confidence of a network agrees with its accuracy.

An overfitted network is confident about its mistakes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dogcat.analysis.comparison import label_of_name
from dogcat.common.statistics import wilson_interval

NUM_BINS = 10


@dataclass(frozen=True)
class Bin:
    """The predictions of about the same confidence.

    Attributes:
        low: lowest confidence of the bin, 0.5 to 1.
        high: highest confidence of the bin, 0.5 to 1.
        count: number of predictions.
        confidence: mean confidence of the predictions; the bin centre if there are none.
        accuracy: fraction of correct predictions; the bin centre if there are none.
        interval: 95% Wilson interval of that fraction; (0, 1) if there are no predictions.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Calibration:
    """Confidence and accuracy of a network on a set of pictures, as fractions.

    Attributes:
        bins: `NUM_BINS` bins of confidence, from 0.5 to 1.
        n: number of predictions.
        accuracy: fraction of correct predictions.
        confidence: mean confidence, the probability that the network gives to the class that it predicts.
        expected_error: mean of |fraction correct - confidence| over the bins, weighted by their counts: the expected
            calibration error of C. Guo et al., ICML 2017.
        overconfidence: confidence minus accuracy; above 0 if the network is too confident.
    """

    bins: tuple[Bin, ...]
    n: int
    accuracy: float
    confidence: float
    expected_error: float
    overconfidence: float


def calibration(p_dog: Mapping[str, float | None]) -> Calibration:
    """Return the calibration of a network on the pictures of an evaluation.

    Args:
        p_dog: P(dog) by name of the picture, 0 to 1; pictures with None are left out.

    Raises:
        ValueError: no picture has a number.
    """
    known = [(p, label_of_name(name)) for name, p in p_dog.items() if p is not None]
    if not known:
        raise ValueError("Calibration needs the probabilities of at least one picture; there are none.")
    probabilities, labels = np.array(known, dtype=np.float64).T
    confidence = np.maximum(probabilities, 1 - probabilities)
    is_right = (probabilities > 0.5) == (labels > 0.5)
    places = _bin_of(confidence)
    bins = tuple(_bin(number, confidence[places == number], is_right[places == number]) for number in range(NUM_BINS))
    accuracy, mean_confidence = float(is_right.mean()), float(confidence.mean())
    return Calibration(
        bins=bins,
        n=len(known),
        accuracy=accuracy,
        confidence=mean_confidence,
        expected_error=sum(each.count * abs(each.accuracy - each.confidence) for each in bins) / len(known),
        overconfidence=mean_confidence - accuracy,
    )


def _bin_of(confidence: np.ndarray) -> np.ndarray:
    """Return the number of the bin of each confidence; the last bin includes 1."""
    places: np.ndarray = np.clip((2 * NUM_BINS * (confidence - 0.5)).astype(int), 0, NUM_BINS - 1)
    return places


def _bin(number: int, confidence: np.ndarray, is_right: np.ndarray) -> Bin:
    low, high = 0.5 + 0.5 * number / NUM_BINS, 0.5 + 0.5 * (number + 1) / NUM_BINS
    count = len(confidence)
    if not count:
        return Bin(low, high, 0, (low + high) / 2, (low + high) / 2, (0.0, 1.0))
    num_right = int(is_right.sum())
    return Bin(low, high, count, float(confidence.mean()), num_right / count, wilson_interval(num_right, count))
