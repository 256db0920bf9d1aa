"""The charts that belong to no training of one's own: colours, the empty chart, the tutorial's log."""

import csv

from dogcat.charts import REGULARIZED, describe_tutorial, empty_chart, tutorial_chart
from tests.conftest import ROOT


def test_the_empty_chart_shows_whole_epochs_on_any_background() -> None:
    layout = empty_chart("Loss", 5).layout
    assert layout.title.text == "Loss"
    assert tuple(layout.xaxis.range) == (0, 5.5)
    assert layout.xaxis.dtick == 1
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    assert empty_chart("Loss", 0).layout.xaxis.range is None


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
