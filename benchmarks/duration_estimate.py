"""Accuracy of the estimates of time and memory, for networks that were not measured beforehand.

    python -m benchmarks.duration_estimate time
    python -m benchmarks.duration_estimate memory PICTURES

`time` measures this machine as the app does, then times epochs of diverse recipes with the whole input pipeline. If
others use the machine at the same time, CPU time replaces wall time, as in the app's probe. `memory` trains each recipe
for six steps on a picture set, in a separate process, and prints its peak memory without file pages (Linux only).
"""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import psutil

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.duration import SAVING_SECONDS, epoch_seconds
from dogcat.recipe.memory import expected_bytes
from dogcat.recipe.recipe import (
    BASELINE,
    QUICK_BASELINE,
    QUICK_REGULARIZED,
    REGULARIZED,
    Augmentation,
    Recipe,
    recipe_from_json,
    recipe_to_json,
)
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.speed import BUSY
from dogcat.training.model import build_model
from dogcat.training.pipeline import evaluation_batches, training_batches
from dogcat.training.precision import choose_precision
from dogcat.training.speed_probe import WAITING, Timing, measure_speed
from dogcat.training.train import train

AUGMENTATION = REGULARIZED.augmentation
RECIPES = (
    BASELINE,
    REGULARIZED,
    QUICK_BASELINE,
    QUICK_REGULARIZED,
    Recipe(picture_size=64, filters=(32,), dense_units=1024, batch_size=16),
    Recipe(picture_size=64, filters=(8, 16), dense_units=32, batch_size=64, augmentation=AUGMENTATION),
    Recipe(picture_size=96, filters=(64, 64, 64), dense_units=128, batch_size=16, dropout=0.3),
    Recipe(picture_size=100, filters=(256, 256), dense_units=128, batch_size=8),
    Recipe(picture_size=128, filters=(8, 16, 32, 64, 128), dense_units=1024, batch_size=64, augmentation=AUGMENTATION),
    Recipe(picture_size=128, filters=(256,), dense_units=32, batch_size=8),
    Recipe(picture_size=150, filters=(5, 10, 20), dense_units=200, batch_size=10),
    Recipe(picture_size=180, filters=(16,) * 5, dense_units=32, batch_size=20, augmentation=AUGMENTATION),
    Recipe(picture_size=224, filters=(8, 16, 32, 64, 128), dense_units=256, batch_size=32),
    Recipe(picture_size=224, filters=(64, 128, 256, 256, 256), dense_units=1024, batch_size=8, dropout=0.5),
)
STEP_SECONDS = 2.0  # duration of the steps in each timed epoch


def random_split(num_pictures: int, size: int) -> SplitPixels:
    """Return pictures of noise, half of each class."""
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 256, (num_pictures, size, size, 3), dtype=np.uint8)
    return SplitPixels(pixels, np.arange(num_pictures, dtype=np.float32) % 2, [""] * num_pictures, [])


