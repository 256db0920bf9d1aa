"""The chart of the passes with dropout on."""

import numpy as np

from dogcat.charts.dropout import describe_passes, passes_chart
from dogcat.explain.activations import DropoutPasses

PASSES = DropoutPasses(np.zeros(3), np.ones((3, 3), bool), np.array([0.2, 0.6, 0.4]), 0.5)


def test_each_pass_is_a_dot_and_the_chosen_one_is_larger() -> None:
    chart = passes_chart(PASSES, 1)
    (dots,) = chart.data
    assert list(dots.y) == [0.2, 0.6, 0.4]
    assert dots.marker.size[1] > dots.marker.size[0] == dots.marker.size[2]
    assert dots.marker.color[1] != dots.marker.color[0] == dots.marker.color[2]
    assert chart.layout.shapes[0].y0 == 0.5


def test_the_sentence_has_the_range_and_the_mean() -> None:
    assert describe_passes(PASSES) == (
        "In 3 passes with dropout on, P(dog) is between 20.0% and 60.0%, on average 40.0%. With dropout off it is"
        " 50.0%."
    )
