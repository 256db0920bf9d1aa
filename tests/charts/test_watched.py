"""The charts of the watched pictures: one panel a picture, and the same in words."""

import pytest

from dogcat.charts.watched import describe_watched, watched_charts
from dogcat.common import language
from dogcat.common.palette import CAT, DOG, NEUTRAL

WATCHED = [{"name": "01", "label": 0}, {"name": "02", "label": 1}, {"name": "03", "label": None}]


def test_each_watched_picture_has_a_panel_of_its_own() -> None:
    p_dog = [[0.5, 0.4, 0.6], [0.2, 0.3, 0.7], [0.1, None, 0.8]]
    panels = watched_charts(WATCHED, [0, 1, 2], p_dog, 30)
    assert [list(panel.data[0].y) for panel in panels] == [[0.5, 0.2, 0.1], [0.4, 0.3, None], [0.6, 0.7, 0.8]]
    assert all(list(panel.data[0].x) == [0, 1, 2] for panel in panels)
    assert [panel.data[0].line.color for panel in panels] == [CAT, DOG, NEUTRAL]
    assert [panel.layout.title.text for panel in panels] == ["dog: 10%", "dog: ?", "dog: 80%"]
    assert {panel.layout.height for panel in panels} == {130}
    assert all(tuple(panel.layout.xaxis.range) == (0, 30) for panel in panels)
    assert all(tuple(panel.layout.yaxis.range) == (0, 1) for panel in panels)


def test_the_right_side_of_a_panel_is_shaded_in_the_colour_of_the_class() -> None:
    cat, dog, unknown = (
        {(shape.y0, shape.y1): shape.fillcolor for shape in panel.layout.shapes}
        for panel in watched_charts(WATCHED, [], [], 30)
    )
    assert cat[0, 0.5].startswith(f"rgba{tuple(bytes.fromhex(CAT[1:]))}"[:-1])
    assert dog[0.5, 1].startswith(f"rgba{tuple(bytes.fromhex(DOG[1:]))}"[:-1])
    grey = f"rgba{tuple(bytes.fromhex(NEUTRAL[1:]))}"[:-1]
    assert cat[0.5, 1].startswith(grey)
    assert dog[0, 0.5].startswith(grey)
    assert list(unknown) == [(0.5, 0.5)]  # the line alone


def test_a_kept_panel_does_not_answer_in_another_visitors_language(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = []
    for spoken in ("en", "ko", "en"):
        monkeypatch.setattr(language, "_find_language", lambda spoken=spoken: spoken)
        panel = watched_charts(WATCHED[:1], [0], [[0.3]], 30)[0]
        titles.append((panel.layout.title.text, panel.layout.yaxis.ticktext))
    assert titles == [("dog: 30%", ("cat", "dog")), ("개: 30%", ("고양이", "개")), ("dog: 30%", ("cat", "dog"))]


def test_watched_pictures_are_told_in_words() -> None:
    assert describe_watched(WATCHED[:1], [], []) == ["01: not looked at yet."]
    assert describe_watched(WATCHED, [0, 7], [[0.5, 0.5, 0.5], [0.1, 0.2, 0.3]]) == [
        "01: dog with 50.0% after epoch 0, 10.0% after epoch 7, which is right.",
        "02: dog with 50.0% after epoch 0, 20.0% after epoch 7, which is wrong.",
        "03: dog with 50.0% after epoch 0, 30.0% after epoch 7.",
    ]
    assert describe_watched(WATCHED[:1], [0], [[None]]) == [
        "01: dog with not a number after epoch 0, not a number after epoch 0."
    ]