class Epochs(keras.callbacks.Callback):  # type: ignore[misc]
    """Records wall time and CPU time, of this process and of all processes, at the end of each epoch."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start a new list."""
        self.marks: list[tuple[float, float, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Record the times."""
        everybody = psutil.cpu_times()
        self.marks.append(
            (time.perf_counter(), time.process_time(), everybody.user + everybody.system + everybody.nice)
        )


def compare_time(precision: str) -> None:
    """Print for each recipe the estimate, the measurement, their ratio, and the load by others."""
    cores = os.cpu_count() or 1
    speed, load = measure_speed(precision, Timing(0, 0))
    print(f"\n{precision}, measured while others used {load:.0%} of the cores: {speed}", flush=True)
    within = []
    for recipe in RECIPES:
        guess = epoch_seconds(replace(recipe, steps_per_epoch=1), speed, 0, 0) - SAVING_SECONDS
        timed = replace(recipe, steps_per_epoch=max(3, round(STEP_SECONDS / guess)), epochs=4)
        split = random_split(200, recipe.picture_size)
        epochs = Epochs()
        build_model(recipe, precision, for_training=True).fit(
            training_batches(split, timed),
            steps_per_epoch=timed.steps_per_epoch,
            epochs=timed.epochs,
            validation_data=evaluation_batches(split),
            shuffle=False,
            verbose=0,
            callbacks=[epochs],
        )
        clock, own, everybody = np.diff(np.array(epochs.marks), axis=0).T
        busy = float((everybody - own).sum() / (cores * clock.sum()))
        measured = float(min(WAITING * own / cores) if busy > BUSY else min(clock))
        expected = epoch_seconds(timed, speed, 0, len(split)) - SAVING_SECONDS
        within.append(abs(expected / measured - 1) <= 0.25)
        print(
            f"{recipe.picture_size:4} px, filters {recipe.filters!s:<26} dense {recipe.dense_units:4}, batch"
            f" {recipe.batch_size:2}, {'plain' if recipe.augmentation.changes_nothing else 'augmented':<9}"
            f" {expected:6.2f} s / {measured:6.2f} s = {expected / measured:.2f}   others {busy:.0%}",
            flush=True,
        )
        keras.backend.clear_session()
    print(f"within 25 %: {sum(within)} of {len(within)}")


def compare_augmentations() -> None:
    """Print the CPU time of each kind of augmentation in nanoseconds per pixel."""
    plain = replace(AUGMENTATION, fill_mode="nearest")
    kinds = {
        "resampling": plain,
        "fill_mode wrap": replace(plain, fill_mode="wrap"),
        "fill_mode constant": replace(plain, fill_mode="constant"),
        "brightness": replace(plain, brightness_range=(0.5, 1.5)),
        "noise": replace(plain, noise_stddev=10),
        "cutout": replace(plain, cutout_size=0.3),
        "flip only": Augmentation(horizontal_flip=True),
    }
    pixels, dice = random_split(16, 150).pixels, roll_dice(np.random.default_rng(1), 16)
    for name, kind in kinds.items():
        times = []
        for _ in range(5):
            began = time.process_time()
            augment(pixels, kind, dice)
            times.append(time.process_time() - began)
        print(f"{name:<20} {min(times) / pixels.size * 3e9:6.1f} ns")


def compare_memory(pictures: str) -> None:
    """Print a line for each recipe and precision, from separate processes."""
    for precision in dict.fromkeys((choose_precision("auto")[0], "float32")):
        for recipe in RECIPES:
            short = replace(recipe, precision=precision, steps_per_epoch=3, epochs=2)
            command = [sys.executable, "-m", "benchmarks.duration_estimate", "peak", pictures, recipe_to_json(short)]
            peak = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            expected = expected_bytes(short, 2000)
            print(
                f"{precision:<9} {recipe.picture_size:4} px, filters {recipe.filters!s:<26} dense"
                f" {recipe.dense_units:4}, batch {recipe.batch_size:2}   {expected / 2**20:6.0f} MB /"
                f" {peak / 2**20:6.0f} MB = {expected / peak:.2f}",
                flush=True,
            )


def print_peak(pictures: str, recipe: Recipe) -> None:
    """Train, and print the peak of anonymous memory in bytes."""
    seen, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.005):
            status = Path("/proc/self/status").read_text()
            seen.append(1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        train(recipe, create_run(recipe, pictures, claimed_by=os.getpid()))
    finally:
        ended.set()
        watcher.join()
    print(max(seen))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["time"]:
            compare_augmentations()
            for precision in dict.fromkeys((choose_precision("auto")[0], "float32")):  # the two that the app measures
                compare_time(precision)
        case ["memory", name]:
            compare_memory(name)
        case ["peak", name, text]:
            print_peak(name, recipe_from_json(text))
        case _:
            sys.exit(__doc__)
