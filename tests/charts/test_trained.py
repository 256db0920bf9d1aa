"""The charts of the two trainings: the same axes, solid validation, dotted training, labels at the ends."""

from pathlib import Path

import pytest

from dogcat.charts.trained import describe_trained, trained_charts
from dogcat.common.palette import TRAINING, VALIDATION
from dogcat.lesson.trained import trained, trained_pair
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.store import list_runs
from tests.lesson.learners import trains, trains_both


def test_both_charts_have_the_same_axes_and_the_agreed_lines(home: Path) -> None:
    trains_both()
    pair = trained_pair(list_runs(), "me").own
    plain, regularized = trained_charts(pair)
    longest = max(QUICK_BASELINE.epochs, QUICK_REGULARIZED.epochs)
    for figure in (plain, regularized):
        assert tuple(figure.layout.xaxis.range) == (0, longest + 0.5)
        assert tuple(figure.layout.yaxis.range) == (0.4, 1.02)
        lines = {trace.name: (trace.line.color, trace.line.dash) for trace in figure.data if trace.name}
        assert lines == {"training": (TRAINING, "dot"), "validation": (VALIDATION, "solid")}
        assert figure.data[0].fill == "toself"
        assert not figure.layout.showlegend
    texts = [[note.text for note in figure.layout.annotations] for figure in (plain, regularized)]
    assert texts[0] == ["gap 37", "training 100%", "validation 63%"]
    assert texts[1] == ["training 85%", "validation 81%"], "a narrow gap has no room for words"
    assert plain.layout.margin.r == regularized.layout.margin.r
    assert "Plain network, accuracy in each epoch." in describe_trained(pair[0])
    assert "gap 37 percentage points" in describe_trained(pair[0])


@pytest.mark.parametrize("num_epochs", [1, 3])
def test_a_short_training_is_drawn_too(home: Path, num_epochs: int) -> None:
    run = trains(QUICK_BASELINE, 0.5, 0.5, num_epochs=num_epochs)
    (figure,) = trained_charts([trained(run, "plain")])
    assert [len(trace.x) for trace in figure.data[1:]] == [num_epochs] * 2
    assert trained_charts([]) == []
