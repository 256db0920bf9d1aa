"""What the benchmarks of a training share: a home that goes away, two things timed in turn, arithmetic counted."""

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
    """A picture set within a home folder whose runs and caches go away afterwards."""
    folder_of_sets = open_picture_set(name).folder.parent
    with tempfile.TemporaryDirectory() as home:
        Path(home, "pictures").symlink_to(folder_of_sets)
        os.environ["DOGCAT_HOME"] = home
        yield open_picture_set(name)


class InTurns(keras.callbacks.Callback):
    """Between two epochs does something else, and times both, so that what the machine does besides hits both alike.

    Must be the last callback. An epoch is all from the end of the former one's turn to here; the first is left out,
    since it also traces the graph.

    Args:
        other: is given the model as it is, and returns how many seconds count of what it did.
    """

    def __init__(self, other: Callable[[keras.Model], float]) -> None:
        super().__init__()
        self.other = other

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Starts new lists."""
        self.epochs: list[float] = []
        self.others: list[float] = []
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """The turn of the other."""
        seconds = time.perf_counter() - self.began
        other = self.other(self.model)
        if epoch > 0:
            self.epochs.append(seconds)
            self.others.append(other)
        self.began = time.perf_counter()


@contextmanager
def clean_training_timed() -> Iterator[list[float]]:
    """A list that is filled with the seconds that the clean training accuracy takes after each epoch."""
    seconds: list[float] = []
    measure = CleanTraining.on_whole_epoch

    def timed(*arguments: Any) -> None:
        began = time.perf_counter()
        measure(*arguments)
        seconds.append(time.perf_counter() - began)

    with patch.object(CleanTraining, "on_whole_epoch", timed):
        yield seconds


class Elsewhere:
    """A job in a process of its own, which computes nothing while it waits for its turn.

    Args:
        module: of this package; started with `arguments`, it must call `answer`.
        environment: what is set for this process besides.
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
        """The seconds that the job took once."""
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """Ends the process."""
        self.process.stdin.close()
        self.process.wait()


def answer(job: Callable[[], float]) -> None:
    """The other side of `Elsewhere`: does the job, which returns its seconds, for each line on standard input."""
    with os.fdopen(os.dup(1), "w") as replies:
        os.dup2(2, 1)  # whatever else is printed must not come between the replies
        for _ in sys.stdin:
            print(job(), file=replies, flush=True)


class BareSteps:
    """A recipe's training step on one constant batch, with nothing around it but the call of Keras' own function."""

    def __init__(self, recipe: Recipe, precision: str, pixels: np.ndarray, labels: np.ndarray) -> None:
        heap.keep()  # as a training does
        self.model = build_model(recipe, precision, for_training=True)
        self.model.make_train_function()
        batches = without_autotune(tf.data.Dataset.from_tensors((pixels, labels)).cache().repeat().prefetch(2))
        self.batches = iter(batches)

    def __call__(self, num_steps: int = 1) -> None:
        """Trains so many steps."""
        for _ in range(num_steps):
            self.model.train_function(self.batches)


def random_batch(recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """A batch of noise: uint8 pixels and float32 labels of shape (batch_size, 1)."""
    generator = np.random.default_rng(1)
    size = recipe.picture_size
    pixels = generator.integers(0, 256, (recipe.batch_size, size, size, 3), dtype=np.uint8)
    return pixels, generator.integers(0, 2, (recipe.batch_size, 1)).astype(np.float32)


def without_autotune(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """The tuner's stalls would make a comparison look better than it is."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def seconds_of(job: Callable[[], object]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def in_turn(jobs: dict[str, Callable[[], object]], num_rounds: int) -> dict[str, list[float]]:
    """The seconds of each job, done one after the other in each round; a round before the first does not count."""
    for job in jobs.values():
        job()
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(num_rounds):
        for name, job in jobs.items():
            seconds[name].append(seconds_of(job))
    return seconds


def step_operations(recipe: Recipe) -> int:
    """Floating-point operations of one training step: those of its convolutions and dense layers.

    A layer's forward pass multiplies and adds once for each weight and place. Its backward pass costs that twice, for
    the gradients of its weights and of its input; the first convolution's input are the pictures and needs none.
    """
    total, times = 0, 2
    for row in layer_table(recipe):
        if row.num_parameters:
            *places, units = row.output_shape
            total += times * 2 * (row.num_parameters - units) * int(np.prod(places))
            times = 3
    return total * recipe.batch_size


def matrix_products(precision: str) -> dict[int, Callable[[], object]]:
    """Products of two square matrices, by their size; one costs 2 x size ** 3 operations."""

    def product(size: int) -> Callable[[], object]:
        one, two = (tf.cast(tf.random.normal((size, size)), precision) for _ in range(2))
        multiply = tf.function(lambda: tf.linalg.matmul(one, two)[0, 0])
        return lambda: multiply().numpy()

    return {size: product(size) for size in MATRIX_SIZES}


def own_memory() -> int:
    """Bytes of this process alone: without the memory-mapped pictures and the libraries' code."""
    memory = psutil.Process().memory_info()
    return int(memory.rss - memory.shared)
