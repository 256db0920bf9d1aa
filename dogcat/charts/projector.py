"""Charts for a projector: larger letters, thicker lines and larger points, on a somewhat higher chart."""

from copy import deepcopy
from typing import Any

LETTERS, LINES, POINTS, HEIGHT = 1.5, 1.6, 1.6, 1.3  # factors
_LETTERS, _LINE, _POINT, _HEIGHT = 12, 2, 6, 450  # Plotly's own sizes, in pixels, where a chart gives none


def for_projector(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure as JSON with everything in it larger. The figure that is given stays as it is."""
    larger = deepcopy(figure)
    layout = larger.setdefault("layout", {})
    layout["height"] = round(HEIGHT * layout.get("height", _HEIGHT))
    layout["font"] = {
        **layout.get("font", {}),
        "size": LETTERS * _LETTERS,
    }  # also of ticks, legends and texts of points
    layout["margin"] = {side: round(LETTERS * pixels) for side, pixels in layout.get("margin", {}).items()}
    titles = [layout, *(part for name, part in layout.items() if name.startswith(("xaxis", "yaxis")))]
    for part in (part["title"] for part in titles if isinstance(part.get("title"), dict)):
        _scale_font(part)
        _scale(part, "standoff", LETTERS)
        for side in part.get("pad", ()):
            _scale(part["pad"], side, LETTERS)
    for note in layout.get("annotations", ()):
        _scale_font(note)
        for shift in ("xshift", "yshift"):
            _scale(note, shift, LETTERS)
    for shape in layout.get("shapes", ()):
        _scale(shape.setdefault("line", {}), "width", LINES, _LINE)
    if "labels" in (layout.get("meta") or {}):
        _scale(layout["meta"], "labels", LETTERS)
    for trace in larger.get("data", ()):
        _enlarge(trace)
    return larger


def _enlarge(trace: dict[str, Any]) -> None:
    marker = trace.setdefault("marker", {})
    if trace.get("type", "scatter").startswith("scatter"):
        _scale(trace.setdefault("line", {}), "width", LINES, _LINE)
        _scale(marker, "size", POINTS, _POINT)
    _scale(marker.get("line", {}), "width", LINES)
    _scale_font(trace, "textfont")
    for error in ("error_x", "error_y"):
        for size in ("thickness", "width"):
            _scale(trace.get(error, {}), size, LINES)


def _scale_font(part: dict[str, Any], name: str = "font") -> None:
    if "size" in part.get(name, {}):
        _scale(part[name], "size", LETTERS)


def _scale(part: dict[str, Any], name: str, factor: float, default: float | None = None) -> None:
    """Multiply one size, or a list of sizes; a size that is not given stays so unless there is a default."""
    value = part.get(name, default)
    if isinstance(value, list):
        part[name] = [factor * one for one in value]
    elif value is not None:
        part[name] = factor * value
