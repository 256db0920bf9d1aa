"""The charts of the class board: curves, answers, and the experiment's ribbon, dots with intervals, and guesses."""

import json

import pytest

from dogcat.analysis.seed_spread import seed_ribbon, seed_spread
from dogcat.charts.board import (
    board_curves_chart,
    describe_board_curves,
    describe_guesses,
    describe_results,
    describe_ribbon,
    own_curve,
    own_result,
    predictions_chart,
    seed_results_chart,
    seed_ribbon_chart,
    spread_guesses_chart,
)
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, REGULARIZED_COLOUR

HISTORY = [{"epoch": 1, "val_accuracy": 0.6}, {"epoch": 2, "val_accuracy": 0.7}]
CLASS = seed_ribbon([[(1, 0.5), (2, 0.6)], [(1, 0.6), (2, 0.7)], [(1, 0.7)]])
RECORDED = seed_ribbon([[(1, 0.55), (2, 0.65)]])
NONE = seed_ribbon([])


def test_each_curve_has_the_colour_of_its_recipe_and_its_name_at_the_end() -> None:
    colours = [BASELINE_COLOUR, REGULARIZED_COLOUR, REGULARIZED_COLOUR]
    figure = board_curves_chart([(name, HISTORY) for name in ("Ann", "Bo", "Cy")], colours)
    assert [trace.line.color for trace in figure.data] == colours
    assert {trace.line.dash for trace in figure.data} == {"solid"}
    assert {note.text: note.font.color for note in figure.layout.annotations} == dict(
        zip(("Ann", "Bo", "Cy"), colours, strict=True)
    )
    assert list(figure.data[0].x) == [1, 2]
    assert list(figure.data[0].y) == [0.6, 0.7]


def test_a_nickname_is_no_markup_and_a_curve_is_told_by_its_last_epoch() -> None:
    curves = [("<b>Ann</b>", HISTORY), ("Bo", HISTORY[:1])]
    figure = board_curves_chart(curves, [NEUTRAL, NEUTRAL])
    assert figure.data[0].name == "&lt;b&gt;Ann&lt;/b&gt;"
    assert "&lt;b&gt;Ann&lt;/b&gt;" in [note.text for note in figure.layout.annotations]
    assert describe_board_curves(curves) == "<b>Ann</b>: 70.0% after epoch 2. Bo: 60.0% after epoch 1."
    assert describe_board_curves([]) == ""
    assert not board_curves_chart([], []).data


def test_the_right_answer_is_ticked_and_coloured() -> None:
    (bars,) = predictions_chart(["cat", "dog"], [3, 0], right=1).data
    assert list(bars.x) == [3, 0]
    assert list(bars.y) == ["cat", "✓ dog"]
    assert list(bars.marker.color) == [NEUTRAL, REGULARIZED_COLOUR]


def test_the_guesses_of_the_class_can_be_shown_without_the_right_answer() -> None:
    (bars,) = predictions_chart(["cat", "dog"], [3, 1], right=None).data
    assert bars.y == ("cat", "dog")
    assert len(set(bars.marker.color)) == 1


def test_the_ribbon_is_median_middle_half_and_extremes_before_the_recorded_one() -> None:
    figure = seed_ribbon_chart(CLASS, RECORDED, BASELINE_COLOUR, 20)
    lines = [trace for trace in figure.data if trace.line.width]
    assert [(trace.name, trace.line.color) for trace in lines] == [
        ("recorded", NEUTRAL),
        ("your class", BASELINE_COLOUR),
    ]
    assert list(lines[1].y) == pytest.approx([0.6, 0.65])
    areas = [trace for trace in figure.data if trace.fill]
    assert len(areas) == 3
    assert list(areas[1].y) == pytest.approx([0.7, 0.7, 0.6, 0.5])
    assert figure.layout.xaxis.range == (0, 20.5)
    assert not seed_ribbon_chart(NONE, NONE, BASELINE_COLOUR, 20).data


def test_the_ribbon_in_words() -> None:
    assert describe_ribbon(CLASS, RECORDED) == (
        "Validation accuracy. This class, 2 trainings after epoch 2: median 65.0%, from 60.0% to 70.0%. Recorded, 1"
        " trainings after epoch 2: median 65.0%, from 65.0% to 65.0%."
    )
    assert describe_ribbon(NONE, NONE) == "Validation accuracy. No epoch has ended yet."


def test_the_results_are_dots_and_below_them_both_intervals_around_the_mean() -> None:
    values = [0.68, 0.7, 0.72]
    spread = seed_spread(values, 1000)
    assert spread is not None
    figure = seed_results_chart([(value, "Ann") for value in values], [0.69], spread, BASELINE_COLOUR, 10)
    dots, recorded, seeds, pictures = figure.data
    assert list(dots.x) == pytest.approx([68, 70, 72])
    assert list(recorded.x) == [69]
    for trace, (low, high) in ((seeds, spread.seed_interval), (pictures, spread.picture_interval)):
        assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(100 * low)
        assert trace.x[0] + trace.error_x.array[0] == pytest.approx(100 * high)
    assert figure.layout.yaxis.categoryarray == ("your class", "recorded", "other seeds (95%)", "other pictures (95%)")
    assert len(seed_results_chart([(0.7, "")], [], None, BASELINE_COLOUR, 10).data) == 1
    words = describe_results(values, [0.69], spread)
    assert "Class: 3 results, from 68.0% to 72.0%. Recorded: 1 results, from 69.0% to 69.0%." in words
    assert "95% of other seeds lie from 66.1% to 73.9%" in words
    assert describe_results([], [], None) == "No training has ended yet."


def test_one_s_own_are_traces_for_the_same_figures() -> None:
    assert own_curve([(1, 0.5), (2, 0.6)], NEUTRAL)["y"] == [0.5, 0.6]
    assert own_curve([], NEUTRAL)["y"] == [None]
    figure = seed_results_chart([(0.7, "")], [], None, BASELINE_COLOUR, 10)
    mark = own_result(0.7, BASELINE_COLOUR)
    assert mark["x"] == pytest.approx([70])
    assert mark["y"] == list(figure.data[0].y)
    json.dumps(mark)


def test_the_guesses_are_counted_beside_the_truth() -> None:
    figure = spread_guesses_chart([2, 5, 5.2, 30], 6.4)
    (bars,) = figure.data
    assert dict(zip(bars.x, bars.y, strict=True)) == {2: 1, 5: 2, 30: 1}
    (line,) = figure.layout.shapes
    assert (line.x0, line.line.color) == (6.4, REGULARIZED_COLOUR)
    assert describe_guesses([5, 2.5], 6.4) == "The results lie 6.4 percentage points apart. Guesses: 2.5, 5."
