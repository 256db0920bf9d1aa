"""What the benchmarks of a training share: temporary homes, jobs timed in turn, and counts of operations."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keras
import numpy as np
import psutil
import tensorflow as tf

from dogcat.common import heap
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe
from dogcat.training.callbacks.clean_accuracy import CleanTraining
from dogcat.training.model import build_model

MATRIX_SIZES = (1024, 2048, 4096)


@contextmanager
def borrowed_pictures(name: str) -> Iterator[PictureSet]:
    """Context manager: a picture set in a home folder whose runs and caches are deleted afterwards."""
    folder_of_sets = open_picture_set(name).folder.parent
    with tempfile.TemporaryDirectory() as home:
        Path(home, "pictures").symlink_to(folder_of_sets)
        os.environ["DOGCAT_HOME"] = home
        yield open_picture_set(name)


class InTurns(keras.callbacks.Callback):
    """Runs another job between two epochs and times both, so that other load on the machine hits both alike.

    It must be the last callback. An epoch lasts from the end of the previous turn to `on_epoch_end`. The first epoch
    does not count, because it also traces the graph.

    Args:
        other: function that takes the model and returns the seconds of its job that count.
    """

    def __init__(self, other: Callable[[keras.Model], float]) -> None:
        super().__init__()
        self.other = other

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start new lists."""
        self.epochs: list[float] = []
        self.others: list[float] = []
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Give the turn to the other job."""
        seconds = time.perf_counter() - self.began
        other = self.other(self.model)
        if epoch > 0:
            self.epochs.append(seconds)
            self.others.append(other)
        self.began = time.perf_counter()


@contextmanager
def clean_training_timed() -> Iterator[list[float]]:
    """Context manager: a list that collects the seconds of clean training accuracy after each epoch."""
    seconds: list[float] = []
    measure = CleanTraining.on_whole_epoch

    def timed(*arguments: Any) -> None:
        began = time.perf_counter()
        measure(*arguments)
        seconds.append(time.perf_counter() - began)

    with patch.object(CleanTraining, "on_whole_epoch", timed):
        yield seconds


class Elsewhere:
    """A job in a separate process that computes nothing while it waits for its turn.

    Args:
        module: module of this package; it is started with `arguments` and must call `answer`.
        environment: additional environment variables of the process.
    """

    def __init__(self, module: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *_: object) -> float:
        """Return the seconds of one run of the job."""
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


def answer(job: Callable[[], float]) -> None:
    """Do the job, which returns its seconds, for each line on standard input; the other side is `Elsewhere`."""
    with os.fdopen(os.dup(1), "w") as replies:
        os.dup2(2, 1)  # what libraries print must not come between the replies
        for _ in sys.stdin:
            print(job(), file=replies, flush=True)


class BareSteps:
    """The training step of a recipe on one constant batch: only the call of Keras' own function."""

    def __init__(self, recipe: Recipe, precision: str, pixels: np.ndarray, labels: np.ndarray) -> None:
        heap.keep()  # as in a training
        self.model = build_model(recipe, precision, for_training=True)
        self.model.make_train_function()
        batches = without_autotune(tf.data.Dataset.from_tensors((pixels, labels)).cache().repeat().prefetch(2))
        self.batches = iter(batches)

    def __call__(self, num_steps: int = 1) -> None:
        """Train `num_steps` steps."""
        for _ in range(num_steps):
            self.model.train_function(self.batches)


def random_batch(recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch of noise: uint8 pixels and float32 labels of shape (batch_size, 1)."""
    generator = np.random.default_rng(1)
    size = recipe.picture_size
    pixels = generator.integers(0, 256, (recipe.batch_size, size, size, 3), dtype=np.uint8)
    return pixels, generator.integers(0, 2, (recipe.batch_size, 1)).astype(np.float32)


def without_autotune(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Return the dataset without autotuning, because stalls of the tuner would flatter the comparison."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def seconds_of(job: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def in_turn(jobs: dict[str, Callable[[], object]], num_rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each job; the jobs take turns in each round, and a warm-up round does not count."""
    for job in jobs.values():
        job()
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(num_rounds):
        for name, job in jobs.items():
            seconds[name].append(seconds_of(job))
    return seconds


def step_operations(recipe: Recipe) -> int:
    """Return the number of floating-point operations of a training step in its convolutions and dense layers.

    A forward pass multiplies and adds once for each weight and position. A backward pass costs twice that, for the
    gradients of the weights and of the input. The first convolution needs no gradient of its input.
    """
    total, times = 0, 2
    for row in layer_table(recipe):
        if row.num_parameters:
            *places, units = row.output_shape
            total += times * 2 * (row.num_parameters - units) * int(np.prod(places))
            times = 3
    return total * recipe.batch_size


def matrix_products(precision: str) -> dict[int, Callable[[], object]]:
    """Return products of two square matrices by size; a product takes 2 x size ** 3 operations."""

    def product(size: int) -> Callable[[], object]:
        one, two = (tf.cast(tf.random.normal((size, size)), precision) for _ in range(2))
        multiply = tf.function(lambda: tf.linalg.matmul(one, two)[0, 0])
        return lambda: multiply().numpy()

    return {size: product(size) for size in MATRIX_SIZES}


def own_memory() -> int:
    """Return the memory of this process in bytes, without memory-mapped pictures and code of libraries."""
    memory = psutil.Process().memory_info()
    return int(memory.rss - memory.shared)
