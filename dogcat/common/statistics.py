"""Statistics of accuracies: confidence intervals, significance tests and resampling, each with its source."""

import math
from collections.abc import Sequence

import numpy as np

Z_95 = 1.959963984540054  # 97.5% quantile of the standard normal distribution
NUM_RESAMPLES = 10_000  # of the bootstrap


def is_number(value: float | None) -> bool:
    """Return True if a value of a history is present and finite. A training that diverged has other values."""
    return value is not None and math.isfinite(value)


def wilson_interval(num_right: int, num_all: int) -> tuple[float, float]:
    """Return the 95% score interval of a fraction: E. B. Wilson, JASA 22 (1927), 209-212.

    Args:
        num_right: number of correct answers, 0 to `num_all`.
        num_all: number of all answers, at least 1.

    Returns:
        The lower and the upper bound, 0 to 1.
    """
    fraction, squared = num_right / num_all, Z_95**2
    centre = fraction + squared / (2 * num_all)
    half = Z_95 * math.sqrt(fraction * (1 - fraction) / num_all + squared / (4 * num_all**2))
    scale = 1 + squared / num_all
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def accuracy_interval(accuracy: float, num_pictures: int) -> tuple[float, float]:
    """Return the 95% Wilson interval of an accuracy, both 0 to 1, measured on `num_pictures` pictures, at least 1."""
    return wilson_interval(round(accuracy * num_pictures), num_pictures)


def gap_interval(
    clean_accuracy: float, num_clean: int, val_accuracy: float, num_validation: int
) -> tuple[float, float]:
    """Return the 95% interval of the gap between training and validation accuracy.

    R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.

    Args:
        clean_accuracy: clean training accuracy, 0 to 1.
        num_clean: number of pictures on which the clean training accuracy was measured, at least 1.
        val_accuracy: validation accuracy, 0 to 1.
        num_validation: number of validation pictures, at least 1.

    Returns:
        The lower and the upper bound of training minus validation accuracy, -1 to 1.
    """
    clean_low, clean_high = accuracy_interval(clean_accuracy, num_clean)
    val_low, val_high = accuracy_interval(val_accuracy, num_validation)
    gap = clean_accuracy - val_accuracy
    return (
        gap - math.hypot(clean_accuracy - clean_low, val_high - val_accuracy),
        gap + math.hypot(clean_high - clean_accuracy, val_accuracy - val_low),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p-value of McNemar's exact test.

    If two networks are equally good, each picture that only one of them classifies correctly is the first network's
    with probability 1/2. The p-value is twice the tail of that binomial distribution, at most 1.

    Args:
        only_first: number of pictures that only the first network classified correctly, 0 or more.
        only_second: number of pictures that only the second network classified correctly, 0 or more.
    """
    n = only_first + only_second
    tail = sum(math.comb(n, k) for k in range(min(only_first, only_second) + 1))
    return min(1.0, 2 * tail / (1 << n))


def paired_interval(only_first: int, only_second: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of the difference of two accuracies on the same n pictures, by the paired bootstrap.

    The percentile interval of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993. The counts of a
    resample follow the multinomial distribution, so they are drawn directly instead of picture by picture.

    Args:
        only_first: number of pictures that only the first network classified correctly.
        only_second: number of pictures that only the second network classified correctly.
        n: number of all pictures, at least 1.

    Returns:
        The 2.5% and the 97.5% quantile of second minus first accuracy, -1 to 1.
    """
    fractions = [only_first / n, only_second / n, (n - only_first - only_second) / n]
    counts = np.random.default_rng(1).multinomial(n, fractions, NUM_RESAMPLES)
    low, high = np.percentile((counts[:, 1] - counts[:, 0]) / n, [2.5, 97.5])
    return float(low), float(high)


def paired_score_interval(both: int, only_first: int, only_second: int, neither: int) -> tuple[float, float]:
    """Return the 95% interval of the difference of two fractions of the same people, second minus first.

    R. G. Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10. It combines the Wilson intervals of the two
    fractions with their correlation, and so has a width also if all answer alike, where `paired_interval` has none.

    Args:
        both: number of people who are right both times. All four together are at least 1.
        only_first: number of people who are right only the first time.
        only_second: number of people who are right only the second time.
        neither: number of people who are wrong both times.

    Returns:
        The lower and the upper bound, -1 to 1.
    """
    n = both + only_first + only_second + neither
    first, second = (both + only_first) / n, (both + only_second) / n
    first_low, first_high = wilson_interval(both + only_first, n)
    second_low, second_high = wilson_interval(both + only_second, n)
    product = float(both * neither - only_first * only_second)
    if product > 0:  # the continuity correction of the source
        product = max(product - n / 2, 0.0)
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    phi = product / math.sqrt(margins) if margins else 0.0

    def distance(one: float, other: float) -> float:
        return math.sqrt(one**2 - 2 * phi * one * other + other**2)

    difference = second - first
    return (
        difference - distance(second - second_low, first_high - first),
        difference + distance(second_high - second, first - first_low),
    )


def roc_auc(scores: np.ndarray, is_positive: np.ndarray) -> float:
    """Return the area under the ROC curve: how often a positive case has the higher score than a negative one.

    Ties count half; nan without both kinds. By the ranks of the scores: Hanley and McNeil, Radiology 143 (1982), 29-36.

    Args:
        scores: float array of shape (N,).
        is_positive: boolean array of shape (N,).
    """
    from scipy.stats import rankdata  # slow to import, so only here

    num_positive = int(is_positive.sum())
    num_pairs = num_positive * (len(scores) - num_positive)
    if not num_pairs:
        return math.nan
    above = rankdata(scores)[is_positive].sum() - num_positive * (num_positive + 1) / 2
    return float(above / num_pairs)


def student_quantile(freedom: float) -> float:
    """Return the 97.5% quantile of Student's t distribution to at least four digits, without loading SciPy.

    With t = sqrt(n) tan(a) for n degrees of freedom, the density is proportional to cos(a) ** (n - 1). The quantile is
    read from the sum of that function over the angles a from 0 to 90 degrees.

    Args:
        freedom: degrees of freedom, at least 1.
    """
    angles = np.linspace(0, math.pi / 2, 20_001)
    density = np.cos(angles) ** (freedom - 1)
    area = np.concatenate([[0], np.cumsum(density[1:] + density[:-1])])
    return math.sqrt(freedom) * math.tan(np.interp(0.95, area / area[-1], angles))


def mean_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean of at least one value and its 95% interval: "Student", Biometrika 6 (1908), 1-25.

    Returns:
        The mean and the bounds of the interval. A single value has no interval; then all three are that value.
    """
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, mean, mean
    half = student_quantile(len(values) - 1) * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def compare_seeds(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float] | None:
    """Compare two recipes that were each trained with several seeds: B. L. Welch, Biometrika 34 (1947), 28-35.

    Args:
        first: one value per seed of the first recipe.
        second: one value per seed of the second recipe.

    Returns:
        The difference of the means, second minus first, and the bounds of its 95% interval; None if a recipe has fewer
        than two seeds.
    """
    if min(len(first), len(second)) < 2:
        return None
    difference = float(np.mean(second) - np.mean(first))
    variances = [float(np.var(values, ddof=1)) / len(values) for values in (first, second)]
    error = math.sqrt(sum(variances))
    if error == 0:
        return difference, difference, difference
    freedom = sum(variances) ** 2 / sum(
        variance**2 / (len(values) - 1) for variance, values in zip(variances, (first, second), strict=True)
    )
    half = student_quantile(freedom) * error
    return difference, difference - half, difference + half
