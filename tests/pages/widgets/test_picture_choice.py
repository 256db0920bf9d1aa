"""The choice of a picture: examples, pages of the set, and a drawn one without a set."""

import numpy as np
import pytest
import streamlit as st

from dogcat.pictures.picture_set import PictureSet
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


def test_the_drawn_example_has_the_size_asked_for_and_stays_the_same() -> None:
    found = drawn_example(40)
    assert (found.shape, found.dtype) == ((40, 40, 3), np.uint8)
    assert np.array_equal(found, drawn_example(40))
