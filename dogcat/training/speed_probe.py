"""Measures in seconds what each kind of work of a training costs on this machine, see `recipe.duration`.

It measures the device that trainings use: the graphics card, or the processor if there is none.

The app starts it as `python -m dogcat.training.speed_probe`. It ends when a training or the drawing of pictures starts,
which it would slow down, and the app starts it again later.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import keras
import numpy as np
import psutil
from scipy.optimize import nnls

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.common import heap
from dogcat.pictures.synthetic.drawing import is_drawing
from dogcat.recipe.device import Device
from dogcat.recipe.duration import Speed, prediction_work, step_work
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, REGULARIZED, Recipe
from dogcat.runs.scheduling.speed import BUSY, keep_speeds
from dogcat.runs.store import list_runs
from dogcat.training.device import choose_device, computing_on
from dogcat.training.model import build_model
from dogcat.training.precision import choose_precision

# In each recipe another kind of work dominates: operations, a mix, bytes (twice), parameters, number of layers.
PROBED = (
    BASELINE,
    QUICK_BASELINE,
    Recipe(picture_size=64, filters=(8,), dense_units=32, batch_size=32),
    Recipe(picture_size=96, filters=(8, 8), dense_units=64, batch_size=32),
    Recipe(picture_size=64, filters=(32,), dense_units=512, batch_size=16),
    Recipe(picture_size=22, filters=(4, 8), dense_units=8, batch_size=4),
)
SECONDS = 0.15  # shortest duration of a measurement, which also has at least three tries
WAITING = 1.1  # wall-clock time divided by core time on an idle machine; measured from 1.04 to 1.17
_CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Timing:
    """The time of an action in seconds.

    Attributes:
        clock: wall-clock time.
        cores: core time divided by the number of cores: the time if the action had all cores to itself.
    """

    clock: float
    cores: float


def measure_speed(precision: str, start: Timing, device: Device | None = None) -> tuple[Speed, float]:
    """Times training steps and predictions of a few small networks and solves for the cost of each kind of work.

    The fit is non-negative least squares of relative deviations, so that fast and slow networks count the same. If
    other processes keep the cores busy, core time replaces wall-clock time on a processor. Core time hardly depends on
    the load, but assumes that a training uses all cores.

    Args:
        precision: `float32`, `bfloat16`, or on a graphics card `float16`.
        start: time from the start of this process to its first network.
        device: the device that is measured; None means the processor.

    Returns:
        The costs, and the fraction of all cores that other processes used, 0 to 1.
    """
    heap.keep()  # as in a training
    used, own, began = _used_by_all(), time.process_time(), time.perf_counter()
    work: list[np.ndarray] = []
    timings: list[Timing] = []
    for recipe in PROBED:
        _give_way()
        work += [step_work(recipe), prediction_work(recipe, recipe.batch_size)]
        timings += time_network(recipe, precision, device)
    by_others = _used_by_all() - used - (time.process_time() - own)
    load = min(1.0, max(0.0, by_others / (_CORES * (time.perf_counter() - began))))
    on_card = device is not None and device.kind == "gpu"
    by_cores = load > BUSY and not on_card
    seconds = np.array([WAITING * timing.cores if by_cores else timing.clock for timing in timings])
    relative = np.array(work) / seconds[:, None]
    scale = relative.max(axis=0)  # operations are counted in billions, steps in ones
    costs, _ = nnls(relative / scale, np.ones(len(relative)))
    start_seconds = start.cores if by_cores else start.clock
    speed = Speed(*[*(costs / scale).tolist(), time_augmentation(), start_seconds])
    return replace(speed, on_card=on_card), load


def time_network(recipe: Recipe, precision: str, device: Device | None = None) -> tuple[Timing, Timing]:
    """The time of a training step, and of a prediction of the same batch.

    Args:
        recipe: gives the network and the batch size.
        precision: `float32`, `bfloat16`, or on a graphics card `float16`.
        device: the device that is measured; None means the processor.
    """
    model = build_model(recipe, precision, for_training=True, device=device)
    size, num_pictures = recipe.picture_size, recipe.batch_size
    generator = np.random.default_rng(1)
    pixels = keras.ops.convert_to_tensor(generator.integers(0, 256, (num_pictures, size, size, 3), dtype=np.uint8))
    labels = keras.ops.convert_to_tensor(generator.integers(0, 2, (num_pictures, 1)).astype(np.float32))
    return (
        _timing(lambda: model.train_on_batch(pixels, labels)),
        _timing(lambda: model.test_on_batch(pixels, labels)),
    )


def time_augmentation() -> float:
    """Core time of the tutorial's augmentation in seconds a pixel."""
    size, num_pictures = 96, 16
    pixels = np.random.default_rng(1).integers(0, 256, (num_pictures, size, size, 3), dtype=np.uint8)
    dice = roll_dice(np.random.default_rng(1), num_pictures)
    timing = _timing(lambda: augment(pixels, REGULARIZED.augmentation, dice))
    return _CORES * timing.cores / (num_pictures * size**2)


def _timing(action: Callable[[], object]) -> Timing:
    """Median time of several tries, without the first one, which builds the graph."""
    action()
    tries: list[Timing] = []
    while sum(each.clock for each in tries) < SECONDS or len(tries) < 3:
        clock, cores = time.perf_counter(), time.process_time()
        action()
        tries.append(Timing(time.perf_counter() - clock, (time.process_time() - cores) / _CORES))
    return Timing(median(each.clock for each in tries), median(each.cores for each in tries))


def _used_by_all() -> float:
    """Core time in seconds that all processes have used since the machine started."""
    times = psutil.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0.0))


def _give_way() -> None:
    """Ends this process if pictures are drawn or a run is in training."""
    if is_drawing() or any(run.status().is_busy for run in list_runs()):
        raise SystemExit(0)


def main() -> None:
    """Measures and stores the speed of the device that trainings use."""
    device = choose_device("auto")
    with computing_on(device):
        measure(device)


def measure(device: Device) -> None:
    """Measures and stores the speed in the precision that is chosen for the device, and in float32."""
    build_model(QUICK_BASELINE, "float32")
    card = device if device.kind == "gpu" else None
    start = Timing(time.time() - psutil.Process().create_time(), time.process_time())  # loading runs on one core
    chosen, _ = choose_precision("auto", device)
    speeds: dict[str, Speed] = {}
    loads: list[float] = []
    for precision in dict.fromkeys(
        (chosen, "float32")
    ):  # never bfloat16 unless chosen: it takes minutes on processors without it
        try:
            speeds[precision], load = measure_speed(precision, start, device)
        except SystemExit:
            if speeds:
                keep_speeds({**speeds, "auto": speeds[chosen]}, 1.0, card)  # a load of 1 makes the app measure again
            raise
        loads.append(load)
        keep_speeds({**speeds, "auto": speeds[chosen]}, max(loads), card)


if __name__ == "__main__":
    main()
