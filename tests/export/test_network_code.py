"""The code of the layers; test_keras_code.py runs it and compares the network with the app's."""

import ast

import pytest

from dogcat.export.network_code import layers_code
from dogcat.recipe.recipe import BASELINE, Recipe

RESIDUAL = Recipe(
    filters=(64, 128),
    batch_normalization=True,
    residual=True,
    squeeze_excitation=True,
    pooling="average",
    dense_units=0,
)


@pytest.mark.parametrize("recipe", [BASELINE, RESIDUAL], ids=["plain", "residual"])
def test_the_code_is_python_that_makes_a_model(recipe: Recipe) -> None:
    names = [node.id for node in ast.walk(ast.parse(layers_code(recipe, ""))) if isinstance(node, ast.Name)]
    assert "model" in names


def test_only_a_network_with_squeeze_and_excitation_has_its_layers() -> None:
    without = Recipe(filters=(64, 128), batch_normalization=True, residual=True)
    assert "squeeze" in layers_code(RESIDUAL, "")
    assert "squeeze" not in layers_code(without, "")


def test_the_penalty_stands_at_each_layer_with_weights() -> None:
    code = layers_code(RESIDUAL, ", kernel_regularizer=decay")
    assert code.count("kernel_regularizer=decay") == 4  # in the convolution of all blocks, both dense ones, the output
    assert layers_code(BASELINE, ", kernel_regularizer=decay").count("kernel_regularizer=decay") == 6
