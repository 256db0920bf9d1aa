"""A folded convolution gives the maps after batch normalisation; without it, it is the convolution itself."""

import dataclasses

import keras
import numpy as np

from dogcat.recipe.recipe import Recipe
from dogcat.training.model import build_model
from dogcat.training.normalization.folding import folded


def test_a_convolution_without_batch_normalization_is_as_it_is(tiny_recipe: Recipe) -> None:
    model = build_model(tiny_recipe, "float32")
    for mine, keras_own in zip(folded(model, "conv_2"), model.get_layer("conv_2").get_weights(), strict=True):
        np.testing.assert_array_equal(mine, keras_own)


def test_a_folded_convolution_gives_the_maps_after_batch_normalization(tiny_recipe: Recipe) -> None:
    model = build_model(dataclasses.replace(tiny_recipe, batch_normalization=True), "float32")
    generator = np.random.default_rng(1)
    norm = model.get_layer("norm_2")
    norm.set_weights([generator.uniform(0.5, 2, array.shape) for array in norm.get_weights()])
    kernel, bias = folded(model, "conv_2")
    maps = generator.uniform(0, 1, (1, 10, 10, 4)).astype(np.float32)
    after = np.asarray(norm(model.get_layer("conv_2")(maps), training=False))
    assert np.ptp(after) > 0.1
    np.testing.assert_allclose(np.asarray(keras.ops.conv(maps, kernel) + bias), after, atol=1e-5)
