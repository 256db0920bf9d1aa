"""An epoch of both tutorial recipes against the tutorial's own way of training them.

    python -m benchmarks.against_tutorial PICTURES [EPOCHS [PRECISION ...]]

Ours is `train` with all that it does: records, kept models, validation; an epoch is the wall time from
one end to the next. The clean training accuracy, which the tutorial does not measure, is timed apart. The tutorial's is
written from its description: `ImageDataGenerator`, for the second recipe with its augmentation, reads the picture files
in `flow_from_directory`, batches of 20 and of 32, and `fit` trains 100 steps in float32 and validates 50; its time is
that of `fit`'s epoch alone. It runs in a process of its own, where TensorFlow is as it is unless somebody changes its
settings. The two take turns, an epoch of ours and one of the tutorial's, and the one that waits computes nothing; the
fastest of each count, since `fit`'s epochs stall at times. Needs SciPy.
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
    """Prints one line."""
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
    """Both recipes, in float32 and in the precision that this machine would choose, or in what was asked for."""
    num_epochs = int((sys.argv[2:3] or ["5"])[0])
    with borrowed_pictures(sys.argv[1]) as pictures:
        for precision in sys.argv[3:] or sorted({choose_precision("auto")[0], "float32"}):
            for name in ("baseline", "regularized"):
                measure(name, pictures, precision, num_epochs)


if __name__ == "__main__":
    main()
