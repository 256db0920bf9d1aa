"""The calibration chart: a dot for each confidence that occurs, and the same in words."""

import pytest

from dogcat.analysis.calibration import calibration
from dogcat.charts.calibration import calibration_chart, describe_calibration
from dogcat.common.palette import BASELINE_COLOUR


def test_a_calibration_has_the_diagonal_and_a_dot_for_each_confidence_that_occurs() -> None:
    said = {f"validation/cats/{number}.jpg": 0.02 for number in range(9)} | {"validation/dogs/1.jpg": 0.02}
    rows = {"run": (BASELINE_COLOUR, calibration(said))}
    figure = calibration_chart(rows)
    found = {trace.name: trace for trace in figure.data}
    assert list(found["right as often as its confidence says"].y) == [0.5, 1]
    assert list(found["run"].x) == pytest.approx([0.98])
    assert list(found["run"].y) == pytest.approx([0.9])
    assert "differ by 8 percentage points on average" in describe_calibration(rows)
