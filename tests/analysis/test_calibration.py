"""Calibration of networks whose confidence is known: honest ones, too sure ones, and one by hand."""

import numpy as np
import pytest

from dogcat.analysis.calibration import calibration
from dogcat.common.statistics import wilson_interval

NAMES = [f"test/{('cats', 'dogs')[number % 2]}/{number}.jpg" for number in range(4000)]


def test_a_network_that_is_as_right_as_it_is_sure_is_calibrated() -> None:
    generator = np.random.default_rng(1)
    confidence = generator.uniform(0.5, 1, len(NAMES))
    is_right = generator.random(len(NAMES)) < confidence
    says_dog = is_right == (np.arange(len(NAMES)) % 2 == 1)
    found = calibration(dict(zip(NAMES, np.where(says_dog, confidence, 1 - confidence).tolist(), strict=True)))
    assert found.n == 4000
    assert found.accuracy == pytest.approx(is_right.mean())
    assert found.confidence == pytest.approx(confidence.mean())
    assert abs(found.overconfidence) < 0.02
    assert found.expected_error < 0.03
    assert sum(each.count for each in found.bins) == 4000
    assert all(each.low <= each.confidence <= each.high for each in found.bins)


def test_one_that_is_always_sure_is_overconfident() -> None:
    p_dog = dict.fromkeys(NAMES, 0.98)  # "dog" to all of them, and half are cats
    found = calibration(p_dog)
    assert found.accuracy == 0.5
    assert found.overconfidence == pytest.approx(0.48)
    assert found.expected_error == pytest.approx(0.48)
    last = found.bins[-1]
    assert (last.low, last.high, last.count, last.accuracy) == (0.95, 1.0, 4000, 0.5)
    assert last.interval == wilson_interval(2000, 4000)
    assert found.bins[0].count == 0
    assert found.bins[0].interval == (0.0, 1.0)


def test_the_expected_error_weighs_the_bins_by_their_verdicts() -> None:
    """Three at 0.62, of which one is right, and one at 0.88: (3 * |1/3 - 0.62| + 1 * |1 - 0.88|) / 4."""
    found = calibration({NAMES[0]: 0.38, NAMES[2]: 0.62, NAMES[1]: 0.38, NAMES[3]: 0.88})
    assert found.expected_error == pytest.approx(0.245)
    assert found.overconfidence == pytest.approx((3 * 0.62 + 0.88) / 4 - 0.5)
    assert [each.count for each in found.bins] == [0, 0, 3, 0, 0, 0, 0, 1, 0, 0]


def test_what_is_no_number_is_left_out() -> None:
    said = {NAMES[0]: 0.02, NAMES[1]: 0.01, NAMES[3]: 0.99}
    assert calibration({**said, NAMES[5]: None}) == calibration(said)


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        calibration({NAMES[0]: None})
