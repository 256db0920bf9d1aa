"""Chooses the precision of a training: a 16-bit type if this device is faster with it, otherwise float32.

The times are measured once and stored, because they change only with the machine and the libraries. On a processor, a
measurement delays a training by about a second; on a graphics card by some seconds, because it builds the network in
each type. Graphics cards before compute capability 8 have no bfloat16. They use float16, whose gradients would vanish
without a factor on the loss (Keras' `LossScaleOptimizer`). On processors, float16 is slow and never used.
"""

import math
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from dogcat.common.machine import measured_here
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import BASELINE
from dogcat.training.device import is_out_of_memory
from dogcat.training.model import build_model

WORTH_IT = 1.2  # smallest speed-up for which a 16-bit type is chosen
HOPELESS = 4.0  # ratio of the times for one picture above which a whole batch is not measured
_NUM_TURNS = 8
_ON_CARD = ("float32", "bfloat16", "float16")
_SCALING_COST = 1.1  # float16 must be this much faster than bfloat16, which needs no factor on the loss


def choose_precision(requested: str, device: Device | None = None) -> tuple[str, str]:
    """The precision to use; for `auto` it is the fastest one on this device.

    A processor is timed with one convolution of the tutorial's network, a graphics card with its training step, because
    there the operations are so short that the time between them counts.

    Args:
        requested: `auto`, `float32` or `bfloat16`.
        device: the device of the training; None means the processor.

    Returns:
        `float32`, `bfloat16` or, on a graphics card only, `float16`; and one sentence that says why.
    """
    if device and device.kind == "gpu" and requested != "float32":
        return _choose_on_card(requested, device)
    if requested != "auto":
        return requested, f"{requested}: the recipe asks for it."
    float32, bfloat16 = _milliseconds(tf.float32, tf.bfloat16)
    times = f"one convolution took {bfloat16:.1f} ms in bfloat16 and {float32:.1f} ms in float32 on this processor."
    chosen = "bfloat16" if float32 > WORTH_IT * bfloat16 else "float32"
    return chosen, f"{chosen}: {times}"


def _choose_on_card(requested: str, device: Device) -> tuple[str, str]:
    times = card_milliseconds(device)
    if requested != "auto":
        if math.isfinite(times[requested]):
            return requested, f"{requested}: the recipe asks for it."
        return "float32", f"float32: the recipe asks for {requested}, which the {device.name} cannot compute."
    half = "float16" if times["bfloat16"] > _SCALING_COST * times["float16"] else "bfloat16"
    chosen = half if times["float32"] > WORTH_IT * times[half] else "float32"
    listed = ", ".join(
        f"{taken:.1f} ms in {name}" if math.isfinite(taken) else f"{name} fails" for name, taken in times.items()
    )
    return chosen, f"{chosen}: a training step took {listed} on the {device.name}."


def card_milliseconds(device: Device) -> dict[str, float]:
    """Milliseconds of a training step on a graphics card by precision; infinite where the card cannot compute it."""
    taken = measured_here("precision", _ON_CARD, lambda: _measure_on_card(device), card=device.name)
    return dict(zip(_ON_CARD, taken, strict=True))


def _measure_on_card(device: Device) -> list[float]:
    """Shortest time in milliseconds of a training step of the tutorial's network in each type; they take turns."""
    steps = {name: _training_step(name, device) for name in _ON_CARD}
    fastest = dict.fromkeys(_ON_CARD, math.inf)
    for turn in range(_NUM_TURNS + 1):
        for name, step in list(steps.items()):
            try:
                taken = 1000 * _seconds(step)
            except (tf.errors.OpError, RuntimeError, ValueError) as error:
                if name == "float32" or is_out_of_memory(error):  # says nothing about the type, so nothing is stored
                    raise
                del steps[name]  # there is no such operation in this type
                fastest[name] = math.inf
                continue
            if turn:  # the first one builds the graph
                fastest[name] = min(fastest[name], taken)
    keras.utils.clear_session()
    return list(fastest.values())


def _training_step(precision: str, device: Device) -> Callable[[], object]:
    generator, size = np.random.default_rng(1), BASELINE.picture_size
    pixels = generator.integers(0, 256, (BASELINE.batch_size, size, size, 3), dtype=np.uint8)
    labels = generator.integers(0, 2, (BASELINE.batch_size, 1)).astype(np.float32)
    model = build_model(BASELINE, precision, for_training=True, device=device)
    return lambda: model.train_on_batch(pixels, labels)  # it waits for the loss


def _milliseconds(*dtypes: tf.DType) -> list[float]:
    return measured_here("precision", [dtype.name for dtype in dtypes], lambda: _measure(*dtypes))


def _measure(*dtypes: tf.DType) -> list[float]:
    """Shortest time in milliseconds of the network's third convolution, forward and backward, for each type.

    The types take turns, so that other load on the machine affects all of them. A batch of 20 decides. One picture is
    measured first, because a processor without bfloat16 instructions takes seconds for a batch.
    """
    fastest: list[float] = []
    for num_pictures in (1, 20):
        steps = [_convolution(dtype, num_pictures) for dtype in dtypes]
        turns = [[_seconds(step) for step in steps] for _ in range(_NUM_TURNS + 1)]
        fastest = [
            1000 * min(times) for times in zip(*turns[1:], strict=True)
        ]  # without the first turn, which builds the graphs
        if max(fastest) > HOPELESS * min(fastest):
            break
    return fastest


def _convolution(dtype: tf.DType, num_pictures: int) -> Callable[[], object]:
    pictures = tf.cast(tf.random.stateless_uniform((num_pictures, 36, 36, 64), (1, 2)), dtype)
    kernel = tf.cast(tf.random.stateless_uniform((3, 3, 64, 128), (3, 4)), dtype)

    def gradients() -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch([pictures, kernel])
            total = tf.reduce_sum(tf.nn.conv2d(pictures, kernel, strides=1, padding="VALID"))
        return tape.gradient(total, [pictures, kernel])

    step: Callable[[], object] = tf.function(gradients, jit_compile=False)
    return step


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
