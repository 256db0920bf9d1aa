"""Gradients by filters from matrix products: the numbers of TensorFlow's own, taken where they come sooner."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dogcat.training import product_convolution
from dogcat.training.product_convolution import filter_gradient, products_pay


@pytest.fixture
def unmeasured(home: Path) -> Iterator[Path]:
    """A machine that was not measured yet, and the file in which that is kept."""
    products_pay.cache_clear()
    yield home / "cache" / "filter_gradient.json"
    products_pay.cache_clear()


@pytest.mark.parametrize("num_pictures", [1, 3])
@pytest.mark.parametrize(("height", "width", "channels", "filters", "size"), [
    (9, 7, 2, 5, 3), (6, 11, 3, 1, 5), (5, 5, 4, 2, 5), (4, 8, 1, 3, 1), (8, 8, 16, 8, 2),
    (9, 7, 3, 32, 3), (6, 7, 1, 4, 2),
])  # fmt: skip
def test_it_is_the_gradient_of_tensorflow(
    num_pictures: int, height: int, width: int, channels: int, filters: int, size: int
) -> None:
    generator = np.random.default_rng(1)
    inputs = tf.constant(generator.normal(size=(num_pictures, height, width, channels)), tf.float32)
    kernel = tf.constant(generator.normal(size=(size, size, channels, filters)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        outputs = tf.nn.conv2d(inputs, kernel, strides=1, padding="VALID")
        weighted = tf.reduce_sum(
            outputs * (by_outputs := tf.constant(generator.normal(size=outputs.shape), tf.float32))
        )
    expected = tape.gradient(weighted, kernel)
    np.testing.assert_allclose(filter_gradient(inputs, by_outputs, size), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("library", "products", "expected"), [(30.0, 20.0, True), (21.0, 20.0, False), (9.0, 20.0, False)]
)
def test_the_products_are_taken_where_they_are_clearly_sooner(
    unmeasured: Path, library: float, products: float, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_convolution, "_measure", lambda: [library, products])
    assert products_pay() is expected
    assert json.loads(unmeasured.read_text())["milliseconds"] == {"library": library, "products": products}


def test_a_machine_is_measured_once(unmeasured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = products_pay()
    assert all(milliseconds > 0.1 for milliseconds in json.loads(unmeasured.read_text())["milliseconds"].values())
    monkeypatch.setattr(product_convolution, "_measure", lambda: pytest.fail("it was measured before"))
    products_pay.cache_clear()
    assert products_pay() == answer
