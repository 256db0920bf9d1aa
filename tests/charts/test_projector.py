"""Charts for a projector: everything in them is larger."""

import json
from typing import Any

import plotly.graph_objects as go

from dogcat.charts.augmentation import answers_chart
from dogcat.charts.intervals import Interval, intervals_chart
from dogcat.charts.memorisation import memorisation_chart
from dogcat.charts.projector import for_projector

ROWS = [{"epoch": epoch, "kept_accuracy": 0.6, "flipped_accuracy": 0.5} for epoch in range(1, 4)]


def as_json(figure: go.Figure) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(figure.to_json())
    return found


def test_letters_lines_points_and_margins_grow() -> None:
    usual = as_json(memorisation_chart(ROWS, 3))
    larger = for_projector(usual)
    layout = larger["layout"]
    assert layout["font"]["size"] == 18
    assert layout["title"]["font"]["size"] == 1.5 * usual["layout"]["title"]["font"]["size"]
    assert layout["height"] > usual["layout"]["height"]
    assert layout["margin"]["r"] == 1.5 * usual["layout"]["margin"]["r"], "the labels have their room"
    assert [note["font"]["size"] for note in layout["annotations"]] == [21, 21]
    assert {trace["line"]["width"] for trace in larger["data"]} == {4}
    assert {round(trace["marker"]["size"], 1) for trace in larger["data"]} == {11.2}
    assert layout["shapes"][0]["line"]["width"] == 1.6
    assert usual == as_json(memorisation_chart(ROWS, 3)), "the figure that was given stays as it is"


def test_labels_still_have_room_below_each_other() -> None:
    usual = as_json(memorisation_chart(ROWS, 3))["layout"]
    larger = for_projector(as_json(memorisation_chart(ROWS, 3)))["layout"]

    def places(layout: dict[str, Any]) -> list[float]:
        low, high = layout["yaxis"]["range"]
        room = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
        return [note["yshift"] + room * (note["y"] - low) / (high - low) for note in layout["annotations"]]

    near, far = sorted(places(usual)), sorted(places(larger))
    assert far[1] - far[0] > 1.1 * 21, "letters of 21 pixels"
    assert far[1] - far[0] > near[1] - near[0]


def test_what_a_chart_does_not_give_has_plotly_s_own_size_and_grows_too() -> None:
    larger = for_projector({"data": [{"type": "scatter", "y": [1]}], "layout": {}})
    assert larger["data"][0]["line"]["width"] == 3.2
    assert larger["data"][0]["marker"]["size"] > 9
    assert larger["layout"]["font"]["size"] == 18
    bars = for_projector({"data": [{"type": "bar", "x": [1], "marker": {"line": {"width": 2}}}], "layout": {}})
    assert bars["data"][0]["marker"] == {"line": {"width": 3.2}}, "a bar has no size of points"


def test_each_point_has_its_size_and_intervals_grow() -> None:
    (dot,) = for_projector(as_json(intervals_chart("Gap", [Interval("a", 0.1, 0.0, 0.2)], "points")))["data"]
    assert (dot["textfont"]["size"], dot["error_x"]["thickness"]) == (18, 4)
    points = {"type": "scatter", "y": [1, 2], "marker": {"size": [5, 10]}}
    assert for_projector({"data": [points], "layout": {}})["data"][0]["marker"]["size"] == [8, 16]
    assert for_projector(as_json(answers_chart([])))["layout"]["xaxis"]["title"]["text"]
