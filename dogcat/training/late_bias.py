"""Layers for training in float32 that add a convolution's bias after the pooling, to a quarter of the values.

max(x) + b is bit for bit max(x + b). But the gradient with respect to the bias is then a sum over the pooled values.
oneDNN computes it together with the filter gradient, which takes up to twice as long. Without it, a step of the
tutorial's networks took a fifth less core time (AVX-512, `python -m benchmarks.speed_ups`), in bfloat16 4% more.
"""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf


class LateBiasConvolution(keras.layers.Conv2D):  # type: ignore[misc]
    """A convolution that owns a bias but does not add it; `LateBiasPooling` does."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The convolution without bias and activation."""
        return self.convolution_op(inputs, self.kernel)


class LateBiasPooling(keras.layers.MaxPooling2D):  # type: ignore[misc]
    """Max pooling, then the bias, then ReLU.

    Args:
        convolution: the layer before, which owns the bias.
        pool_size: height and width of a window in pixels.
        of_keras: further arguments of Keras' layer.
    """

    def __init__(self, convolution: LateBiasConvolution, pool_size: int, **of_keras: Any) -> None:
        super().__init__(pool_size, **of_keras)
        # A function, because Keras would count the bias as a variable of this layer, too.
        self._bias: Callable[[], keras.Variable] = lambda: convolution.bias

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The largest value of each window plus the bias, 0 if that is negative."""
        return tf.nn.relu(tf.nn.bias_add(super().call(inputs), self._bias()))
