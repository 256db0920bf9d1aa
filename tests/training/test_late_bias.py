"""A convolution whose bias comes after the pooling gives and learns the same as Keras' own layers."""

import keras
import numpy as np
import tensorflow as tf

from dogcat.training.late_bias import LateBiasConvolution, LateBiasPooling


def test_outputs_and_gradients_are_those_of_keras_layers() -> None:
    generator = np.random.default_rng(1)
    pictures = tf.constant(generator.normal(size=(3, 9, 9, 2)), tf.float32)
    late = LateBiasConvolution(4, 3)
    ours = keras.Sequential([keras.Input((9, 9, 2)), late, LateBiasPooling(late, pool_size=2)])
    theirs = keras.Sequential(
        [keras.Input((9, 9, 2)), keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(2)]
    )
    weights = [generator.normal(size=(3, 3, 2, 4)) / 4, np.array([-2.0, -0.5, 0.5, 2.0])]
    weighting = generator.normal(size=(3, 3, 3, 4))
    results = []
    for model in (ours, theirs):
        model.set_weights(weights)  # fails if the pooling counts the bias as its own, too
        with tf.GradientTape() as tape:
            outputs = model(pictures)
            total = tf.reduce_sum(outputs * weighting)
        results.append([outputs, *tape.gradient(total, model.trainable_weights)])
    assert 0 < np.mean(results[1][0] == 0) < 0.9  # ReLU decides somewhere
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)
