"""How far results of other seeds lie apart: quantiles by epoch, and the intervals of a result."""

import numpy as np
import pytest

from dogcat.analysis.seed_spread import seed_ribbon, seed_spread
from dogcat.common.statistics import wilson_interval


def test_the_ribbon_has_the_quantiles_of_the_trainings_that_have_reached_an_epoch() -> None:
    curves = [[(1, 0.5), (2, 0.6)], [(1, 0.7), (2, 0.8)], [(1, 0.9)]]
    found = seed_ribbon(curves)
    assert found.epochs == [1, 2]
    assert found.counts == [3, 2]
    assert (found.low, found.high) == ([0.5, 0.6], [0.9, 0.8])
    assert found.middle == pytest.approx([0.7, 0.7])
    assert found.lower == pytest.approx([0.6, 0.65])
    assert found.upper == pytest.approx([0.8, 0.75])
    assert seed_ribbon([]).epochs == seed_ribbon([[]]).counts == []


def test_the_spread_has_a_standard_deviation_and_two_intervals() -> None:
    values = [0.72, 0.68, 0.7, 0.74]
    found = seed_spread(values, 1000)
    assert found is not None
    assert found.values == (0.68, 0.7, 0.72, 0.74)
    assert found.range == pytest.approx(0.06)
    assert found.deviation == pytest.approx(np.std(values, ddof=1))
    low, high = found.seed_interval
    assert (low + high) / 2 == pytest.approx(0.71)
    assert high - low == pytest.approx(2 * 1.96 * found.deviation, rel=1e-3)
    assert found.picture_interval == wilson_interval(710, 1000)


def test_two_results_differ_by_less_than_the_repeatability_limit_in_95_of_100_cases() -> None:
    generator = np.random.default_rng(1)
    found = seed_spread(generator.normal(0.7, 0.02, 20_000).tolist(), 1000)
    assert found is not None
    first, second = generator.normal(0.7, 0.02, (2, 20_000))
    assert np.mean(np.abs(first - second) < found.repeatability) == pytest.approx(0.95, abs=0.005)


def test_two_results_are_too_few() -> None:
    assert seed_spread([0.7, 0.8], 1000) is None
