"""The first layer of a kept epoch, without TensorFlow, against Keras with all of its weights."""

from pathlib import Path

import numpy as np
import pytest

from dogcat.explain.first_layer_maps import answers_to
from dogcat.explain.worker.activations import activations
from dogcat.recipe.layers import first_block
from dogcat.recipe.recipe import Recipe
from dogcat.runs.first_layer import FirstLayer, read_first_layer, write_first_layer
from dogcat.training.model import build_model
from dogcat.training.normalization.folding import folded

DICE = np.random.default_rng(5)
WATCHED, OTHER = DICE.integers(0, 256, (2, 31, 31, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("kernel_size", "pixel_range"), [(1, "0..1"), (3, "0..1"), (5, "0..1"), (7, "0..1"), (3, "-1..1")]
)
def test_the_answers_to_any_picture_are_those_of_keras(tmp_path: Path, kernel_size: int, pixel_range: str) -> None:
    recipe = Recipe(picture_size=31, pixel_range=pixel_range, filters=(6,), kernel_size=kernel_size, dense_units=2)
    model = build_model(recipe, "float32")
    kernels = model.get_layer("conv_1").get_weights()[0]
    biases = np.array([0.3, -0.1, 0.05, 0, 0.6, -0.02], np.float32)
    model.get_layer("conv_1").set_weights([kernels, biases])
    write_first_layer(tmp_path, 4, FirstLayer(kernels, biases, activations(model, WATCHED)["pool_1"]))
    kept = read_first_layer(tmp_path, 4)
    assert kept
    np.testing.assert_allclose(answers_to(OTHER, kept, recipe), activations(model, OTHER)["pool_1"], atol=1e-5)


@pytest.mark.parametrize(("is_residual", "size"), [(False, 31), (True, 31), (True, 32)])
def test_batch_normalization_is_in_the_kept_filters(is_residual: bool, size: int) -> None:
    recipe = Recipe(picture_size=size, filters=(6,), dense_units=0, batch_normalization=True, residual=is_residual)
    model = build_model(recipe, "float32")
    convolution, responses = first_block(recipe)
    norm = model.get_layer(convolution.name.replace("conv", "norm"))
    num = norm.gamma.shape[0]
    signs = np.where(np.arange(num) % 2, -1, 1)  # a negative gamma turns a filter into its opposite
    norm.set_weights([signs * DICE.uniform(0.5, 2, num), np.full(num, 0.2), *DICE.uniform(0.1, 2, (2, num))])
    pixels = np.pad(OTHER, ((0, size - 31), (0, size - 31), (0, 0)))
    maps = activations(model, pixels)
    found = answers_to(pixels, FirstLayer(*folded(model, convolution.name), maps[responses.name]), recipe)
    assert found.max() > 0
    np.testing.assert_allclose(found, maps[responses.name], atol=1e-5)
