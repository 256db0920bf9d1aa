"""The charts: which curves stand where, in which colours, and the same in words."""

import csv
from itertools import pairwise

from dogcat.charts import (
    MAX_POINTS,
    REGULARIZED,
    TRAINING,
    VALIDATION,
    describe_history,
    describe_tutorial,
    history_chart,
    tutorial_chart,
)
from tests.conftest import ROOT


def epoch_row(epoch: int) -> dict[str, float]:
    return {
        "epoch": epoch,
        **{
            prefix + "accuracy": 0.5 + share + epoch / 100
            for prefix, share in (("", 0), ("clean_", 0.1), ("val_", 0.2))
        },
        **{prefix + "loss": 0.7 - epoch / 100 for prefix in ("", "clean_", "val_")},
    }


def test_each_curve_has_its_figures_and_its_colour() -> None:
    rows = [epoch_row(1), epoch_row(2)]
    figure = history_chart("accuracy", rows, num_epochs=30)
    assert [trace.name for trace in figure.data] == ["training, while it learns", "training, clean", "validation"]
    assert [trace.line.color for trace in figure.data] == [TRAINING, TRAINING, VALIDATION]
    assert list(figure.data[2].x) == [1, 2]
    assert list(figure.data[2].y) == [row["val_accuracy"] for row in rows]
    assert tuple(figure.layout.xaxis.range) == (0, 30.5)
    assert figure.layout.yaxis.tickformat == ".0%"


def test_batches_stand_between_their_epochs() -> None:
    batches = [{"epoch": 3, "step": 50, "loss": 0.4}, {"epoch": 3, "step": 100, "loss": 0.3}]
    points = history_chart("loss", [epoch_row(1), epoch_row(2)], batches, 30, steps_per_epoch=100).data[-1]
    assert list(points.x) == [2.5, 3.0]
    assert list(points.y) == [0.4, 0.3]


def test_before_the_first_epoch_the_legend_is_complete() -> None:
    figure = history_chart("loss", [], [], 30)
    assert len(figure.data) == 4
    assert all(len(trace.x) == 1 for trace in figure.data)  # Plotly leaves curves without any point out of it


def test_long_curves_are_thinned_evenly() -> None:
    rows = [epoch_row(epoch) for epoch in range(1, 3 * MAX_POINTS)]
    shown = history_chart("loss", rows).data[0].x
    assert len(shown) <= MAX_POINTS
    assert {right - left for left, right in pairwise(shown)} == {3}


def test_the_last_epoch_is_told_in_words() -> None:
    assert describe_history("accuracy", []) == "Accuracy: no epoch has ended yet."
    told = describe_history("accuracy", [epoch_row(1), epoch_row(2)])
    assert told == ("Accuracy after epoch 2: training, while it learns 52.0%, training, clean 62.0%, validation 72.0%.")


def test_the_tutorial_s_log_is_drawn_and_told_as_it_is() -> None:
    with (ROOT / "assets" / "tutorial_runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figure = tutorial_chart(rows)
    curves = {trace.name: trace for trace in figure.data}
    assert curves["baseline, validation"].y[-1] == 0.72
    assert curves["baseline, training"].y[-1] == 0.9895
    assert max(curves["regularized, validation"].y) == 0.8318
    assert curves["regularized, validation"].line.color == REGULARIZED
    assert "Baseline: after epoch 30 training accuracy is 99.0%, validation accuracy 72.0%." in describe_tutorial(rows)
