"""Computes the feature maps of the first layer for any picture, from the stored filters of an epoch."""

import numpy as np

from dogcat.recipe.layers import POOL_SIZE
from dogcat.recipe.recipe import network_values
from dogcat.runs.first_layer import FirstLayer


def answers_to(pixels: np.ndarray, layer: FirstLayer, pixel_range: str = "0..1") -> np.ndarray:
    """The feature maps of a picture after the first convolution, ReLU and pooling.

    Args:
        pixels: uint8 (S, S, 3), any picture of the network's size.
        layer: from `read_first_layer`.
        pixel_range: of the network's recipe.

    Returns:
        float32 (h, h, F), 0 or more.
    """
    answers: np.ndarray = np.maximum(
        0, _pooled_sums(network_values(pixels, pixel_range).astype(np.float32), layer.kernels) + layer.biases
    )
    return answers


def _pooled_sums(values: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """The convolution's sums without bias and ReLU, after pooling, float32 (h, h, F).

    Pooling before the bias and ReLU gives the same maps.
    """
    size = kernels.shape[0]
    after = values.shape[0] - size + 1
    sums = np.zeros((after, after, kernels.shape[-1]), np.float32)
    for row in range(size):
        for column in range(size):
            sums += values[row : row + after, column : column + after] @ kernels[row, column]
    pooled = after // POOL_SIZE
    windows = sums[: POOL_SIZE * pooled, : POOL_SIZE * pooled].reshape(pooled, POOL_SIZE, pooled, POOL_SIZE, -1)
    largest: np.ndarray = windows.max(axis=(1, 3))
    return largest
