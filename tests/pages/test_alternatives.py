"""Whatever the pages show as a picture, a chart or a table of cells also says in words what it shows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted((ROOT / "pages").rglob("*.py"))
CHARTS = {  # all of them go through pages/widgets/chart.py, which adds the sentence and the table
    "altair_chart", "area_chart", "bar_chart", "bokeh_chart", "graphviz_chart", "line_chart", "map", "plotly_chart",
    "pydeck_chart", "pyplot", "scatter_chart", "vega_lite_chart",
}  # fmt: skip
NEED_ALT = {"image", "dataframe", "table", "data_editor"}


def calls(source: str) -> Iterator[tuple[int, str, set[str | None]]]:
    """Line, name and keywords of each call of a method, such as those of `st`, a column or a container."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, {keyword.arg for keyword in node.keywords}


def faults(source: str) -> list[str]:
    """What a page shows without words."""
    found = [f"{line}: {name} goes past show_chart" for line, name, _keywords in calls(source) if name in CHARTS]
    return found + [
        f"{line}: {name} without alt"
        for line, name, keywords in calls(source)
        if name in NEED_ALT and "alt" not in keywords
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_is_shown_to_the_eye_alone(page: Path) -> None:
    assert faults(page.read_text(encoding="utf-8")) == []


def test_faults_are_found() -> None:
    assert len(faults("st.plotly_chart(figure)\nleft.image(pixels, width=3)\nst.dataframe(rows, alt=words)")) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_chart_has_a_sentence_of_its_own(page: Path) -> None:
    """`description` has no default, so that a chart without one fails; an empty one would not."""
    for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "show_chart":
            (words,) = [keyword.value for keyword in node.keywords if keyword.arg == "description"]
            assert not (isinstance(words, ast.Constant) and not words.value), f"line {node.lineno}"
