"""The layer table by arithmetic against the known figures and against Keras' own count."""

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dogcat.layers import layer_table, num_parameters
from dogcat.model import build_model
from dogcat.recipe import BASELINE, RECIPES, REGULARIZED, Recipe, smallest_picture_size


def test_both_recipes_have_the_tutorials_number_of_parameters() -> None:
    assert num_parameters(BASELINE) == num_parameters(REGULARIZED) == 3_453_121


def test_parameters_of_the_tutorials_layers() -> None:
    assert [row.num_parameters for row in layer_table(BASELINE) if row.num_parameters] == [
        896,
        18_496,
        73_856,
        147_584,
        3_211_776,
        513,
    ]


def test_shapes_of_the_tutorials_layers() -> None:
    assert [row.output_shape for row in layer_table(BASELINE)] == [
        (150, 150, 3),
        (148, 148, 32),
        (74, 74, 32),
        (72, 72, 64),
        (36, 36, 64),
        (34, 34, 128),
        (17, 17, 128),
        (15, 15, 128),
        (7, 7, 128),
        (6272,),
        (512,),
        (1,),
    ]


def test_only_a_recipe_with_dropout_has_a_dropout_layer_after_flatten() -> None:
    kinds = [row.kind for row in layer_table(REGULARIZED)]
    assert kinds.index("Dropout") == kinds.index("Flatten") + 1
    assert "Dropout" not in [row.kind for row in layer_table(BASELINE)]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_table_equals_keras_for_the_known_recipes(recipe: Recipe) -> None:
    assert _own_table(recipe) == _keras_table(recipe)


@st.composite
def small_recipes(draw: st.DrawFn) -> Recipe:
    filters = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    smallest = max(8, smallest_picture_size(len(filters)))
    return Recipe(
        picture_size=draw(st.integers(smallest, smallest + 25)),
        filters=tuple(filters),
        dense_units=draw(st.integers(1, 20)),
        dropout=draw(st.sampled_from([0, 0.3])),
    )


@given(recipe=small_recipes())
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
def test_table_equals_keras_for_any_recipe(recipe: Recipe) -> None:
    assert _own_table(recipe) == _keras_table(recipe)
    assert num_parameters(recipe) == build_model(recipe, "float32").count_params()


def _own_table(recipe: Recipe) -> list[tuple[str, str, tuple[int, ...], int]]:
    return [(row.name, row.kind, row.output_shape, row.num_parameters) for row in layer_table(recipe)]


def _keras_table(recipe: Recipe) -> list[tuple[str, str, tuple[int, ...], int]]:
    model: keras.Sequential = build_model(recipe, "float32")
    return [(each.name, type(each).__name__, each.output.shape[1:], each.count_params()) for each in model.layers]
