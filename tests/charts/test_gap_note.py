"""Where the note on a gap stands."""

import plotly.graph_objects as go
import pytest

from dogcat.charts.gap_note import Row, add_gap_note

RISING: list[Row] = [(epoch, 0.99, 0.5 + 0.02 * epoch) for epoch in range(1, 11)]
LONG: list[Row] = [(epoch, 0.85, 0.8) for epoch in range(1, 25)]


def test_the_note_of_a_shorter_training_stands_beside_its_two_ends() -> None:
    figure = go.Figure()
    add_gap_note(figure, RISING, LONG, 24)
    (note,) = figure.layout.annotations
    assert (note.x, note.xanchor) == (10, "left")
    assert 0.7 < note.y < 0.99, "not below the curve's beginning"
    assert min(abs(note.y - other) for other in (0.7, 0.8, 0.85, 0.99)) >= 0.05, "on no line and on no label"
    assert note.text == "gap 38.0 percentage points", "the mean of the last ten epochs"


def test_the_note_of_the_longest_training_stands_below_its_ends() -> None:
    figure = go.Figure()
    add_gap_note(figure, LONG, RISING, 24)
    (note,) = figure.layout.annotations
    assert (note.x, note.xanchor, note.yanchor, note.y) == (24, "right", "top", pytest.approx(0.8))


def test_a_training_that_has_just_begun_has_no_note() -> None:
    figure = go.Figure()
    add_gap_note(figure, RISING[:2], LONG, 24)
    assert not figure.layout.annotations
