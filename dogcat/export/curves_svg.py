"""The curves of a training as an SVG drawing within an HTML page; its colours follow the reader's theme.

The drawing has the axes and lines of `dogcat.charts.trained`: accuracy from 40%, validation solid, training dotted.
"""

from collections.abc import Iterator, Sequence
from html import escape

from dogcat.charts.style import spread
from dogcat.charts.trained import describe_trained, gap_note
from dogcat.common.language import _
from dogcat.common.palette import DARK_GROUND, LIGHT_GROUND, NEUTRAL, TRAINING, VALIDATION, tone_for_words
from dogcat.lesson.trained import LOWEST, Trained

WIDTH, HEIGHT = 440, 250  # in units of the drawing
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 108, 10, 34
_LINE = 15  # least distance between two labels
_LIGHT, _DARK = (
    {name: tone_for_words(colour, ground) for name, colour in (("training", TRAINING), ("validation", VALIDATION))}
    for ground in (LIGHT_GROUND, DARK_GROUND)
)
STYLE = f"""
.curves {{ width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: currentColor; }}
.curves .grid {{ stroke: {NEUTRAL}; stroke-opacity: 0.3; }}
.curves .gap {{ fill: {NEUTRAL}; fill-opacity: 0.18; }}
.curves polyline {{ fill: none; stroke-width: 2.5; stroke-linejoin: round; }}
.curves .training {{ stroke: {TRAINING}; stroke-dasharray: 1 4; stroke-linecap: round; }}
.curves .validation {{ stroke: {VALIDATION}; }}
.curves text.training {{ fill: {_LIGHT["training"]}; stroke: none; font-weight: 600; }}
.curves text.validation {{ fill: {_LIGHT["validation"]}; stroke: none; font-weight: 600; }}
@media screen and (prefers-color-scheme: dark) {{
  .curves .training {{ stroke: {_DARK["training"]}; }} .curves .validation {{ stroke: {_DARK["validation"]}; }}
  .curves text.training {{ fill: {_DARK["training"]}; }} .curves text.validation {{ fill: {_DARK["validation"]}; }}
}}
"""


def curves_svg(training: Trained, end: int, name: str) -> str:
    """Return the drawing as an `<svg>` element with a title and a description for screen readers.

    Args:
        training: whose curves.
        end: last epoch of the axis, at least 1.
        name: begins the ids of its elements, so it differs among the drawings of a page.
    """
    columns = (("training", 1), ("validation", 2))
    lines = "".join(
        f'<polyline class="{css}" points="{_places(part, end)}"/>'
        for css, column in columns
        for part in _parts([(row[0], row[column]) for row in training.points])
    )
    words = {
        "training": f"{_('training')} {training.training.value:.0%}",
        "validation": f"{_('validation')} {training.validation.value:.0%}",
    }
    ends = {
        css: _place(*parts[-1][-1], end)
        for css, column in columns
        if (parts := list(_parts([(row[0], row[column]) for row in training.points])))
    }
    labels = "".join(
        f'<text class="{css}" x="{x + 7:.1f}" y="{y:.1f}" dy="4">{escape(words[css])}</text>'
        for css, (x, y) in _spread(ends).items()
    )
    titled = f'<title id="{name}-title">{escape(training.title)}</title>'
    described = f'<desc id="{name}-desc">{escape(describe_trained(training))}</desc>'
    return (
        f'<svg class="curves" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f"{titled}{described}{_axes(end)}{_gap(training, end)}{lines}{labels}</svg>"
    )


def _place(epoch: float, accuracy: float, end: int) -> tuple[float, float]:
    """Return the position of a point; an accuracy below the axis lies on its lower edge."""
    across = _LEFT + (epoch - 1) / max(1, end - 1) * (WIDTH - _LEFT - _RIGHT)
    return across, _TOP + (1 - max(LOWEST, accuracy)) / (1 - LOWEST) * (HEIGHT - _TOP - _BOTTOM)


def _places(points: Sequence[tuple[float, float]], end: int) -> str:
    if len(points) == 1:  # a line needs two ends
        points = [points[0], points[0]]
    return " ".join("{:.1f},{:.1f}".format(*_place(*point, end)) for point in points)


def _parts(points: Sequence[tuple[int, float | None]]) -> Iterator[list[tuple[float, float]]]:
    """Yield the parts of a curve between the points without a number."""
    part: list[tuple[float, float]] = []
    for epoch, accuracy in (*points, (0, None)):
        if accuracy is not None:
            part.append((epoch, accuracy))
        elif part:
            yield part
            part = []


def _spread(ends: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return the places of the labels, moved apart where they would overlap."""
    heights = spread([y for _x, y in ends.values()], _LINE, _TOP, HEIGHT - _BOTTOM)
    return {name: (x, height) for (name, (x, _y)), height in zip(ends.items(), heights, strict=True)}


def _axes(end: int) -> str:
    marks = []
    for percent in range(round(100 * LOWEST), 101, 20):
        _x, y = _place(1, percent / 100, end)
        marks.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{_LEFT - 6}" y="{y:.1f}" dy="4" text-anchor="end">{percent}%</text>'
        )
    first = escape(_("epoch {epoch}").format(epoch=1))
    marks.append(f'<text x="{_LEFT}" y="{HEIGHT - 10}">{first}</text>')
    marks.append(f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 10}" text-anchor="end">{end}</text>')
    return "".join(marks)


def _gap(training: Trained, end: int) -> str:
    both = [(epoch, clean, new) for epoch, clean, new in training.points if clean is not None and new is not None]
    if len(both) < 2:
        return ""
    outline = [(row[0], row[1]) for row in both] + [(row[0], row[2]) for row in reversed(both)]
    shaded = f'<polygon class="gap" points="{_places(outline, end)}"/>'
    if training.gap_points < 10 or both[-1][0] < end / 4:  # no room for words
        return shaded
    middle = _place(both[-1][0], (training.training.value + training.validation.value) / 2, end)
    words = escape(gap_note(training))
    return f'{shaded}<text x="{middle[0] - 8:.1f}" y="{middle[1]:.1f}" dy="4" text-anchor="end">{words}</text>'
