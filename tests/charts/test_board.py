"""The charts of the class board: one curve a learner, and how many chose each answer."""

from dogcat.charts.board import COLOURS, DASHES, board_curves_chart, describe_board_curves, predictions_chart
from dogcat.common.palette import NEUTRAL, REGULARIZED_COLOUR

HISTORY = [{"epoch": 1, "val_accuracy": 0.6}, {"epoch": 2, "val_accuracy": 0.7}]


def test_no_two_of_many_curves_look_alike() -> None:
    num = len(COLOURS) * len(DASHES)
    figure = board_curves_chart([(f"learner {number}", HISTORY) for number in range(num)])
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == num
    assert list(figure.data[0].x) == [1, 2]
    assert list(figure.data[0].y) == [0.6, 0.7]


def test_a_nickname_is_no_markup_and_a_curve_is_told_by_its_last_epoch() -> None:
    curves = [("<b>Ann</b>", HISTORY), ("Bo", HISTORY[:1])]
    assert board_curves_chart(curves).data[0].name == "&lt;b&gt;Ann&lt;/b&gt;"
    assert describe_board_curves(curves) == "<b>Ann</b>: 70.0% after epoch 2. Bo: 60.0% after epoch 1."
    assert describe_board_curves([]) == ""
    assert not board_curves_chart([]).data


def test_the_right_answer_is_ticked_and_coloured() -> None:
    (bars,) = predictions_chart(["cat", "dog"], [3, 0], right=1).data
    assert list(bars.x) == [3, 0]
    assert list(bars.y) == ["cat", "✓ dog"]
    assert list(bars.marker.color) == [NEUTRAL, REGULARIZED_COLOUR]
