"""Measures, in about a second, what the recipes' networks cost on this machine; see `duration.py`.

Started as `python -m dogcat.probe`.
"""

import time
from collections.abc import Callable

import keras
import numpy as np

from dogcat.duration import PROBED, Speed, keep_speeds
from dogcat.model import build_model
from dogcat.precision import choose_precision
from dogcat.recipe import Recipe

SECONDS = 0.25  # for each of two measurements of each of two networks


def measure_speed(recipe: Recipe, precision: str) -> Speed:
    """Times training steps and predictions of one constant batch.

    Args:
        recipe: its network and batch size are used.
        precision: `float32` or `bfloat16`.
    """
    model = build_model(recipe, precision)
    size, num_pictures = recipe.picture_size, recipe.batch_size
    generator = np.random.default_rng(1)
    pixels = keras.ops.convert_to_tensor(generator.integers(0, 256, (num_pictures, size, size, 3), dtype=np.uint8))
    labels = keras.ops.convert_to_tensor(generator.integers(0, 2, (num_pictures, 1)).astype(np.float32))
    return Speed(
        _seconds(lambda: model.train_on_batch(pixels, labels)) / num_pictures,
        _seconds(lambda: model.test_on_batch(pixels, labels)) / num_pictures,
    )


def _seconds(action: Callable[[], object]) -> float:
    """The median time of an action, the first of which also builds its graph and does not count."""
    action()
    times: list[float] = []
    while sum(times) < SECONDS or len(times) < 3:
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


if __name__ == "__main__":
    _precision, _ = choose_precision("auto")
    keep_speeds({name: measure_speed(recipe, _precision) for name, recipe in PROBED.items()})
