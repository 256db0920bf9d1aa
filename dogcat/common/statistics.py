"""Statistics of accuracies: intervals, tests and resampling, with the source of each formula."""

import math
from collections.abc import Sequence

import numpy as np

Z_95 = 1.959963984540054  # the standard normal distribution's 97.5 % point


NUM_RESAMPLES = 10_000


def is_number(value: float | None) -> bool:
    """Whether a figure of a history is there and finite; a training that diverged has others."""
    return value is not None and math.isfinite(value)


def wilson_interval(num_right: int, num_all: int) -> tuple[float, float]:
    """The 95 % score interval of a share: E. B. Wilson, JASA 22 (1927), 209-212.

    Args:
        num_right: right answers, 0 to `num_all`.
        num_all: all answers, at least 1.

    Returns:
        The lower and the upper bound, from 0 to 1.
    """
    share, squared = num_right / num_all, Z_95**2
    middle = share + squared / (2 * num_all)
    half = Z_95 * math.sqrt(share * (1 - share) / num_all + squared / (4 * num_all**2))
    scale = 1 + squared / num_all
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def gap_interval(
    clean_accuracy: float, num_clean: int, val_accuracy: float, num_validation: int
) -> tuple[float, float]:
    """The 95 % interval of the gap: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.

    Args:
        clean_accuracy: clean training accuracy, 0 to 1.
        num_clean: on how many pictures it was measured, at least 1.
        val_accuracy: validation accuracy.
        num_validation: on how many pictures.

    Returns:
        The lower and the upper bound, from -1 to 1.
    """
    clean_low, clean_high = wilson_interval(round(clean_accuracy * num_clean), num_clean)
    val_low, val_high = wilson_interval(round(val_accuracy * num_validation), num_validation)
    gap = clean_accuracy - val_accuracy
    return (
        gap - math.hypot(clean_accuracy - clean_low, val_high - val_accuracy),
        gap + math.hypot(clean_high - clean_accuracy, val_accuracy - val_low),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """The two-sided p-value of McNemar's exact test.

    Of the pictures that just one network got right, each should be either one's with the probability 1/2 if they are
    equally good: twice the tail of the binomial distribution, at most 1.

    Args:
        only_first: pictures that only the first network got right, 0 or more.
        only_second: that only the second one got right.
    """
    n = only_first + only_second
    tail = sum(math.comb(n, k) for k in range(min(only_first, only_second) + 1))
    return min(1.0, 2 * tail / (1 << n))


def paired_interval(only_first: int, only_second: int, n: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two accuracies on the same n pictures, by the paired bootstrap.

    The percentile interval of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993.

    To draw n pictures with replacement, and to count in which cell they fall, is to draw from the multinomial
    distribution of the cells; so no picture has to be drawn.

    Args:
        only_first: pictures that only the first network got right.
        only_second: that only the second one got right.
        n: all pictures, at least 1.

    Returns:
        the 2.5 % and the 97.5 % point of second minus first, -1 to 1.
    """
    shares = [only_first / n, only_second / n, (n - only_first - only_second) / n]
    counts = np.random.default_rng(1).multinomial(n, shares, NUM_RESAMPLES)
    low, high = np.percentile((counts[:, 1] - counts[:, 0]) / n, [2.5, 97.5])
    return float(low), float(high)


def compare_seeds(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float] | None:
    """How much two recipes differ beyond the luck of the seed: B. L. Welch, Biometrika 34 (1947), 28-35.

    Args:
        first: a figure of each seed with the first recipe.
        second: of each seed with the second one.

    Returns:
        The difference of the means, second minus first, and its 95 % interval; None with fewer than two seeds of one.
    """
    if min(len(first), len(second)) < 2:
        return None
    from scipy.special import stdtrit  # a part of SciPy that only this needs, and the server's memory is small

    difference = float(np.mean(second) - np.mean(first))
    variances = [float(np.var(values, ddof=1)) / len(values) for values in (first, second)]
    error = math.sqrt(sum(variances))
    if error == 0:
        return difference, difference, difference
    freedom = sum(variances) ** 2 / sum(
        variance**2 / (len(values) - 1) for variance, values in zip(variances, (first, second), strict=True)
    )
    half = float(stdtrit(freedom, 0.975)) * error
    return difference, difference - half, difference + half
