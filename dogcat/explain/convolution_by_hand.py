"""One value of the first convolution, and one of the pooling after it, computed as one would with pencil and paper."""

from dataclasses import dataclass

import numpy as np

from dogcat.recipe.layers import POOL_SIZE


@dataclass(frozen=True)
class Convolution:
    """One output value of the first layer.

    Attributes:
        patch: float64 (K, K, 3), the pixels that it sees, 0 to 1.
        weights: float64 (K, K, 3), those of one filter.
        bias: of the same filter.
    """

    patch: np.ndarray
    weights: np.ndarray
    bias: float

    @property
    def products(self) -> np.ndarray:
        """Each pixel times its weight, float64 (K, K, 3)."""
        products: np.ndarray = self.patch * self.weights
        return products

    @property
    def before_relu(self) -> float:
        """The sum of all products, and the bias."""
        return float(self.products.sum()) + self.bias

    @property
    def value(self) -> float:
        """The output: 0 instead of what is below 0."""
        return max(0.0, self.before_relu)


def convolve(pixels: np.ndarray, kernel: np.ndarray, bias: float, row: int, column: int) -> Convolution:
    """The output value at (row, column), counted from 0, of a convolution without padding.

    Args:
        pixels: uint8 (S, S, 3).
        kernel: (K, K, 3), the weights of one filter.
        bias: of the filter.
        row: 0 to S - K.
        column: 0 to S - K.
    """
    size = kernel.shape[0]
    patch = pixels[row : row + size, column : column + size] / 255
    return Convolution(patch, kernel.astype(np.float64), float(bias))


def pool(pixels: np.ndarray, kernel: np.ndarray, bias: float, row: int, column: int) -> np.ndarray:
    """The values of which max pooling keeps the largest as its output value at (row, column), counted from 0.

    Args:
        pixels: as for `convolve`, as are kernel and bias.
        kernel: of one filter.
        bias: of the filter.
        row: of the pooled map.
        column: of the pooled map.

    Returns:
        float64 (2, 2), values of the convolution.
    """
    places = [range(POOL_SIZE * place, POOL_SIZE * (place + 1)) for place in (row, column)]
    return np.array([[convolve(pixels, kernel, bias, high, wide).value for wide in places[1]] for high in places[0]])
