"""Chooses the precision of a training: bfloat16 if this processor is faster with it, otherwise float32.

The times are measured once and stored, because they change only with the machine and the libraries. A measurement
delays a training by about a second.
"""

import time
from collections.abc import Callable

import tensorflow as tf

from dogcat.common.machine import measured_here

WORTH_IT = 1.2  # smallest speed-up for which bfloat16 is chosen
HOPELESS = 4.0  # ratio of the times for one picture above which a whole batch is not measured
_NUM_TURNS = 8


def choose_precision(requested: str) -> tuple[str, str]:
    """The precision to use; for `auto` it times one convolution of the tutorial's network in both precisions.

    Args:
        requested: `auto`, `float32` or `bfloat16`.

    Returns:
        `float32` or `bfloat16`, and one sentence that says why.
    """
    if requested != "auto":
        return requested, f"{requested}: the recipe asks for it."
    float32, bfloat16 = _milliseconds(tf.float32, tf.bfloat16)
    times = f"one convolution took {bfloat16:.1f} ms in bfloat16 and {float32:.1f} ms in float32 on this processor."
    chosen = "bfloat16" if float32 > WORTH_IT * bfloat16 else "float32"
    return chosen, f"{chosen}: {times}"


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
