"""Convolution layer for training: computes the filter gradient with matrix products on processors where that is faster.

Without AVX-512, oneDNN computes the filter gradient at half the speed of a matrix product. It is the largest part of a
training step. The times are measured once and stored, as for the precision.
"""

import time
from functools import lru_cache

import tensorflow as tf

from dogcat.common.machine import measured_here
from dogcat.training.late_bias import LateBiasConvolution

WORTH_IT = 1.1  # smallest speed-up for which matrix products are used
_NUM_TURNS = 4


class ProductConvolution(LateBiasConvolution):
    """A convolution in float32 without stride and padding, with the filter gradient of `filter_gradient`."""

    def convolution_op(self, inputs: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        """The convolution without the bias, as Keras calls it."""

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def convolve(inputs: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
            def gradient(by_outputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
                with tf.name_scope(f"gradient/dogcat/{self.name}/"):  # the name in profiles, like those of Keras
                    by_inputs = tf.nn.conv2d_transpose(by_outputs, kernel, tf.shape(inputs), 1, "VALID")
                    return by_inputs, filter_gradient(inputs, by_outputs, self.kernel_size[0])

            return tf.nn.conv2d(inputs, kernel, 1, "VALID"), gradient

        return convolve(inputs, tf.convert_to_tensor(kernel))


def has_short_patches(size: int, channels: int, filters: int) -> bool:
    """Return True if a patch of `size` x `size` pixels has no more values than there are filters."""
    return size**2 * channels <= filters


def filter_gradient(inputs: tf.Tensor, by_outputs: tf.Tensor, size: int) -> tf.Tensor:
    """The gradient of a convolution with respect to its filters, computed with matrix products.

    An output is a sum over the filter's places: out[y, x] = sum over a, b of in[y + a, x + b] kernel[a, b]. The
    gradient with respect to kernel[a, b] is the sum over y, x of in[y + a, x + b] times the gradient with respect to
    out[y, x]. That is a matrix product of all inputs, shifted by (a, b), and all output gradients.

    Args:
        inputs: float32 of shape (N, H, W, C).
        by_outputs: gradient with respect to the outputs, float32 of shape (N, H - size + 1, W - size + 1, F).
        size: height and width of the filters in pixels.

    Returns:
        float32 of shape (size, size, C, F).
    """
    channels, filters = inputs.shape[3], by_outputs.shape[3]
    with tf.control_dependencies(
        [by_outputs]
    ):  # otherwise TensorFlow computes the patches in the forward pass and keeps them
        inputs = tf.identity(inputs)
    products = _by_patches if has_short_patches(size, channels, filters) else _by_rows
    return tf.reshape(products(inputs, by_outputs, size), [size, size, channels, filters])


def _by_patches(inputs: tf.Tensor, by_outputs: tf.Tensor, size: int) -> tf.Tensor:
    """The filter gradient if a patch has few values: products of all patches with the output gradients.

    A convolution with one-hot filters extracts the patches. There is one product per picture, because many short
    products run faster than one long one.
    """
    places = size**2 * inputs.shape[3]
    whole_vectors = -(-places // 8) * 8  # pad with zero filters: eight values cost the same as one (SIMD width)
    pick_one = tf.reshape(tf.eye(places, whole_vectors), [size, size, inputs.shape[3], whole_vectors])
    num_pixels = by_outputs.shape[1] * by_outputs.shape[2]
    patches = tf.reshape(tf.nn.conv2d(inputs, pick_one, 1, "VALID"), [-1, num_pixels, whole_vectors])
    products = tf.matmul(patches, tf.reshape(by_outputs, [-1, num_pixels, by_outputs.shape[3]]), transpose_a=True)
    return tf.reduce_sum(products, axis=0)[:places]


def _by_rows(inputs: tf.Tensor, by_outputs: tf.Tensor, size: int) -> tf.Tensor:
    """The filter gradient if a patch has many values: one product for each row of the filters.

    Each pixel's row of the matrix also holds the `size` - 1 pixels to its right.
    """
    width, channels = inputs.shape[2], inputs.shape[3]
    pixels = tf.reshape(inputs, [-1, channels])
    num_pixels = tf.shape(pixels)[0] - (size - 1)
    rows = tf.concat([pixels[place : num_pixels + place] for place in range(size)], axis=-1)
    # Zeros right of and below each output, so that a shift is the same number of pixels in inputs and outputs.
    padded = tf.pad(by_outputs, [[0, 0], [0, size - 1], [0, size - 1], [0, 0]])
    by_pixels = tf.reshape(padded, [-1, by_outputs.shape[3]])
    products = [
        tf.matmul(rows[place * width :], by_pixels[: num_pixels - place * width], transpose_a=True)
        for place in range(size)
    ]
    return tf.stack(products)


@lru_cache(maxsize=1)
def products_pay() -> bool:
    """Return True if matrix products compute the filter gradient clearly faster on this processor."""
    library, products = measured_here("filter_gradient", ["library", "products"], _measure)
    return library > WORTH_IT * products


def _measure() -> list[float]:
    """Shortest time of the filter gradient of the tutorial's third convolution in milliseconds: oneDNN, products."""
    inputs = tf.random.stateless_uniform((20, 36, 36, 64), (1, 2))
    by_outputs = tf.random.stateless_uniform((20, 34, 34, 128), (3, 4))

    def by_library() -> tf.Tensor:
        return tf.raw_ops.Conv2DBackpropFilter(
            input=inputs, filter_sizes=[3, 3, 64, 128], out_backprop=by_outputs, strides=[1, 1, 1, 1], padding="VALID"
        )

    library = tf.function(by_library, jit_compile=False)
    products = tf.function(lambda: filter_gradient(inputs, by_outputs, 3), jit_compile=False)
    turns = []
    for _ in range(_NUM_TURNS + 1):
        began = time.perf_counter()
        library()
        between = time.perf_counter()
        products()
        turns.append((between - began, time.perf_counter() - between))
    return [
        1000 * min(times) for times in zip(*turns[1:], strict=True)
    ]  # without the first turn, which builds the graphs
