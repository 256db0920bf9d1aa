"""The curves of a training: which curves stand where, in which colours, what is marked, and the same in words."""

import math
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from dogcat.analysis.comparison import ribbon
from dogcat.analysis.plain_network import COLUMNS, PlainNetwork
from dogcat.charts import training
from dogcat.charts.style import LABEL_NAME, MAX_POINTS
from dogcat.charts.training import accuracy_bottom, describe_history, loss_top
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, TRAINING, VALIDATION

CURVES = ["training, during the epoch", "training", "validation"]


def epoch_row(epoch: int, clean: float = 0.6, validation: float = 0.7) -> dict[str, Any]:
    return {
        "epoch": epoch,
        "accuracy": 0.5 + epoch / 100,
        "clean_accuracy": clean + epoch / 100,
        "val_accuracy": validation + epoch / 100,
        **{prefix + "loss": 0.7 - epoch / 100 for prefix in ("", "clean_", "val_")},
    }


def history_chart(*arguments: Any, **more: Any) -> go.Figure:
    return go.Figure(training.history_chart(*arguments, **more))


def curves(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.name]


def curve(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def labels(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations if note.name == LABEL_NAME]


def notes(figure: go.Figure) -> list[Any]:
    return [note for note in figure.layout.annotations if note.name != LABEL_NAME]


def plain_network(*histories: list[dict[str, Any]]) -> PlainNetwork:
    curves_of = {column: ribbon(histories, column) for column in COLUMNS}
    is_recorded = len(histories) > 1
    return PlainNetwork((), tuple(histories), curves_of, 1000, is_recorded, is_visitors=not is_recorded)


def test_between_two_epochs_only_the_batches_are_other_ones() -> None:
    rows = [epoch_row(1), epoch_row(2)]
    first, second = (
        history_chart("accuracy", rows, [{"epoch": 3, "step": step, "accuracy": share}], 30, steps_per_epoch=10)
        for step, share in ((1, 0.1), (2, 0.6))
    )
    assert [(list(one.data[-1].x), list(one.data[-1].y)) for one in (first, second)] == [([2.1], [0.1]), ([2.2], [0.6])]
    assert first.data[:-1] == second.data[:-1]
    assert first.layout == second.layout, "a single batch moves no axis"
    later = history_chart("accuracy", [*rows, epoch_row(3)], [], 30)
    assert list(curves(later)[0].x) == [1, 2, 3]
    assert list(later.data[-1].y) == [None]


def test_training_is_dotted_validation_solid_and_the_accuracy_during_an_epoch_is_pale_points() -> None:
    rows = [epoch_row(1), epoch_row(2)]
    figure = history_chart("accuracy", rows, num_epochs=30)
    assert [trace.name for trace in curves(figure)] == CURVES
    during, clean, validation = curves(figure)
    assert (during.mode, during.marker.color) == ("markers", TRAINING)
    assert during.marker.opacity < 0.5
    assert (clean.line.color, clean.line.dash) == (TRAINING, "dot")
    assert (validation.line.color, validation.line.dash) == (VALIDATION, "solid")
    assert list(validation.x) == [1, 2]
    assert list(validation.y) == [row["val_accuracy"] for row in rows]
    assert list(clean.y) == [row["clean_accuracy"] for row in rows]
    assert tuple(figure.layout.xaxis.range) == (0, 30.5)
    assert figure.layout.yaxis.tickformat == ".0%"


def test_labels_stand_at_the_ends_of_the_lines_and_no_legend_beside_them() -> None:
    rows = [epoch_row(1, 0.6, 0.6), epoch_row(2, 0.8, 0.65), epoch_row(3, 0.9, 0.67)]
    figure = history_chart("accuracy", rows, [], num_epochs=30)
    assert labels(figure) == ["training", "gap 23", "validation"]
    ended = history_chart("accuracy", rows, num_epochs=30)
    assert labels(ended) == ["training", "validation"], "its result has another gap: of the mean of ten epochs"
    assert figure.layout.showlegend is False
    assert {note.x for note in figure.layout.annotations if note.name == LABEL_NAME} == {3}
    assert labels(history_chart("loss", rows, num_epochs=30)) == ["training", "validation"]
    start = history_chart("accuracy", [], [], 30)
    assert labels(start) == []
    assert start.layout.margin == figure.layout.margin, "nothing moves when the first point comes"


def test_batches_stand_between_their_epochs() -> None:
    batches = [{"epoch": 3, "step": 50, "loss": 0.4}, {"epoch": 3, "step": 100, "loss": 0.3}]
    points = history_chart("loss", [epoch_row(1), epoch_row(2)], batches, 30, steps_per_epoch=100).data[-1]
    assert list(points.x) == [2.5, 3.0]
    assert list(points.y) == [0.4, 0.3]


def test_before_the_first_epoch_the_axes_are_there_and_nothing_is_marked() -> None:
    figure = history_chart("accuracy", [], [], 30)
    assert list(figure.layout.xaxis.range) == [0, 30.5]
    assert list(figure.layout.yaxis.range) == [0.4, 1.02]
    assert list(history_chart("loss", [], [], 30).layout.yaxis.range) == [0, 1.02]
    assert not figure.layout.annotations
    assert not figure.layout.shapes


def test_long_curves_are_thinned_evenly() -> None:
    rows = [epoch_row(epoch) for epoch in range(1, 3 * MAX_POINTS)]
    shown = history_chart("loss", rows).data[0].x
    assert len(shown) <= MAX_POINTS
    assert {right - left for left, right in pairwise(shown)} == {3}


def test_the_gap_is_the_area_between_training_and_validation() -> None:
    rows = [epoch_row(1, 0.6, 0.6), epoch_row(2, 0.8, 0.65), epoch_row(3, 0.9, 0.67)]
    area = history_chart("accuracy", rows, num_epochs=30).data[0]
    assert area.fill == "toself"
    assert list(area.x) == [1, 2, 3, 3, 2, 1]
    assert list(area.y) == pytest.approx([0.61, 0.82, 0.93, 0.70, 0.67, 0.61])
    assert all(trace.fill is None for trace in history_chart("loss", rows, num_epochs=30).data)


def test_a_hole_in_the_figures_is_a_hole_in_the_chart() -> None:
    """A training that diverged: live events say None, a history nan."""
    broken = {"loss": None, "val_loss": None, "clean_loss": math.nan, "val_accuracy": None}
    rows = [epoch_row(1), {**epoch_row(2), **broken}]
    figure = history_chart("accuracy", rows, num_epochs=30)
    assert list(figure.data[0].x) == [1, 1]
    assert labels(figure) == ["training"]
    assert [note.text for note in notes(figure)] == ["lowest validation loss: epoch 1"]
    assert "validation not a number" in describe_history("accuracy", rows)
    assert "gap" not in describe_history("accuracy", rows)
    nothing = history_chart("loss", [{**epoch_row(1), **broken}], num_epochs=30)
    assert not nothing.layout.shapes


@pytest.mark.parametrize("metric", ["accuracy", "loss"])
def test_the_lowest_validation_loss_is_marked_above_the_curves(metric: str) -> None:
    rows = [{**epoch_row(number), "val_loss": loss} for number, loss in enumerate([0.6, 0.5, 0.55, 0.5], start=1)]
    figure = history_chart(metric, rows, num_epochs=30)
    (line,) = figure.layout.shapes
    assert line.x0 == line.x1 == 2
    (note,) = notes(figure)
    assert note.text == "lowest validation loss: epoch 2"
    assert (note.yref, note.y, note.yanchor) == ("paper", 1, "bottom")
    assert note.xanchor == "left"
    assert notes(history_chart(metric, rows, num_epochs=4))[0].xanchor == "center"
    assert "Validation loss was lowest in epoch 2." in describe_history(metric, rows)


def test_a_guess_is_drawn_grey_and_dashed() -> None:
    figure = history_chart("accuracy", [], [], 30, guess=[(1, 0.5), (30, 0.9)])
    guess = curve(figure, "your guess")
    assert (guess.line.color, guess.line.dash, guess.mode) == (NEUTRAL, "dash", "lines")
    assert list(guess.x) == [1, 30]
    assert list(guess.y) == [0.5, 0.9]
    assert labels(figure) == ["your guess"]
    single = history_chart("accuracy", [], [], 1, guess=[(1, 0.5)])
    assert curve(single, "your guess").mode == "markers"


@pytest.mark.parametrize(
    ("lowest", "bottom"), [(0.99, 0.4), (0.45, 0.4), (0.4, 0.4), (0.39, 0.3), (0.3, 0.3), (0.21, 0.2), (0.0, 0.0)]
)
def test_the_accuracy_axis_goes_lower_only_for_a_curve_and_in_steps_of_ten_percent(
    lowest: float, bottom: float
) -> None:
    for figure in (
        history_chart("accuracy", [{**epoch_row(1), "val_accuracy": lowest}], num_epochs=30),
        history_chart("accuracy", [], [], 30, guess=[(1, lowest)]),
    ):
        assert list(figure.layout.yaxis.range) == pytest.approx([bottom, 1.02])
    assert list(
        history_chart("accuracy", [], [{"epoch": 1, "step": 1, "accuracy": lowest}], 30).layout.yaxis.range
    ) == [
        0.4,
        1.02,
    ]


@pytest.mark.parametrize(
    ("highest", "top"), [(0.1, 1.0), (0.7, 1.0), (1.0, 1.0), (1.01, 1.5), (1.5, 1.5), (1.6, 2.0), (7.2, 7.5)]
)
def test_the_loss_axis_starts_at_0_and_grows_in_steps_of_a_half(highest: float, top: float) -> None:
    figure = history_chart("loss", [{**epoch_row(1), "val_loss": highest}], num_epochs=30)
    assert list(figure.layout.yaxis.range) == pytest.approx([0, 1.02 * top])


def test_no_axis_ever_shrinks_while_epochs_come() -> None:
    losses = [0.7, 0.6, 2.3, 0.5, 0.4, 1.2]
    rows = [
        {**epoch_row(number, validation=0.33 if number == 2 else 0.6), "val_loss": loss}
        for number, loss in enumerate(losses, start=1)
    ]
    bottoms, tops = (
        [history_chart(metric, rows[:number], num_epochs=6).layout.yaxis.range[end] for number in range(7)]
        for metric, end in (("accuracy", 0), ("loss", 1))
    )
    assert bottoms == sorted(bottoms, reverse=True)
    assert tops == sorted(tops)
    assert len(set(tops)) == len(set(bottoms)) == 2


def test_values_that_are_no_numbers_move_no_axis() -> None:
    assert accuracy_bottom([None, math.nan, math.inf]) == 0.4
    assert loss_top([None, math.nan, math.inf]) == 1.0


def test_the_plain_network_stands_pale_and_pink_behind() -> None:
    plain = plain_network([epoch_row(1, 0.9, 0.55), epoch_row(2, 0.95, 0.3)])
    figure = history_chart("accuracy", [epoch_row(1)], num_epochs=30, ghost=plain)
    clean, validation = curve(figure, "plain network, training"), curve(figure, "plain network, validation")
    assert list(figure.data).index(validation) < list(figure.data).index(curve(figure, "validation"))
    assert {one.line.color for one in (clean, validation)} == {BASELINE_COLOUR}
    assert (clean.line.dash, validation.line.dash) == ("dot", "solid")
    assert max(clean.opacity, validation.opacity) < 0.7
    assert list(validation.y) == pytest.approx([0.56, 0.32])
    assert "plain" in labels(figure)
    assert figure.layout.yaxis.range[0] == pytest.approx(0.3), "the whole of it is in sight from the start"
    assert not [trace for trace in figure.data if trace.fill and trace.fillcolor.startswith("rgba(204")]
    assert describe_history("accuracy", [], plain) == (
        "Accuracy: no epoch has ended yet. Pale behind it: your plain network. It ended with training 97.0% and"
        " validation 32.0%."
    )


def test_several_seeds_are_a_band_from_the_lowest_to_the_highest() -> None:
    plain = plain_network([epoch_row(1, validation=0.5)], [epoch_row(1, validation=0.6)])
    figure = history_chart("accuracy", [], num_epochs=30, ghost=plain)
    bands = [trace for trace in figure.data if trace.fill and trace.fillcolor.startswith("rgba(204")]
    assert [list(band.y) for band in bands][1] == pytest.approx([0.61, 0.51])
    assert list(curve(figure, "plain network, validation").y) == pytest.approx([0.56])
    assert "plain network, recorded, 2 seeds" in describe_history("accuracy", [], plain)


def test_two_plain_networks_are_not_mistaken_for_each_other() -> None:
    """The chart is cached."""
    one, other = plain_network([epoch_row(1, validation=0.5)]), plain_network([epoch_row(1, validation=0.6)])
    for plain, share in ((one, 0.51), (other, 0.61), (one, 0.51)):
        figure = history_chart("accuracy", [], num_epochs=30, ghost=plain)
        assert list(curve(figure, "plain network, validation").y) == pytest.approx([share])


def test_the_last_epoch_is_told_in_words() -> None:
    assert describe_history("accuracy", []) == "Accuracy: no epoch has ended yet."
    assert describe_history("accuracy", [epoch_row(1), epoch_row(2)]) == (
        "Accuracy after epoch 2: training 62.0%, validation 72.0%, training, during the epoch 52.0%."
        " The gap between training and validation is −10 percentage points. Validation loss was lowest in epoch 2."
    )
    assert describe_history("loss", [epoch_row(1)]) == (
        "Loss after epoch 1: training 0.690, validation 0.690, training, during the epoch 0.690."
        " Validation loss was lowest in epoch 1."
    )
