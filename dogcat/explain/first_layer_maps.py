"""Computes the feature maps of the first layer for any picture, from the stored filters of an epoch."""

import numpy as np

from dogcat.explain.convolution_by_hand import network_values
from dogcat.recipe.blueprint import POOL_SIZE
from dogcat.recipe.recipe import Recipe
from dogcat.runs.first_layer import FirstLayer


def answers_to(pixels: np.ndarray, layer: FirstLayer, recipe: Recipe) -> np.ndarray:
    """The feature maps of a picture after the first convolution, ReLU and pooling; in a residual network after ReLU.

    Args:
        pixels: uint8 (S, S, 3), any picture of the network's size.
        layer: from `read_first_layer`.
        recipe: of the network.

    Returns:
        float32 (h, h, F), 0 or more.
    """
    values = network_values(pixels, recipe.pixel_range).astype(np.float32)
    sums = (_strided_sums if recipe.residual else _pooled_sums)(values, layer.kernels)
    answers: np.ndarray = np.maximum(0, sums + layer.biases)
    return answers


def _strided_sums(values: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """The sums of a convolution with stride 2 and zeros around the edge, float32 (h, h, F).

    TensorFlow puts the odd row of zeros at the end.
    """
    size, side = kernels.shape[0], values.shape[0]
    after = -(-side // POOL_SIZE)
    missing = max(0, (after - 1) * POOL_SIZE + size - side)
    edge = (missing // 2, missing - missing // 2)
    padded = np.pad(values, (edge, edge, (0, 0)))
    sums = np.zeros((after, after, kernels.shape[-1]), np.float32)
    reach = (after - 1) * POOL_SIZE + 1
    for row in range(size):
        for column in range(size):
            places = padded[row : row + reach : POOL_SIZE, column : column + reach : POOL_SIZE]
            sums += places @ kernels[row, column]
    return sums


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
