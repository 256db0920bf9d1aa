"""Figures with their intervals, and learning curves: what is drawn, and the same in words."""

import pytest

from dogcat.charts.intervals import (
    Interval,
    describe_intervals,
    describe_learning_curve,
    intervals_chart,
    learning_curve_chart,
)
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR

ROWS = [
    Interval("augmentation", 0.08, 0.05, 0.11, REGULARIZED_COLOUR),
    Interval("dropout", -0.01, -0.03, 0.02, BASELINE_COLOUR),
]


def test_intervals_are_dots_with_lines_from_top_to_bottom() -> None:
    figure = intervals_chart("More right", ROWS, "points more", "no better")
    first, second = figure.data
    assert (first.x[0], first.y[0], first.text[0]) == (8.0, "augmentation", "+8.0")
    assert first.error_x.array[0] == pytest.approx(3)
    assert second.error_x.arrayminus[0] == pytest.approx(2)
    assert second.marker.color == BASELINE_COLOUR
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.shapes[0].x0 == 0
    assert figure.layout.xaxis.title.text == "percentage points (0: no better)"
    assert describe_intervals("More right", ROWS, "points more") == (
        "More right, with 95% confidence intervals: augmentation +8.0 percentage points (+5.0 to +11.0);"
        " dropout −1.0 percentage points (−3.0 to +2.0)."
    )
    assert first.hovertemplate.startswith("+8.0 percentage points, 95% confidence interval +5.0 to +11.0<")


def test_a_share_has_no_line_at_nothing() -> None:
    figure = intervals_chart("Right", [Interval("seed 1", 0.7, 0.67, 0.73)], "%")
    assert not figure.layout.shapes
    assert figure.data[0].text[0] == "70.0%"
    assert intervals_chart("Gap", [Interval("run", 0.29, 0.26, 0.32)], "points").data[0].text[0] == "29.0"


def test_a_learning_curve_has_a_line_for_each_way_and_names_the_numbers() -> None:
    rows = {
        "nothing": {
            250: Interval("nothing", 0.6, 0.57, 0.63, BASELINE_COLOUR),
            2_000: Interval("nothing", 0.7, 0.67, 0.73),
        },
        "both": {2_000: Interval("both", 0.8, 0.77, 0.82, REGULARIZED_COLOUR)},
        "dropout": {},
    }
    figure = learning_curve_chart("New pictures right", rows, "%")
    found = {trace.name: trace for trace in figure.data}
    assert list(found) == ["nothing", "both"]
    assert list(found["nothing"].y) == pytest.approx([60, 70])
    assert [trace.marker.symbol for trace in found.values()] == ["circle", "triangle-up"], "they share a colour"
    assert min(trace.marker.size for trace in found.values()) >= 12, "the shapes are told apart on a projector"
    assert list(figure.layout.xaxis.ticktext) == ["250", "2,000"]
    assert describe_learning_curve("New pictures right", rows, "%") == (
        "New pictures right by number of training pictures. nothing: 60.0% with 250 pictures, 70.0% with 2,000"
        " pictures. both: 80.0% with 2,000 pictures."
    )


def test_each_training_of_a_mean_is_a_small_pale_dot() -> None:
    row = Interval("both", 0.8, 0.78, 0.82, REGULARIZED_COLOUR, (0.79, 0.8, 0.81))
    single, mean = intervals_chart("Right", [row], "%").data
    assert list(single.x) == pytest.approx([79, 80, 81])
    assert single.marker.color == mean.marker.color == REGULARIZED_COLOUR
    assert single.marker.size < mean.marker.size
    assert single.marker.opacity < 1
    assert mean.x == (80,)
    dots, line = learning_curve_chart("Right", {"both": {250: row, 500: row}}, "%").data
    assert list(dots.y) == pytest.approx([79, 80, 81] * 2)
    assert len(set(dots.x)) == len(line.x) == 2
    assert set(dots.x) == set(line.x)
