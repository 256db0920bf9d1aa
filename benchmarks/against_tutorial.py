"""Epoch time of both tutorial recipes in this app and in the tutorial's own training.

    python -m benchmarks.against_tutorial PICTURES [EPOCHS [PRECISION ...]]

The app runs `train` with records, kept models and validation; an epoch is the wall time from one end to the next. Clean
training accuracy, which the tutorial does not measure, is timed separately.

The tutorial's training is written from its description: `ImageDataGenerator` (with augmentation for the second recipe)
reads the picture files with `flow_from_directory` in batches of 20 and 32. `fit` trains 100 steps in float32 and
validates 50; its time is the epoch within `fit`. It runs in a separate process with TensorFlow's default settings.

The two take turns, one epoch each, and the waiting side computes nothing. The fastest epoch of each counts, because
epochs of `fit` stall at times. Needs SciPy.
"""

import os
import sys
from dataclasses import replace

from benchmarks.measuring import Elsewhere, InTurns, borrowed_pictures, clean_training_timed
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.run import create_run
from dogcat.training.precision import choose_precision
from dogcat.training.train import train


def measure(name: str, pictures: PictureSet, precision: str, num_epochs: int) -> None:
    """Print one line."""
    recipe = replace(RECIPES[name], epochs=num_epochs, precision=precision)
    elsewhere = Elsewhere("benchmarks.tutorial", name, str(pictures.folder))
    turns = InTurns(elsewhere)
    with clean_training_timed() as clean_seconds:
        train(recipe, create_run(recipe, pictures.name, claimed_by=os.getpid()), [turns])
    elsewhere.close()
    ours = min(whole - clean for whole, clean in zip(turns.epochs, clean_seconds[1:], strict=True))
    tutorial, clean = min(turns.others), min(clean_seconds[1:])
    print(
        f"{name:<12} ours {precision:<9} {ours:6.2f} s an epoch   tutorial {tutorial:6.2f} s   {tutorial / ours:.2f}"
        f" times as fast   clean training accuracy {clean:.2f} s more: {tutorial / (ours + clean):.2f}",
        flush=True,
    )


def main() -> None:
    """Measure both recipes, in float32 and in this machine's precision, or in the precisions of the command line."""
    num_epochs = int((sys.argv[2:3] or ["5"])[0])
    with borrowed_pictures(sys.argv[1]) as pictures:
        for precision in sys.argv[3:] or sorted({choose_precision("auto")[0], "float32"}):
            for name in ("baseline", "regularized"):
                measure(name, pictures, precision, num_epochs)


if __name__ == "__main__":
    main()
