"""The fused batch normalisation gives and keeps what Keras' own does."""

import keras
import numpy as np
import pytest

from dogcat.training.normalization.fused import FusedBatchNormalization


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_outputs_and_averages_are_those_of_keras(precision: str) -> None:
    generator = np.random.default_rng(1)
    maps = generator.normal(3, 2, (4, 5, 5, 6)).astype(np.float32)
    layers = [
        kind(momentum=0.9, dtype=keras.DTypePolicy(precision))
        for kind in (keras.layers.BatchNormalization, FusedBatchNormalization)
    ]
    for layer in layers:
        layer.build(maps.shape)
        layer.gamma.assign(np.arange(6) - 2.0)
        layer.beta.assign(np.arange(6) / 2.0)
    rounding = 1e-5 if precision == "float32" else 0.05
    inputs = keras.ops.cast(maps, layers[0].compute_dtype)
    for training in (True, True, False):
        own, fused = (np.asarray(layer(inputs, training=training), np.float32) for layer in layers)
        np.testing.assert_allclose(fused, own, rtol=rounding, atol=rounding)
    for own, fused in zip(layers[0].get_weights(), layers[1].get_weights(), strict=True):
        np.testing.assert_allclose(fused, own, rtol=rounding, atol=rounding / 10)
    assert layers[1].get_weights()[2].mean() > 0.4  # the averages have moved from 0 towards 3
