"""Is a network as often right as it is sure? An overfitted one is sure of its mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dogcat.analysis.comparison import label_of_name
from dogcat.common.statistics import wilson_interval

NUM_BINS = 10


@dataclass(frozen=True)
class Bin:
    """The verdicts of about the same confidence.

    Attributes:
        low: the least confidence, 0.5 to 1.
        high: the most.
        count: verdicts.
        confidence: their mean confidence; the middle of the bin when there are none.
        share_right: the share of them that is right; the same then.
        interval: its 95 % Wilson interval; 0 to 1 then.
    """

    low: float
    high: float
    count: int
    confidence: float
    share_right: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Calibration:
    """How confidence and right answers go together. Shares from 0 to 1.

    Attributes:
        bins: `NUM_BINS` bins of confidence, from 0.5 to 1.
        n: all verdicts.
        accuracy: share of right verdicts.
        confidence: mean confidence, the probability that the network gives to its own verdict.
        expected_error: the mean of |share right - confidence| over the bins, each weighted by its verdicts: the
            expected calibration error of C. Guo et al., ICML 2017.
        overconfidence: confidence minus accuracy; above 0 when it is too sure.
    """

    bins: tuple[Bin, ...]
    n: int
    accuracy: float
    confidence: float
    expected_error: float
    overconfidence: float


def calibration(p_dog: Mapping[str, float | None]) -> Calibration:
    """Measures it.

    Args:
        p_dog: P(dog) by the picture's name, as an evaluation has it; what is no number is left out.

    Raises:
        ValueError: there is no number.
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
        expected_error=sum(each.count * abs(each.share_right - each.confidence) for each in bins) / len(known),
        overconfidence=mean_confidence - accuracy,
    )


def _bin_of(confidence: np.ndarray) -> np.ndarray:
    """The bin of each confidence; the last one includes 1."""
    places: np.ndarray = np.clip((2 * NUM_BINS * (confidence - 0.5)).astype(int), 0, NUM_BINS - 1)
    return places


def _bin(number: int, confidence: np.ndarray, is_right: np.ndarray) -> Bin:
    low, high = 0.5 + 0.5 * number / NUM_BINS, 0.5 + 0.5 * (number + 1) / NUM_BINS
    count = len(confidence)
    if not count:
        return Bin(low, high, 0, (low + high) / 2, (low + high) / 2, (0.0, 1.0))
    num_right = int(is_right.sum())
    return Bin(low, high, count, float(confidence.mean()), num_right / count, wilson_interval(num_right, count))
