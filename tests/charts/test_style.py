"""What all charts share: the empty chart, and labels at the ends of lines."""

from itertools import pairwise

import numpy as np
import pytest

from dogcat.charts.style import (
    LABEL_HEIGHT,
    LABEL_NAME,
    EndLabel,
    Row,
    add_end_labels,
    empty_chart,
    gap_label,
    spread,
    text_width,
)
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR, RUN_COLOURS, TRAINING, VALIDATION


def test_the_empty_chart_shows_whole_epochs_on_any_background() -> None:
    layout = empty_chart("Loss", 5).layout
    assert layout.title.text == "Loss"
    assert tuple(layout.xaxis.range) == (0, 5.5)
    assert layout.xaxis.dtick == 1
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    assert empty_chart("Loss", 0).layout.xaxis.range is None


@pytest.mark.parametrize("seed", range(200))
def test_labels_never_overlap_and_keep_their_order(seed: int) -> None:
    dice = np.random.default_rng(seed)
    wanted = (260 * dice.random(dice.integers(1, 15)) ** dice.choice([0.2, 1, 5])).tolist()
    got = spread(wanted, 19, 0, 260)
    order = np.argsort(wanted, kind="stable")
    in_order = [got[number] for number in order]
    assert all(upper - lower >= 19 - 1e-6 for lower, upper in pairwise(in_order))
    assert in_order[0] >= -1e-6
    assert in_order[-1] <= 260 + 1e-6


def test_labels_move_no_further_than_they_must() -> None:
    assert spread([10, 100, 200], 19, 0, 260) == [10, 100, 200]
    assert spread([100, 101], 19, 0, 260) == pytest.approx([91, 110])
    assert spread([100, 100], 20, 0, 260) == pytest.approx([90, 110]), "equal ones keep the order of the list"
    assert spread([260, 260], 20, 0, 260) == pytest.approx([240, 260])
    assert spread([], 20, 0, 260) == []


def places(figure: object) -> dict[str, float]:
    """The labels of a chart with their height in pixels above its lower edge."""
    layout = figure.layout  # type: ignore[attr-defined]
    low, high = layout.yaxis.range
    room = layout.height - layout.margin.t - layout.margin.b
    return {
        note.text: (note.y - low) / (high - low) * room + note.yshift
        for note in layout.annotations
        if note.name == LABEL_NAME
    }


def test_each_line_has_its_name_at_its_end() -> None:
    figure = empty_chart("Accuracy", 10).update_yaxes(range=[0.4, 1.0])
    before = figure.layout.height - figure.layout.margin.b
    add_end_labels(figure, [EndLabel("training", TRAINING, 0.99), EndLabel("validation", VALIDATION, 0.98, x=10)])
    found = places(figure)
    assert set(found) == {"training", "validation"}
    assert found["training"] - found["validation"] >= LABEL_HEIGHT - 1e-6
    second, first = figure.layout.annotations
    assert (first.xref, first.x, second.xref, second.x) == ("paper", 1, "x", 10)
    assert first.font.color == TRAINING
    assert not figure.layout.showlegend
    assert figure.layout.margin.r >= text_width("validation")
    assert figure.layout.height - figure.layout.margin.b == before, "the lines keep their room"


def test_labels_far_from_each_other_stay_where_they_are() -> None:
    figure = empty_chart("Accuracy", 100).update_yaxes(range=[0.4, 1.0])
    add_end_labels(figure, [EndLabel("plain", TRAINING, 0.7, x=30), EndLabel("both", VALIDATION, 0.7, x=100),
                            EndLabel("near", VALIDATION, 0.7, x=90)])  # fmt: skip
    assert {note.text: round(note.yshift, 1) for note in figure.layout.annotations} == {
        "plain": 0, "near": -LABEL_HEIGHT / 2, "both": LABEL_HEIGHT / 2,
    }  # fmt: skip


