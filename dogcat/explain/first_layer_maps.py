"""What the first layer answered to any picture after any epoch that was kept, without TensorFlow."""

import numpy as np

from dogcat.recipe.layers import POOL_SIZE
from dogcat.runs.first_layer import FirstLayer


def answers_to(pixels: np.ndarray, layer: FirstLayer) -> np.ndarray:
    """The maps that the first layer of an epoch makes of a picture, after relu and pooling.

    Args:
        pixels: uint8 (S, S, 3), any picture of the network's size.
        layer: as kept.

    Returns:
        float32 (h, h, F), 0 or more.
    """
    answers: np.ndarray = np.maximum(0, _pooled_sums(pixels, layer.kernels) + layer.biases)
    return answers


def _pooled_sums(pixels: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """The largest of each 2 x 2 weighted sums, float32 (h, h, F); relu and bias commute with that."""
    size, values = kernels.shape[0], pixels.astype(np.float32) / 255
    after = values.shape[0] - size + 1
    sums = np.zeros((after, after, kernels.shape[-1]), np.float32)
    for row in range(size):
        for column in range(size):
            sums += values[row : row + after, column : column + after] @ kernels[row, column]
    pooled = after // POOL_SIZE
    windows = sums[: POOL_SIZE * pooled, : POOL_SIZE * pooled].reshape(pooled, POOL_SIZE, pooled, POOL_SIZE, -1)
    largest: np.ndarray = windows.max(axis=(1, 3))
    return largest
