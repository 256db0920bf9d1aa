"""How long a recipe will take on this machine: arithmetic over its layers, with what this machine needs for each part.

The few seconds of measuring need TensorFlow and so run in a process of their own (`probe.py`). The result is kept,
because it only changes with the machine and the libraries, and the runs that have ended here correct it.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from pathlib import Path
from socket import gethostname
from statistics import median

import numpy as np
import psutil

from dogcat.common.machine import installed_version
from dogcat.common.processes import start_python
from dogcat.common.storage import cache_dir, write_text
from dogcat.recipe.layers import layer_table
from dogcat.recipe.memory import OPTIMIZER_SLOTS
from dogcat.recipe.recipe import Recipe, clean_sample_size, evaluation_batch_size
from dogcat.runs.run import Run

BUSY = 0.2  # share of all cores that others used; a measurement made meanwhile is made again
REPEAT_SECONDS = 300.0  # at the earliest so long after a measurement that was disturbed
NUM_RUNS = 5  # the newest runs correct the estimate
SAVING_SECONDS = 0.1  # each epoch keeps its model and its line


@dataclass(frozen=True)
class Speed:
    """The seconds that one piece of each kind of work takes here, in one precision.

    Attributes:
        operation: one floating-point operation of a convolution or dense layer.
        training_byte: one byte that a convolution puts out, in a training step: written, pooled, and both backwards.
        prediction_byte: the same when pictures are only looked at.
        training_parameter: one parameter in a training step: read, its gradient, its update.
        prediction_parameter: the same when pictures are only looked at.
        training_layer: what every layer takes in every training step, however small.
        prediction_layer: the same in every batch that is only looked at.
        augmented_pixel: to shift, turn and resample one pixel of a training picture, on one core.
        start: from the start of a process to its first network.
    """

    operation: float
    training_byte: float
    prediction_byte: float
    training_parameter: float
    prediction_parameter: float
    training_layer: float
    prediction_layer: float
    augmented_pixel: float
    start: float


def step_work(recipe: Recipe) -> np.ndarray:
    """How much of each kind of work a training step holds, in the order of the first seven fields of `Speed`.

    The gradients by weights and by inputs each take as many operations as the way forward. A convolution works on
    blocks of 16 channels, so that it moves the bytes of whole blocks.

    Returns:
        float64 array of shape (7,).
    """
    operations, num_bytes, parameters, layers = _work(recipe)
    slots = OPTIMIZER_SLOTS[recipe.optimizer]
    update = (3 + 2 * slots) / (3 + 2 * OPTIMIZER_SLOTS["rmsprop"])  # passes over the memory, rmsprop being the measure
    batch = recipe.batch_size
    return np.array([3 * batch * operations, batch * num_bytes, 0, update * parameters, 0, layers, 0])


def prediction_work(recipe: Recipe, num_pictures: int) -> np.ndarray:
    """As `step_work`, to look at so many pictures, in batches as large as those of `pipeline.evaluation_batches`."""
    operations, num_bytes, parameters, layers = _work(recipe)
    num_batches = -(-num_pictures // evaluation_batch_size(recipe.picture_size))
    return np.array(
        [num_pictures * operations, 0, num_pictures * num_bytes, 0, num_batches * parameters, 0, num_batches * layers]
    )


def augmentation_seconds(recipe: Recipe, speed: Speed) -> float:
    """What it takes one core to augment a batch.

    The other changes are measured in units of the resampling (benchmarks/duration_estimate.py prints them): to repeat
    or cut at the edge doubles it, and to draw noise takes four times as long.
    """
    augmentation = recipe.augmentation
    if augmentation.changes_nothing:
        return 0.0
    parts = 1.0 + (augmentation.fill_mode in ("wrap", "constant")) + 4.0 * (augmentation.noise_stddev > 0)
    return parts * recipe.batch_size * recipe.picture_size**2 * speed.augmented_pixel


def epoch_seconds(recipe: Recipe, speed: Speed, num_clean: int, num_validation: int) -> float:
    """One epoch: its steps, a look at the validation pictures and at `num_clean` training pictures, the saving.

    The next batch is augmented beside the step, on the cores on which the step computes. So it takes its share of them,
    and a step never takes less than its augmentation.
    """
    augmenting = augmentation_seconds(recipe, speed)
    computing = _seconds(step_work(recipe), speed) + augmenting / (os.cpu_count() or 1)
    looking = _seconds(prediction_work(recipe, num_clean) + prediction_work(recipe, num_validation), speed)
    return recipe.steps_per_epoch * max(computing, augmenting) + looking + SAVING_SECONDS


def expected_seconds(recipe: Recipe, speeds: dict[str, Speed], num_training: int, num_validation: int) -> float | None:
    """The time from the start of the training to its result; None as long as this precision was not measured.

    It is that of all epochs, since nobody knows when early stopping would end them. As many test as validation pictures
    are looked at in the end. What it takes to decode pictures for the first time is not in it.

    Args:
        recipe: what is to be trained.
        speeds: by a recipe's `precision`, as `read_speeds` gives them.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    speed = speeds.get(recipe.precision)
    if speed is None:
        return None
    num_used = min(recipe.num_training_pictures or num_training, num_training)
    num_clean = clean_sample_size(recipe, num_used)
    epochs = recipe.epochs * epoch_seconds(recipe, speed, num_clean, num_validation)
    ending = _seconds(prediction_work(recipe, num_used - num_clean + 2 * num_validation), speed)
    return speed.start + epochs + ending


