"""An optimizer is one row: everything else follows from it."""

from dataclasses import replace

import keras
import pytest

from dogcat.export.keras_code import as_code
from dogcat.recipe.disk import needed_bytes
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Recipe, RecipeError
from dogcat.training.model import build_model


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_row_says_how_many_arrays_keras_keeps(tiny_recipe: Recipe, name: str) -> None:
    model = build_model(replace(tiny_recipe, optimizer=name, weight_decay=0.01), "float32")
    model.optimizer.build(model.trainable_variables)
    arrays = [variable for variable in model.optimizer.variables if len(variable.shape) > 0]
    assert len(arrays) == OPTIMIZERS[name].num_slots * len(model.trainable_variables)
    assert type(model.optimizer) is getattr(keras.optimizers, OPTIMIZERS[name].class_name)
    has_penalty = any(layer.kernel_regularizer for layer in model.layers if hasattr(layer, "kernel_regularizer"))
    assert has_penalty != OPTIMIZERS[name].decouples_weight_decay


def test_the_estimate_and_the_code_follow_the_row(tiny_recipe: Recipe) -> None:
    plain, adam = (replace(tiny_recipe, optimizer=name) for name in ("sgd", "adam"))
    assert needed_bytes(adam) - needed_bytes(plain) == 4 * 2 * 4 * num_parameters(tiny_recipe)
    assert "keras.optimizers.Adam(" in as_code(adam)


def test_a_recipe_takes_only_optimizers_that_have_a_row(tiny_recipe: Recipe) -> None:
    with pytest.raises(RecipeError, match='optimizer is "no such"; allowed: "rmsprop" or'):
        replace(tiny_recipe, optimizer="no such")
