"""Time and memory by number of pictures.

    python -m benchmarks.growth PICTURES [PICTURE_SIZE ...]

The training pictures of a set, repeated, make four sets of 500 to 32,000. The tutorial's network takes turns with them:
a short epoch of training batches, then the clean turn, as `train` measures it after each epoch. Prints seconds per
picture; the shortest of each counts. Memory is that of the process alone, without memory-mapped pictures. Writes up to
5 GB to the folder for temporary files.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import keras
import numpy as np

from benchmarks.measuring import borrowed_pictures, in_turn, own_memory
from dogcat.common import heap
from dogcat.pictures.pixel_cache import SplitPixels, load_split
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.training.model import build_model
from dogcat.training.pipeline import clean_turns, evaluation_batches, training_batches
from dogcat.training.precision import choose_precision

SIZES = (64, 150, 224)
NUMBERS = (500, 2000, 8000, 32000)
NUM_STEPS = 20
NUM_ROUNDS = 4


def repeated(split: SplitPixels, number: int, file: Path) -> SplitPixels:
    """Return `number` pictures, memory-mapped like the decoded cache."""
    array = np.lib.format.open_memmap(file, "w+", np.uint8, (number, *split.pixels.shape[1:]))
    for start in range(0, number, len(split)):
        array[start : start + len(split)] = split.pixels[: number - start]
    array.flush()
    chosen = np.arange(number) % len(split)
    return SplitPixels(np.load(file, mmap_mode="r"), split.labels[chosen], [split.names[n] for n in chosen], [])


class Memory(keras.callbacks.Callback):
    """Records the peak of memory at the end of a batch, in training and on the clean turn."""

    most = 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Record the memory."""
        self.most = max(self.most, own_memory())

    on_test_batch_end = on_train_batch_end


def train_some(model: keras.Model, split: SplitPixels, recipe: Recipe, memory: Memory) -> None:
    """Train a short epoch."""
    batches = training_batches(split, recipe)
    model.fit(batches, steps_per_epoch=NUM_STEPS, shuffle=False, verbose=0, callbacks=[memory])


def measure(split: SplitPixels, recipe: Recipe, precision: str, folder: Path) -> None:
    """Print a line for each number of pictures."""
    heap.keep()  # as in a training
    model = build_model(recipe, precision, for_training=True)
    jobs: dict[str, Callable[[], object]] = {}
    memories = {number: Memory() for number in NUMBERS}
    num_clean = {}
    for number, memory in memories.items():
        pictures = repeated(split, number, folder / f"{number}.npy")
        turn = clean_turns(pictures, np.zeros(len(pictures), dtype=bool), recipe)[0]
        num_clean[number] = len(turn)
        jobs[f"train {number}"] = partial(train_some, model, pictures, recipe, memory)
        clean = evaluation_batches(pictures, turn)
        jobs[f"clean {number}"] = partial(model.evaluate, clean, verbose=0, callbacks=[memory])
    seconds = {job: min(all_of_it) for job, all_of_it in in_turn(jobs, NUM_ROUNDS).items()}
    for number, memory in memories.items():
        training = seconds[f"train {number}"] / (NUM_STEPS * recipe.batch_size)
        clean = seconds[f"clean {number}"] / num_clean[number]
        smallest = seconds[f"train {NUMBERS[0]}"] / (NUM_STEPS * recipe.batch_size)
        print(
            f"{recipe.picture_size:>4} px {number:>6,} pictures   training {training * 1000:6.2f} ms a picture"
            f" ({training / smallest:.2f})   clean turn of {num_clean[number]:,}: {clean * 1000:5.2f} ms a picture"
            f"   most memory {memory.most / 1e9:.2f} GB",
            flush=True,
        )


def main() -> None:
    """Measure each picture size."""
    precision, _ = choose_precision("auto")
    with borrowed_pictures(sys.argv[1]) as pictures:
        for size in [int(size) for size in sys.argv[2:]] or SIZES:
            recipe = replace(BASELINE, picture_size=size)
            split = load_split(pictures, "train", size)
            with tempfile.TemporaryDirectory() as folder:
                measure(split, recipe, precision, Path(folder))


if __name__ == "__main__":
    main()
