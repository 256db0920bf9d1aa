"""The first batch normalisation of a batch, as in training and as in evaluation; the network stays as it was."""

import dataclasses

import numpy as np
import pytest

from dogcat.explain.worker.activations import open_network
from dogcat.explain.worker.normalization import first_normalization
from dogcat.recipe.recipe import Recipe


@pytest.mark.parametrize("is_residual", [False, True])
def test_a_map_is_normalized_by_the_batch_and_by_the_averages(tiny_recipe: Recipe, is_residual: bool) -> None:
    recipe = dataclasses.replace(tiny_recipe, batch_normalization=True, residual=is_residual)
    model = open_network(recipe, None)
    norm = model.get_layer("stem_norm_1" if is_residual else "norm_1")
    size = norm.gamma.shape
    norm.set_weights([np.full(size, value, np.float32) for value in (2, 1, 0.1, 0.25)])
    kept = [array.copy() for array in model.get_weights()]
    pixels = np.random.default_rng(1).integers(0, 256, (4, 22, 22, 3), dtype=np.uint8)
    found = first_normalization(model, pixels, 1)
    before = found["before"]
    by_batch = (before - before.mean()) / np.sqrt(before.var() + found["epsilon"])
    np.testing.assert_allclose(found["as_trained"], 2 * by_batch + 1, atol=1e-4)
    np.testing.assert_allclose(
        found["as_evaluated"], 2 * (before - 0.1) / np.sqrt(0.25 + found["epsilon"]) + 1, atol=1e-4
    )
    for one, other in zip(model.get_weights(), kept, strict=True):
        np.testing.assert_array_equal(one, other)
