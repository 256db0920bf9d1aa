"""What the component of the watched pictures is given."""

from typing import Any

import pytest

from dogcat.charts.watched import answers
from pages.widgets import watched_pictures
from pages.widgets.watched_pictures import show_watched_pictures


def test_each_picture_has_its_answer_its_curve_and_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(watched_pictures, "_pictures", lambda key, data: given.update(data, key=key))
    found = answers([{"name": "a", "label": 1}], [0, 1], [[0.5], [0.8]])
    show_watched_pictures([b"a JPEG"], found, 20, key="k")
    (item,) = given["items"]
    assert (item["caption"], item["verdict"], item["label"]) == ("dog 80% ✓", "right", 1)
    assert item["points"] == ((0, 0.5), (1, 0.8))
    assert item["words"] == "a: P(dog) 50.0% after epoch 0, 80.0% after epoch 1. The prediction is right."
    assert (given["key"], given["last"]) == ("k", 20)
