"""Overhead of an epoch: its wall time against bare steps and bare validation.

    python -m benchmarks.epoch_overhead PICTURES [EPOCHS [RECIPE ...]]

`train` trains a recipe with decoded cache, shuffling, augmentation, recorder, kept models and clean training accuracy.
After each of its epochs, the same network with the same weights repeats the steps on one constant batch and evaluates
the validation pictures from memory. The fastest of each count. Prints the ratio of the two; 1.00 means no overhead.
Clean training accuracy is timed separately.
"""

import os
import sys
import time
from dataclasses import replace

import keras

from benchmarks.measuring import BareSteps, InTurns, borrowed_pictures, clean_training_timed, without_autotune
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.runs.run import create_run
from dogcat.training.pipeline import evaluation_batches, training_batch
from dogcat.training.precision import choose_precision
from dogcat.training.train import train


class BareEpoch:
    """The steps and the validation of one epoch, with nothing between them."""

    def __init__(self, recipe: Recipe, precision: str, pictures: PictureSet) -> None:
        training, validation = (load_split(pictures, split, recipe.picture_size) for split in ("train", "validation"))
        self.steps = BareSteps(recipe, precision, *training_batch(training, recipe, 0))
        self.num_steps = recipe.steps_per_epoch
        self.validation = without_autotune(evaluation_batches(validation).cache().prefetch(2))
        self.steps.model.make_test_function()

    def __call__(self, trained: keras.Model) -> float:
        """Return the seconds of a bare epoch with the weights of `trained`."""
        model = self.steps.model
        model.set_weights(trained.get_weights())
        began = time.perf_counter()
        self.steps(self.num_steps)
        batches = iter(self.validation)
        for _ in range(int(self.validation.cardinality())):
            model.test_function(batches)
        return time.perf_counter() - began


def measure(name: str, pictures: PictureSet, precision: str, num_epochs: int) -> None:
    """Print one line for one recipe."""
    recipe = replace(RECIPES[name], epochs=num_epochs, precision=precision)
    turns = InTurns(BareEpoch(recipe, precision, pictures))
    with clean_training_timed() as clean_seconds:
        train(recipe, create_run(recipe, pictures.name, claimed_by=os.getpid()), [turns])
    epoch = min(whole - clean for whole, clean in zip(turns.epochs, clean_seconds[1:], strict=True))
    bare = min(turns.others)
    print(
        f"{name:<17} {precision:<9} epoch {epoch:6.2f} s   bare {bare:6.2f} s   ratio {epoch / bare:.3f}"
        f"   clean training accuracy {min(clean_seconds[1:]):.2f} s more",
        flush=True,
    )


def main() -> None:
    """Measure the recipes in this machine's precision."""
    with borrowed_pictures(sys.argv[1]) as pictures:
        precision, reason = choose_precision("auto")
        print(reason)
        for name in sys.argv[3:] or RECIPES:
            measure(name, pictures, precision, int((sys.argv[2:3] or ["6"])[0]))


if __name__ == "__main__":
    main()
