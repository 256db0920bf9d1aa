"""What the component of a chart is given."""

from typing import Any

import plotly.graph_objects as go
import pytest

from pages.state.session import Session
from pages.widgets import chart
from pages.widgets.chart import show_chart


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The key and the data of the last chart."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(chart, "_chart", lambda key, data: found.update(data, key=key))
    monkeypatch.setattr(chart, "plotly_script", lambda: "/plotly.js")
    return found


def test_a_figure_is_given_as_json_with_its_sentence(given: dict[str, Any]) -> None:
    show_chart(go.Figure(go.Scatter(x=[1, 2], y=[3.0, None], name="a")), key="curves", description="It falls.")
    assert given["figure"]["data"][0]["y"] == [3.0, None]
    assert (given["key"], given["revision"], given["description"]) == ("curves", "curves", "It falls.")
    assert given["script"] == "/plotly.js"


def test_json_is_given_as_it_is(given: dict[str, Any]) -> None:
    figure = {"data": [], "layout": {}}
    show_chart(figure, key="k", description="")
    assert given["figure"] is figure


def test_presenting_makes_a_chart_larger(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    figure = go.Figure(go.Scatter(x=[1], y=[3.0]), layout={"height": 300})
    show_chart(figure, key="k", description="")
    assert given["figure"]["layout"]["height"] == 300
    presenting = Session()
    presenting.visitor.presents = True
    monkeypatch.setattr(chart, "session", lambda: presenting)
    show_chart(figure, key="k", description="")
    assert given["figure"]["layout"]["height"] == 390
    assert given["figure"]["layout"]["font"]["size"] == 18


def test_no_text_of_the_component_is_empty(given: dict[str, Any]) -> None:
    show_chart({}, key="k", description="")
    words = given["words"]
    assert all({**words, **words["plotly"]}.values())
    assert "/plotly.js" in words["unloadable"]


def test_a_chart_that_fills_the_stage_takes_its_height_from_the_style_sheet(given: dict[str, Any]) -> None:
    show_chart({}, key="k", description="")
    assert given["fills"] is False
    show_chart({}, key="k", description="", fills=True)
    assert given["fills"] is True
