"""The drawing of a training: well formed, described for screen readers, with gaps where numbers are missing."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.common.palette import DARK_GROUND, LIGHT_GROUND, contrast
from dogcat.export.curves_svg import HEIGHT, STYLE, WIDTH, curves_svg
from dogcat.lesson.trained import Trained, trained
from dogcat.recipe.recipe import QUICK_BASELINE
from tests.lesson.learners import trains


@pytest.fixture
def training(home: Path) -> Trained:
    return trained(trains(QUICK_BASELINE, 0.63, 1.0, num_epochs=4), "plain")


def drawn(training: Trained, end: int = 4) -> ET.Element:
    return ET.fromstring(curves_svg(training, end, "own"))  # noqa: S314 - our own text


def lines(drawing: ET.Element, css: str) -> list[list[tuple[float, ...]]]:
    return [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in drawing.iter("polyline")
        if line.attrib["class"] == css
    ]


def test_it_is_described_and_its_lines_lie_where_they_belong(training: Trained) -> None:
    drawing = drawn(training)
    assert drawing.attrib["role"] == "img"
    assert drawing.attrib["aria-labelledby"] == "own-title own-desc"
    assert [(one.tag, one.attrib["id"]) for one in drawing[:2]] == [("title", "own-title"), ("desc", "own-desc")]
    assert "validation 63%" in (drawing[1].text or "")
    (line,) = lines(drawing, "validation")
    (above,) = lines(drawing, "training")
    assert len(line) == 4
    assert above[0][1] < line[0][1], "100% is above 63%"
    for x, y in (*line, *above):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert {"training 100%", "validation 63%", "gap 37", "100%", "40%"} <= {one.text for one in drawing.iter("text")}
    half = lines(drawn(training, end=8), "validation")[0]
    assert half[-1][0] < line[-1][0], "the same axis for a longer training"


def test_epochs_without_a_number_leave_a_gap(training: Trained) -> None:
    points = (*training.points[:1], (2, 1.0, None), *training.points[2:])
    drawing = drawn(replace(training, points=points))
    assert [len(line) for line in lines(drawing, "validation")] == [2, 2]
    assert [len(line) for line in lines(drawing, "training")] == [4]
    nothing = drawn(replace(training, points=((1, None, None),)))
    assert not list(nothing.iter("polyline"))
    assert not list(nothing.iter("polygon"))


def test_an_accuracy_below_the_axis_stays_within_the_drawing(training: Trained) -> None:
    (line,) = lines(drawn(replace(training, points=((1, 0.1, 0.2), (2, 0.5, 0.3)))), "validation")
    assert max(y for _x, y in line) <= HEIGHT


def test_labels_do_not_overlap(training: Trained) -> None:
    close = replace(training, points=((1, 0.8, 0.79), (2, 0.8, 0.801)))
    heights = [
        float(one.attrib["y"]) for one in drawn(close).iter("text") if one.attrib.get("class")
    ]  # fmt: skip
    assert abs(heights[0] - heights[1]) >= 14.9


def test_no_name_is_markup_and_both_themes_have_colours(training: Trained) -> None:
    named = replace(training, title="<script>&")
    assert "<script>" not in curves_svg(named, 4, "own")
    assert drawn(named)[0].text == "<script>&"
    tones = [re.findall(rf"text\.{name} {{ fill: (#\w+);", STYLE) for name in ("training", "validation")]
    for light, dark in tones:
        assert contrast(light, LIGHT_GROUND) >= 4.5
        assert contrast(dark, DARK_GROUND) >= 4.5
