"""The choice of a picture: examples, pages of the set, and a drawn one without a set."""

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic import picture
from dogcat.pictures.synthetic.animal import Animal
from dogcat.pictures.synthetic.canvas import CANVAS
from pages.state.session import session
from pages.widgets.picture_choice import NUM_EXAMPLES, drawn_example, examples, page_of


@pytest.fixture(autouse=True)
def tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab of its own."""
    monkeypatch.setattr(st, "session_state", {})


def test_examples_are_as_many_cats_as_dogs(tiny_set: PictureSet) -> None:
    found = examples(tiny_set.pictures("train"))
    assert [picture.label for picture in found] == [0, 0, 0, 1, 1, 1]
    assert len({picture.name for picture in found}) == NUM_EXAMPLES


@pytest.mark.parametrize(("page", "start"), [(1, 0), (2, 6)])
def test_a_page_is_a_part_of_the_training_pictures(
    tiny_set: PictureSet, page: int, start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "slider", lambda *_limits, key, **_options: st.session_state[key])
    session().picture_choice.augmented_page = page
    expected = tiny_set.pictures("train")[start : start + NUM_EXAMPLES]
    assert page_of(tiny_set) == expected


def test_the_drawn_example_is_a_cat_whose_face_and_ears_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Animal] = []

    class Noted(Animal):
        def draw(self, canvas: Image.Image) -> None:
            drawn.append(self)
            super().draw(canvas)

    def in_front(*_arguments: object) -> None:
        raise AssertionError("something is drawn over the cat")

    monkeypatch.setattr(picture, "Animal", Noted)
    monkeypatch.setattr(picture, "something_in_front", in_front)
    drawn_example.clear()  # type: ignore[attr-defined]
    drawn_example(40)
    (cat,) = drawn
    assert not cat.is_dog
    assert not cat.eyes_closed
    assert cat.head.radius > CANVAS / 5
    for place in cat.head.points(np.array([(-1, 0), (1, 0), (-0.6, -1.5), (0.6, -1.5), (0, 1)])):
        assert all(0 <= each <= CANVAS for each in place), "the picture cuts the head off"
    assert abs(cat.angle) < 0.2
    assert abs(cat.yaw) < 0.2


def test_the_drawn_example_has_the_size_asked_for_and_stays_the_same() -> None:
    found = drawn_example(40)
    assert (found.shape, found.dtype) == ((40, 40, 3), np.uint8)
    assert np.array_equal(found, drawn_example(40))
