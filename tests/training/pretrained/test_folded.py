"""The base without batch normalization: the same features as the network that has it."""

import keras
import numpy as np
import pytest

from dogcat.training.model import build_model
from dogcat.training.pretrained.folded import folded_base
from dogcat.training.pretrained.prepare import base_layers
from tests.training.pretrained.conftest import SMALL, recipe_with_base

pytestmark = pytest.mark.usefixtures("small_base")


def test_batch_normalization_with_any_statistics_is_folded_in() -> None:
    model = build_model(recipe_with_base(), "float32")
    generator = np.random.default_rng(8)
    for layer in base_layers(model, SMALL):
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([generator.uniform(0.5, 2, values.shape) for values in layer.get_weights()])
    pixels = generator.integers(0, 256, (3, 32, 32, 3)).astype(np.uint8)
    whole = keras.Model(model.inputs[0], model.get_layer("average").output)
    expected = np.asarray(whole(pixels, training=False))
    assert expected.std() > 0.01
    np.testing.assert_allclose(folded_base(model, SMALL)(pixels), expected, atol=1e-4)
