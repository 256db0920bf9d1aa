"""What of a base is fixed in a training, and why batch normalization must be fixed itself."""

import numpy as np
import pytest

from dogcat.training.model import build_model
from dogcat.training.pretrained.prepare import base_layers, set_base_weights
from tests.training.pretrained.conftest import SMALL, recipe_with_base

pytestmark = pytest.mark.usefixtures("small_base")


def test_batch_normalization_stays_what_it_was_in_a_step_of_fine_tuning() -> None:
    """Only `trainable=False` of the layer itself does it: `training=False` for the base does not."""
    model = build_model(recipe_with_base(base_training="fine-tuning"), "float32", for_training=True)
    pixels = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    in_training = np.asarray(model(pixels, training=True))
    np.testing.assert_allclose(in_training, np.asarray(model(pixels, training=False)), atol=1e-6)
    for layer in base_layers(model, SMALL):
        layer.trainable = True  # what `base.trainable = True` does, also if the base was called with training=False
    assert np.abs(np.asarray(model(pixels, training=True)) - in_training).max() > 1e-3


def test_weights_for_another_network_are_refused() -> None:
    model = build_model(recipe_with_base(), "float32")
    weights = [array for layer in base_layers(model, SMALL) for array in layer.get_weights()]
    with pytest.raises(ValueError, match="1 arrays are left over"):
        set_base_weights(model, SMALL, [*weights, weights[-1]])
