"""What the recipe editor offers."""

from dataclasses import fields, replace

import pytest

from dogcat.recipe.controls import (
    CURES,
    FURTHER_LEARNING,
    FURTHER_NETWORK,
    FURTHER_PICTURES,
    PICTURES,
    STEPS,
    Control,
    bounds,
    choices,
)
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.recipe.schedule import growing_sizes

# What else a recipe has, so that the field may be switched on.
_NEEDED: dict[str, dict[str, bool]] = {
    "residual": {"batch_normalization": True},
    "squeeze_excitation": {"batch_normalization": True, "residual": True},
}
FURTHER = (*FURTHER_NETWORK, *FURTHER_LEARNING, *FURTHER_PICTURES)
CONTROLS = {control.field: control for control in (*STEPS, *CURES, *PICTURES, *FURTHER)}


def test_all_that_the_exercise_turns_on_can_be_changed() -> None:
    assert set(CONTROLS) <= {item.name for item in fields(Recipe)}
    assert set(CONTROLS) == {
        "epochs", "steps_per_epoch", "batch_size", "learning_rate", "optimizer", "dropout", "weight_decay",
        "pixel_range", "early_stopping_patience", "num_training_pictures", "flipped_labels", "seed",
        "pooling", "dense_units", "batch_normalization", "residual", "squeeze_excitation",
        "schedule", "label_smoothing", "weight_average", "training_sizes", "mirror_at_test",
    }  # fmt: skip


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_every_value_that_is_offered_makes_a_recipe(control: Control) -> None:
    for value in (*control.options, *(control.limits or ())):
        recipe = replace(Recipe(), **_NEEDED.get(control.field, {}) | {control.field: value})
        assert getattr(recipe, control.field) == value


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_to_start_from_is_offered_as_it_is(name: str) -> None:
    for field, control in CONTROLS.items():
        value = getattr(RECIPES[name], field)
        if field == "training_sizes":
            assert value in ((), growing_sizes(RECIPES[name].picture_size))
        elif control.options:
            assert choices(control, value, 10_000) == (list(control.options), value), field
        else:
            assert bounds(control, value) == control.limits, field


def test_a_value_from_elsewhere_is_offered_in_its_place() -> None:
    assert choices(CONTROLS["dropout"], 0.25, 2000) == ([0.0, 0.1, 0.2, 0.25, *CONTROLS["dropout"].options[3:]], 0.25)
    assert choices(CONTROLS["early_stopping_patience"], 4, 2000)[0][:6] == [0, 1, 2, 3, 4, 5]
    assert choices(CONTROLS["training_sizes"], (96, 112), 2000) == ([(), (96, 112)], (96, 112))
    assert choices(CONTROLS["mirror_at_test"], True, 2000) == ([False, True], True)
    assert choices(CONTROLS["optimizer"], "sgd", 2000)[1] == "sgd"
    assert bounds(CONTROLS["epochs"], 5000) == (1, 5000)


def test_no_more_pictures_are_offered_than_there_are() -> None:
    pictures = CONTROLS["num_training_pictures"]
    assert choices(pictures, 0, 2000) == ([100, 250, 500, 1000, 1500, 0], 0)
    assert choices(pictures, 500, 300) == ([100, 250, 0], 0)
    assert choices(pictures, 150, 300) == ([100, 150, 250, 0], 150)
    assert choices(pictures, 5, 12) == ([5, 0], 5)
