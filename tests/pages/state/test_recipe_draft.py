"""The recipe of the next training: its augmentation, the recipe it starts from, the pictures it will see."""

from dataclasses import replace

import pytest
import streamlit as st

from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic.dataset import NUM_PER_CLASS
from dogcat.recipe.recipe import BASELINE, MODERN_AUGMENTATION, REGULARIZED, Augmentation
from pages.state.recipe_draft import AUGMENTATIONS, count_chosen_pictures, take_recipe, wanted_recipe
from pages.state.session import session


@pytest.fixture(autouse=True)
def tab(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab of its own."""
    monkeypatch.setattr(st, "session_state", {})


@pytest.mark.parametrize(
    ("recipe", "choice"),
    [(BASELINE, "none"), (REGULARIZED, "tutorial"), (replace(BASELINE, augmentation=MODERN_AUGMENTATION), "modern")],
)
def test_a_recipe_is_taken_with_its_augmentation(recipe: object, choice: str) -> None:
    take_recipe(recipe)  # type: ignore[arg-type]
    assert wanted_recipe() == recipe
    assert session().draft.draft_augmentation == choice
    assert session().draft.number == 1


def test_an_augmentation_of_its_own_goes_to_the_augmentation_page() -> None:
    recipe = replace(BASELINE, augmentation=AUGMENTATION_PRESETS["extreme"])
    take_recipe(recipe)
    assert session().augmentation.chosen == AUGMENTATION_PRESETS["extreme"]
    assert wanted_recipe() == recipe
    session().augmentation.chosen = AUGMENTATION_PRESETS["gentle"]
    assert wanted_recipe().augmentation == AUGMENTATION_PRESETS["gentle"]


def test_every_choice_of_augmentation_gives_a_recipe() -> None:
    found = set()
    for choice in AUGMENTATIONS:
        session().draft.draft_augmentation = choice
        found.add(wanted_recipe().augmentation)
    assert {Augmentation(), REGULARIZED.augmentation} <= found


def test_the_pictures_are_those_of_the_set_or_of_the_one_that_will_be_drawn(tiny_set: PictureSet) -> None:
    assert count_chosen_pictures() == (2 * NUM_PER_CLASS["train"], 2 * NUM_PER_CLASS["validation"])
    session().pictures.set_name = tiny_set.name
    assert count_chosen_pictures() == (12, 12)
