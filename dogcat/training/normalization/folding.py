"""A convolution and its batch normalisation as one convolution with a bias, which gives the same maps in evaluation."""

import keras
import numpy as np


def folded(model: keras.Model, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The weights and biases of a convolution; with batch normalisation those that also do its work.

    In evaluation, batch normalisation is a factor and an offset for each map. The factor can be multiplied into the
    filter, and the offset is a bias.

    Args:
        model: a network of a recipe, for training or as it is kept.
        name: of a convolution, such as `conv_1`.

    Returns:
        Weights, float32 (height, width, input channels, filters), and biases, float32 (filters,).
    """
    convolution = model.get_layer(name)
    kernel = np.asarray(convolution.kernel, np.float32)
    if convolution.use_bias:
        return kernel, np.asarray(convolution.bias, np.float32)
    norm = model.get_layer(name.replace("conv", "norm"))
    gamma, beta, mean, variance = (np.asarray(array, np.float32) for array in norm.get_weights())
    factor = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * factor, beta - mean * factor
