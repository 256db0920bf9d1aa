"""The note that names the gap of a training beside the ends of its two curves."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dogcat.analysis.history import NUM_LAST
from dogcat.common.language import _
from dogcat.common.units import Signed

Row = tuple[float, float, float]  # position on the horizontal axis, training and validation accuracy
_HEIGHT = 0.06  # of a note, in units of accuracy


def add_gap_note(figure: go.Figure, rows: Sequence[Row], others: Sequence[Row], end: float) -> None:
    """Add the note, with the mean gap of the last ten epochs.

    A training that ends in the left half of the chart has its note to the right of its ends and between them; any
    other has it below its ends, because the labels of the lines stand to the right.

    Args:
        figure: chart of accuracy, perhaps with notes of other trainings.
        rows: the training, at least one row.
        others: rows of the other trainings in the chart, which the note should not lie on.
        end: end of the horizontal axis.
    """
    x, high, low = rows[-1]
    if x < end / 4:  # a note would lie on the axis or on the curves
        return
    gap = sum(row[1] - row[2] for row in rows[-NUM_LAST:]) / len(rows[-NUM_LAST:])
    note = {
        "text": _("gap {points:.1f} percentage points").format(points=Signed(100 * gap)),
        "showarrow": False,
        "font": {"size": 13},
    }
    near = [other.y for other in figure.layout.annotations if abs(other.x - x) < end / 2]
    if x < end / 2:
        around = [value for row in others if x <= row[0] <= x + end / 2 for value in row[1:]]
        heights = [low + (high - low) * step / 20 for step in range(21)]
        y = max(heights, key=lambda height: min(abs(height - taken) for taken in (high, low, *near, *around)))
        figure.add_annotation(x=x, y=y, xanchor="left", yanchor="middle", xshift=8, **note)
        return
    lowest = min(min(row[1:]) for row in rows if row[0] >= x - end / 2)  # as far as the note reaches
    for other in near:
        if abs(other - lowest) < _HEIGHT:
            lowest = other - _HEIGHT
    figure.add_annotation(x=x, y=lowest, xanchor="right", yanchor="top", yshift=-4, **note)
