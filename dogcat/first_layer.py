"""What the first layer answered to any picture after any epoch that was kept, without TensorFlow.

Of each epoch a run keeps the filters' weights and the answers to one watched picture (`learning.py`), but not the
filters' biases. These follow: an answer above 0 is the weighted sum plus the bias.
"""

import numpy as np

from dogcat.layers import POOL_SIZE
from dogcat.learning import FirstLayer


def answers_to(pixels: np.ndarray, layer: FirstLayer, watched: np.ndarray) -> np.ndarray:
    """The maps that the first layer of an epoch makes of a picture, after relu and pooling.

    They are those of Keras to about a 255th of the strongest answer to the watched picture, which is how exactly those
    were kept. For a filter that was silent at the watched picture the largest bias is taken that leaves it silent
    there, but none above 0.

    Args:
        pixels: uint8 (S, S, 3), any picture of the network's size.
        layer: as kept.
        watched: uint8 (S, S, 3), the picture of which the answers were kept.

    Returns:
        float32 (h, h, F), 0 or more.
    """
    sums = _pooled_sums(watched, layer.kernels)
    is_known = layer.responses > 0
    biases = [
        np.median((layer.responses - sums)[is_known[..., number], number])
        if is_known[..., number].any()
        else min(0.0, -float(sums[..., number].max()))
        for number in range(sums.shape[-1])
    ]
    answers: np.ndarray = np.maximum(0, _pooled_sums(pixels, layer.kernels) + np.array(biases, np.float32))
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