def learn_from_runs(runs: Sequence[Run]) -> float:
    """What the newest runs on this machine took in relation to what was expected; multiplies `expected_seconds`.

    Args:
        runs: from `list_runs`; those that have not ended, have one epoch, or come from another machine do not count.

    Returns:
        the median over at most `NUM_RUNS` runs; 1 when there is none.
    """
    speeds = read_speeds()
    ratios: list[float] = []
    for run in reversed(runs):
        if len(ratios) == NUM_RUNS:
            break
        seen = _seen_epochs(run.folder) if run.status().state in ("done", "stopped") else None
        if seen and seen.precision in speeds:
            expected = epoch_seconds(run.recipe, speeds[seen.precision], seen.num_clean, seen.num_validation)
            ratios.append(seen.seconds / expected)
    return median(ratios) if ratios else 1.0


def read_speeds() -> dict[str, Speed]:
    """The speeds by precision, with `auto` for the chosen one; empty when this machine was not measured yet."""
    return _kept()[0]


def keep_speeds(speeds: dict[str, Speed], load: float = 0.0) -> None:
    """Notes a measurement for `read_speeds`.

    Args:
        speeds: by precision, `auto` included.
        load: share of all cores, 0 to 1, that other processes used meanwhile.
    """
    kept = {"machine": this_machine(), "load": load, "time": time.time()}
    kept["speeds"] = {name: asdict(speed) for name, speed in speeds.items()}
    write_text(_file(), json.dumps(kept, indent=2) + "\n")


def this_machine() -> dict[str, object]:
    """What a kept measurement depends on."""
    return {
        "host": gethostname(),
        "cores": os.cpu_count(),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS"),
        **{name: installed_version(name) for name in ("tensorflow", "keras")},
    }


def probe_is_due() -> bool:
    """Whether to measure now: nothing is known yet, or the last measurement was disturbed and the machine is idle.

    Never with `DOGCAT_PROBE=0`: the measurement takes 1 GB for half a minute, which some machines have not.
    """
    if os.environ.get("DOGCAT_PROBE") == "0":
        return False
    speeds, load, when = _kept()
    if not speeds:
        return True
    disturbed = load > BUSY and time.time() - when > REPEAT_SECONDS
    return disturbed and psutil.cpu_percent(interval=0.1) < 100 * BUSY


def start_probe() -> "subprocess.Popen[bytes]":
    """Starts the measurement, which notes its result and ends by itself."""
    return start_python("-m", "dogcat.training.speed_probe")


@dataclass(frozen=True)
class _SeenEpochs:
    seconds: float
    precision: str
    num_clean: int
    num_validation: int


@lru_cache(maxsize=256)
def _seen_epochs(folder: Path) -> _SeenEpochs | None:
    """What an ended run tells of its epochs but the first, which also builds the graphs; None when it tells nothing."""
    try:
        if json.loads((folder / "heartbeat").read_text(encoding="utf-8"))["host"] != gethostname():
            return None
        precision = json.loads((folder / "environment.json").read_text(encoding="utf-8"))["precision"]
        events, _ = Run(folder).read_events()
        start = next(event for event in events if event["event"] == "start")
        seconds = [event["seconds"] for event in events if event["event"] == "epoch"][1:]
        return _SeenEpochs(median(seconds), precision, start["num_clean"], start["num_validation"]) if seconds else None
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None


def _work(recipe: Recipe) -> tuple[float, float, float, float]:
    """Operations and bytes of one picture, the number of parameters and that of layers."""
    table = layer_table(recipe)
    convolved = [row.output_shape for row in table if row.kind == "Conv2D"]
    num_bytes = sum(4 * height * width * (-(-channels // 16) * 16) for height, width, channels in convolved)
    return sum(row.flops for row in table), num_bytes, sum(row.num_parameters for row in table), len(table)


def _seconds(work: np.ndarray, speed: Speed) -> float:
    return float(work @ astuple(speed)[: len(work)])


def _kept() -> tuple[dict[str, Speed], float, float]:
    """Speeds, load and time of the kept measurement; none, 0 and 0 when there is none for this machine."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
        if kept["machine"] != this_machine():
            return {}, 0.0, 0.0
        speeds = {name: Speed(**speed) for name, speed in kept["speeds"].items()}
        return speeds, float(kept["load"]), float(kept["time"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, 0.0, 0.0


def _file() -> Path:
    return cache_dir() / "speed.json"
