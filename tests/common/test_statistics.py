"""Intervals and tests against SciPy's and against published examples."""

import math

import numpy as np
import pytest
from scipy import stats

from dogcat.common.statistics import (
    accuracy_interval,
    compare_seeds,
    gap_interval,
    is_number,
    mcnemar,
    mean_interval,
    paired_interval,
    paired_score_interval,
    roc_auc,
    student_quantile,
    wilson_interval,
)


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (1, 0), (5, 5), (6, 16), (59, 121), (300, 402)])
def test_mcnemar_is_the_exact_binomial_test(only_first: int, only_second: int) -> None:
    n = only_first + only_second
    expected = stats.binomtest(only_first, n).pvalue if n else 1.0
    assert mcnemar(only_first, only_second) == pytest.approx(expected, rel=1e-9)


def test_the_paired_interval_is_that_of_drawing_pictures() -> None:
    differences = np.repeat([-1, 1, 0], [60, 120, 820])
    expected = stats.bootstrap((differences,), np.mean, method="percentile", n_resamples=4000, rng=3)
    found = paired_interval(60, 120, 1000)
    assert found == pytest.approx(tuple(expected.confidence_interval), abs=0.002)
    assert found == paired_interval(60, 120, 1000)  # the same at each look
    assert found[0] < 0.06 < found[1]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((36, 2, 12, 0), (0.0569, 0.3404)),  # Newcombe 1998, table II
     ((14, 0, 5, 22), (0.011, 0.226)),  # Altman et al., Statistics with Confidence, 2nd edition, table 6.2
     ((1, 1, 7, 12), (0.026, 0.507))],  # Fagerland et al., Statistics in Medicine 33 (2014), 2850-2875, table VI
)  # fmt: skip
def test_the_paired_score_interval_is_the_published_one(
    counts: tuple[int, int, int, int], expected: tuple[float, float]
) -> None:
    both, only_first, only_second, neither = counts
    assert paired_score_interval(*counts) == pytest.approx(expected, abs=6e-4)
    low, high = paired_score_interval(both, only_second, only_first, neither)
    assert (-high, -low) == pytest.approx(expected, abs=6e-4)


def test_the_paired_score_interval_has_a_width_if_all_answer_alike() -> None:
    low, high = paired_score_interval(0, 0, 5, 0)
    assert low < 0.5 < high == 1
    assert paired_score_interval(5, 0, 0, 0) == pytest.approx((-0.434, 0.434), abs=1e-3)


def test_seeds_are_compared_by_welch() -> None:
    first, second = [0.706, 0.712, 0.699, 0.731, 0.708], [0.807, 0.821, 0.815, 0.798, 0.83]
    expected = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    difference, low, high = compare_seeds(first, second) or (0, 0, 0)
    assert difference == pytest.approx(np.mean(second) - np.mean(first))
    assert (low, high) == pytest.approx((expected.low, expected.high))


def test_too_few_seeds_give_no_interval_and_equal_ones_an_empty_one() -> None:
    assert compare_seeds([0.7], [0.8, 0.81]) is None
    assert compare_seeds([0.5, 0.5], [0.75, 0.75]) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(
    ("num_right", "num_all"),
    [(0, 1), (1, 1), (0, 30), (30, 30), (1, 30), (15, 30), (720, 1000), (999, 1000), (1000, 1000), (81_000, 100_000)],
)
def test_interval_is_scipys(num_right: int, num_all: int) -> None:
    expected = stats.binomtest(num_right, num_all).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(num_right, num_all) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_interval_stays_within_0_and_1_and_around_the_share() -> None:
    for num_right in range(21):
        low, high = wilson_interval(num_right, 20)
        assert 0 <= low <= num_right / 20 <= high <= 1
        assert low < high


def test_the_gaps_interval_is_newcombes() -> None:
    """The first example of the paper: 56 of 70 against 48 of 80, 0.0524 to 0.3339 by its method 10."""
    assert gap_interval(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert gap_interval(1.0, 10, 0.0, 10)[1] == 1


def test_a_figure_is_a_number_or_not() -> None:
    assert is_number(0.0)
    assert not any(map(is_number, (None, math.nan, math.inf, -math.inf)))


def test_the_interval_of_an_accuracy_is_that_of_its_count() -> None:
    assert accuracy_interval(0.8, 100) == wilson_interval(80, 100)


def test_the_interval_of_a_mean_is_student_s() -> None:
    """Mean 3, standard deviation sqrt(2.5), t(4) = 2.776445: 3 ± 2.776445 · sqrt(2.5 / 5)."""
    assert mean_interval([1, 2, 3, 4, 5]) == pytest.approx((3, 3 - 1.963243, 3 + 1.963243), abs=1e-5)
    assert mean_interval([0.4]) == (0.4, 0.4, 0.4)
    assert mean_interval([0.4, 0.4]) == pytest.approx((0.4, 0.4, 0.4))


@pytest.mark.parametrize("freedom", [1, 1.7, 2, 4.3, 9, 18, 200])
def test_the_quantile_of_students_distribution_is_scipys(freedom: float) -> None:
    assert student_quantile(freedom) == pytest.approx(float(stats.t.ppf(0.975, freedom)), rel=1e-4)


def test_the_area_under_the_roc_curve_counts_pairs_in_order() -> None:
    generator = np.random.default_rng(1)
    scores, positive = generator.integers(0, 8, 40).astype(float), generator.random(40) < 0.3
    pairs = [np.sign(one - other) / 2 + 0.5 for one in scores[positive] for other in scores[~positive]]
    assert roc_auc(scores, positive) == pytest.approx(np.mean(pairs))
    assert math.isnan(roc_auc(scores, np.ones(40, bool)))
