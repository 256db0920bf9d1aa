"""The ladder as rows for `intervals_chart`: accuracy, gap and change of each rung."""

from collections.abc import Callable, Iterable

from dogcat.analysis.ladder import PLAIN, Part
from dogcat.analysis.ladder_results import Measured, RungResult
from dogcat.analysis.ladder_text import rung_title
from dogcat.charts.intervals import Interval
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR


def accuracy_rows(results: Iterable[RungResult], part: Part) -> list[Interval]:
    """Return the accuracy of each rung on the test pictures, with a point for each seed if there are several."""
    return _rows(results, part, lambda result: result.accuracy)


def gap_rows(results: Iterable[RungResult], part: Part) -> list[Interval]:
    """Return training accuracy minus validation accuracy of each rung."""
    return _rows(results, part, lambda result: result.gap)


def change_rows(results: Iterable[RungResult], part: Part) -> list[Interval]:
    """Return what the ingredient of each rung changed in accuracy; rungs without a comparison are left out."""
    return _rows(results, part, lambda result: result.change)


def _rows(results: Iterable[RungResult], part: Part, value: Callable[[RungResult], Measured | None]) -> list[Interval]:
    """Return a row for each rung. Its line holds the interval over pictures and, if there is one, that over seeds."""
    rows = []
    for result in results:
        found = value(result)
        if found is not None:
            colour = BASELINE_COLOUR if result.rung.name == PLAIN else REGULARIZED_COLOUR
            points = found.values if len(found.values) > 1 else ()
            rows.append(Interval(rung_title(result.rung, part), found.mean, *found.widest, colour, points))
    return rows