def test_a_value_outside_of_the_axis_is_labelled_at_its_edge_and_none_not_at_all() -> None:
    figure = empty_chart("Accuracy", 10).update_yaxes(range=[0.4, 1.0])
    add_end_labels(figure, [EndLabel("low", TRAINING, 0.1), EndLabel("none", VALIDATION, None),
                            EndLabel("nan", VALIDATION, float("nan"))])  # fmt: skip
    assert places(figure) == {"low": 0}


def test_the_right_margin_is_the_same_from_the_start() -> None:
    def margin(text: str, y: float | None) -> int:
        figure = empty_chart("Accuracy", 10).update_yaxes(range=[0.4, 1.0])
        return int(add_end_labels(figure, [EndLabel(text, TRAINING, y)], widest="validation 100%").layout.margin.r)

    assert margin("validation", None) == margin("validation 7%", 0.5) == margin("validation 100%", 1.0)


def test_the_axis_gets_the_range_of_the_lines() -> None:
    figure = empty_chart("Loss", 0).add_scatter(x=[1, 2, 3], y=[1.0, None, 3.0])
    add_end_labels(figure, [EndLabel("a", TRAINING, 3.0)])
    assert tuple(figure.layout.yaxis.range) == pytest.approx((0.9, 3.1))


def test_the_axis_has_room_for_the_intervals_of_the_points() -> None:
    error = {"array": [1.0, 0.0], "arrayminus": [0.0, 2.0]}
    figure = empty_chart("Gap", 0).add_scatter(x=[1, 2], y=[3.0, 2.0], error_y=error)
    add_end_labels(figure, [EndLabel("a", TRAINING, 2.0)])
    assert tuple(figure.layout.yaxis.range) == pytest.approx((-0.2, 4.2))


def test_more_labels_than_there_is_room_for_leave_the_legend() -> None:
    figure = empty_chart("Accuracy", 10).update_layout(height=150, margin={"b": 84}).update_yaxes(range=[0, 1])
    add_end_labels(figure, [EndLabel(str(number), colour, 0.5) for number, colour in enumerate(RUN_COLOURS)])
    assert places(figure) == {}
    assert figure.layout.showlegend is None


def test_tones_for_both_themes_are_sent_along() -> None:
    figure = empty_chart("Accuracy", 10).update_yaxes(range=[0, 1])
    add_end_labels(figure, [EndLabel("training", TRAINING, 0.5)])
    light, dark = figure.layout.meta["tones"][TRAINING]
    assert light != dark


def test_korean_letters_are_counted_as_wide() -> None:
    assert text_width("검증") > text_width("ab")


RISING: list[Row] = [(epoch, 0.99, 0.5 + 0.02 * epoch) for epoch in range(1, 11)]
LONG: list[Row] = [(epoch, 0.85, 0.8) for epoch in range(1, 25)]


def test_the_gap_of_a_shorter_training_stands_between_its_two_ends_in_its_colour() -> None:
    label = gap_label(RISING, LONG, 24, BASELINE_COLOUR)
    assert label
    assert (label.x, label.colour) == (10, BASELINE_COLOUR)
    assert label.text == "gap 38.0", "the mean of the last ten epochs"
    assert label.y
    assert 0.7 < label.y < 0.99, "between its own ends"
    assert min(abs(label.y - other) for other in (0.7, 0.8, 0.85, 0.99)) >= 0.05, "on no line and on no label"


def test_the_gap_of_the_longest_training_stands_in_the_middle_of_its_ends() -> None:
    label = gap_label(LONG, RISING, 24, REGULARIZED_COLOUR)
    assert label == EndLabel("gap 5.0", REGULARIZED_COLOUR, pytest.approx(0.825), 24)


def test_where_other_lines_leave_no_room_the_gap_is_left_out() -> None:
    crossing: list[Row] = [(epoch, 0.7 + 0.02 * epoch - 0.22, 0.99 - 0.02 * epoch + 0.22) for epoch in range(1, 25)]
    assert gap_label(RISING, crossing, 24, BASELINE_COLOUR) is None


def test_a_training_that_has_just_begun_has_no_gap() -> None:
    assert gap_label(RISING[:2], LONG, 24, BASELINE_COLOUR) is None
