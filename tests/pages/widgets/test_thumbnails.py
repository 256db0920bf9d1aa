"""The grid of small pictures: what the component is given, and what it gives back."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from dogcat.pictures.picture_set import PictureSet
from pages.widgets import thumbnails
from pages.widgets.thumbnails import Asked, show_thumbnails


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The data of the last grid, whose visitor has turned two pages."""
    found: dict[str, Any] = {}

    def grid(data: dict[str, Any], **options: object) -> SimpleNamespace:
        found.update(data, **options)
        return SimpleNamespace(opened=None, turned=2)

    monkeypatch.setattr(thumbnails, "_grid", grid)
    return found


def test_each_picture_has_its_name_and_by_default_its_size(tiny_set: PictureSet, given: dict[str, Any]) -> None:
    pictures = tiny_set.pictures("train")
    assert show_thumbnails(pictures, "key", "what it shows") == Asked(None, 2)
    assert [item["name"] for item in given["items"]] == [picture.name for picture in pictures]
    item = given["items"][-1]
    assert item["source"].startswith("data:image/jpeg;base64,")
    assert item["words"] == "A dog: dog.6.jpg"
    name, about = item["caption"]
    assert (name, about[:9]) == ("dog.6.jpg", "30 × 26, ")
    assert given["mark"] is None, "stars only where they are asked for"


def test_captions_stand_in_for_the_size(tiny_set: PictureSet, given: dict[str, Any]) -> None:
    show_thumbnails(tiny_set.pictures("train")[:1], "key", "", ["my caption"])
    assert given["items"][0]["caption"] == ["cat.1.jpg", "my caption"]


def test_a_broken_file_has_no_thumbnail(tiny_set: PictureSet, given: dict[str, Any]) -> None:
    picture = tiny_set.pictures("train")[0]
    picture.path.write_bytes(b"no picture")
    show_thumbnails([picture], "key", "", [""])
    assert given["items"][0]["source"] is None


def test_a_picture_whose_name_is_hidden_does_not_tell_its_class(tiny_set: PictureSet, given: dict[str, Any]) -> None:
    pictures = tiny_set.pictures("train")
    show_thumbnails(pictures, "key", "", hides_names=True, marked=[pictures[1].name])
    assert given["mark"] == "I would hesitate"
    for item in given["items"]:
        seen = str({name: value for name, value in item.items() if name not in ("name", "source")}).lower()
        assert "cat" not in seen
        assert "dog" not in seen
    assert [item["words"] for item in given["items"][:2]] == ["Picture 1", "Picture 2"]
    assert [item["marked"] for item in given["items"][:3]] == [False, True, False]


def test_a_star_is_heard_before_the_page_is_drawn_again(
    tiny_set: PictureSet, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[str] = []
    show_thumbnails(tiny_set.pictures("train"), "key", "", marked=[], on_mark=pressed.append)
    monkeypatch.setattr(st, "session_state", {"key": {"marked": "one"}})
    given["on_marked_change"]()
    assert pressed == ["one"]
