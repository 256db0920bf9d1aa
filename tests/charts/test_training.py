"""The curves of a training: which curves stand where, in which colours, what is marked, and the same in words."""

import math
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from dogcat.charts import training
from dogcat.charts.style import MAX_POINTS
from dogcat.charts.training import describe_history
from dogcat.common.palette import NEUTRAL, TRAINING, VALIDATION

CURVES = ["training, while it learns", "training, clean", "validation"]


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


def notes(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_between_two_epochs_only_the_batches_are_other_ones() -> None:
    rows = [epoch_row(1), epoch_row(2)]
    first, second = (
        history_chart("accuracy", rows, [{"epoch": 3, "step": step, "accuracy": share}], 30, steps_per_epoch=10)
        for step, share in ((1, 0.1), (2, 0.6))
    )
    assert [(list(one.data[-1].x), list(one.data[-1].y)) for one in (first, second)] == [([2.1], [0.1]), ([2.2], [0.6])]
    assert [one.layout.yaxis.range[0] for one in (first, second)] == [-0.02, 0.4], "the low batch is forgotten"
    assert first.data[:-1] == second.data[:-1]
    later = history_chart("accuracy", [*rows, epoch_row(3)], [], 30)
    assert list(curves(later)[0].x) == [1, 2, 3]
    assert list(later.data[-1].y) == [None]


def test_each_curve_has_its_figures_and_its_colour() -> None:
    rows = [epoch_row(1), epoch_row(2)]
    figure = history_chart("accuracy", rows, num_epochs=30)
    assert [trace.name for trace in curves(figure)] == CURVES
    assert [trace.line.color for trace in curves(figure)] == [TRAINING, TRAINING, VALIDATION]
    assert list(curves(figure)[2].x) == [1, 2]
    assert list(curves(figure)[2].y) == [row["val_accuracy"] for row in rows]
    assert tuple(figure.layout.xaxis.range) == (0, 30.5)
    assert figure.layout.yaxis.tickformat == ".0%"


def test_batches_stand_between_their_epochs() -> None:
    batches = [{"epoch": 3, "step": 50, "loss": 0.4}, {"epoch": 3, "step": 100, "loss": 0.3}]
    points = history_chart("loss", [epoch_row(1), epoch_row(2)], batches, 30, steps_per_epoch=100).data[-1]
    assert list(points.x) == [2.5, 3.0]
    assert list(points.y) == [0.4, 0.3]


def test_before_the_first_epoch_the_legend_is_complete_and_nothing_is_marked() -> None:
    figure = history_chart("accuracy", [], [], 30)
    assert [trace.name for trace in curves(figure)] == [*CURVES, "training, batches of this epoch"]
    assert all(len(trace.x) == 1 for trace in figure.data)  # Plotly leaves curves without any point out of it
    assert not figure.layout.annotations
    assert not figure.layout.shapes


def test_long_curves_are_thinned_evenly() -> None:
    rows = [epoch_row(epoch) for epoch in range(1, 3 * MAX_POINTS)]
    shown = history_chart("loss", rows).data[0].x
    assert len(shown) <= MAX_POINTS
    assert {right - left for left, right in pairwise(shown)} == {3}


def test_the_gap_is_the_area_between_clean_training_and_validation() -> None:
    rows = [epoch_row(1, 0.6, 0.6), epoch_row(2, 0.8, 0.65), epoch_row(3, 0.9, 0.67)]
    figure = history_chart("accuracy", rows, num_epochs=30)
    area = figure.data[0]
    assert area.fill == "toself"
    assert area.showlegend is False
    assert list(area.x) == [1, 2, 3, 3, 2, 1]
    assert list(area.y) == pytest.approx([0.61, 0.82, 0.93, 0.70, 0.67, 0.61])
    assert area.legendgroup == next(trace for trace in curves(figure) if trace.name == "training, clean").legendgroup
    assert "gap 23 points" in notes(figure)
    assert not any("gap" in note for note in notes(history_chart("loss", rows, num_epochs=30)))


def test_the_note_on_the_gap_lies_below_both_curves_and_inside_the_chart() -> None:
    rows = [{**epoch_row(epoch), "clean_accuracy": 0.9, "val_accuracy": 0.8} for epoch in range(1, 101)]
    rows[10]["val_accuracy"] = 0.5  # far to the left of the last note
    rows[89]["val_accuracy"] = 0.7  # above it
    first, last = (history_chart("accuracy", shown, num_epochs=100).layout.annotations[0] for shown in (rows[:1], rows))
    assert (first.x, first.y, first.xanchor, first.yanchor) == (1, 0.8, "left", "top")
    assert (last.x, last.y, last.xanchor, last.yanchor) == (100, 0.7, "right", "top")


def test_the_note_on_the_gap_keeps_out_of_the_way_of_batches() -> None:
    """They stand right of the last epoch, at any height."""
    rows = [epoch_row(epoch) for epoch in range(1, 61)]
    batches = [{"epoch": 2, "step": 1, "accuracy": 0.5}, {"epoch": 61, "step": 1, "accuracy": 0.9}]
    first, last = (
        history_chart("accuracy", shown, [batch], num_epochs=100).layout.annotations[0]
        for shown, batch in zip((rows[:1], rows), batches, strict=True)
    )
    assert (first.x, first.y, first.yref, first.xanchor, first.yanchor) == (1, 0, "paper", "left", "bottom")
    assert (last.x, last.yref, last.xanchor, last.yanchor) == (60, None, "right", "top")


def test_a_hole_in_the_figures_is_a_hole_in_the_chart() -> None:
    """A training that diverged: live events say None, a history nan."""
    broken = {"loss": None, "val_loss": None, "clean_loss": math.nan, "val_accuracy": None}
    rows = [epoch_row(1), {**epoch_row(2), **broken}]
    figure = history_chart("accuracy", rows, num_epochs=30)
    assert list(figure.data[0].x) == [1, 1]
    assert notes(figure) == ["gap -10 points", "lowest validation loss: epoch 1"]
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
    note = figure.layout.annotations[-1]
    assert note.text == "lowest validation loss: epoch 2"
    assert (note.yref, note.y, note.yanchor) == ("paper", 1, "bottom")
    assert note.xanchor == "left"
    assert history_chart(metric, rows, num_epochs=4).layout.annotations[-1].xanchor == "center"
    assert "Validation loss was lowest in epoch 2." in describe_history(metric, rows)


def test_a_guess_is_drawn_grey_and_dashed() -> None:
    figure = history_chart("accuracy", [], [], 30, guess=[(1, 0.5), (30, 0.9)])
    guess = next(trace for trace in figure.data if trace.name == "your guess")
    assert (guess.line.color, guess.line.dash, guess.mode) == (NEUTRAL, "dash", "lines")
    assert list(guess.x) == [1, 30]
    assert list(guess.y) == [0.5, 0.9]
    single = history_chart("accuracy", [], [], 1, guess=[(1, 0.5)])
    assert next(trace for trace in single.data if trace.name == "your guess").mode == "markers"


@pytest.mark.parametrize(
    ("lowest", "bottom"), [(0.99, 0.4), (0.45, 0.4), (0.44, 0.2), (0.3, 0.2), (0.2, -0.02), (0.0, -0.02)]
)
def test_the_accuracy_axis_stands_still_and_gives_way_in_big_steps(lowest: float, bottom: float) -> None:
    for figure in (
        history_chart("accuracy", [{**epoch_row(1), "val_accuracy": lowest}], num_epochs=30),
        history_chart("accuracy", [], [{"epoch": 1, "step": 1, "accuracy": lowest}], 30),
        history_chart("accuracy", [], [], 30, guess=[(1, lowest)]),
    ):
        assert list(figure.layout.yaxis.range) == [bottom, 1.02]


def test_the_last_epoch_is_told_in_words() -> None:
    assert describe_history("accuracy", []) == "Accuracy: no epoch has ended yet."
    assert describe_history("accuracy", [epoch_row(1), epoch_row(2)]) == (
        "Accuracy after epoch 2: training, while it learns 52.0%, training, clean 62.0%, validation 72.0%."
        " The gap between clean training and validation is -10 points. Validation loss was lowest in epoch 2."
    )
    assert describe_history("loss", [epoch_row(1)]) == (
        "Loss after epoch 1: training, while it learns 0.690, training, clean 0.690, validation 0.690."
        " Validation loss was lowest in epoch 1."
    )
