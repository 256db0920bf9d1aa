"""The charts of the class board: one curve a learner, and how many chose each answer."""

from dogcat.charts.board import board_curves_chart, describe_board_curves, predictions_chart
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, REGULARIZED_COLOUR

HISTORY = [{"epoch": 1, "val_accuracy": 0.6}, {"epoch": 2, "val_accuracy": 0.7}]


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
