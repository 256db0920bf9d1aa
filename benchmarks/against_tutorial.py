"""An epoch of both tutorial recipes against the tutorial's own way of training them.

    python -m benchmarks.against_tutorial PICTURES [EPOCHS [PRECISION ...]]

Ours is `dogcat.training.train` with all that it does: records, kept models, validation; an epoch is the wall time from
one end to the next. The clean training accuracy, which the tutorial does not measure, is timed apart. The tutorial's is
written from its description: `ImageDataGenerator`, for the second recipe with its augmentation, reads the picture files
in `flow_from_directory`, batches of 20 and of 32, and `fit` trains 100 steps in float32 and validates 50; its time is
that of `fit`'s epoch alone. They take turns in one process, an epoch of ours and one of the tutorial's; the fastest of
each count, since `fit`'s epochs stall at times. Needs SciPy.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator

from benchmarks.measuring import InTurns, borrowed_pictures, clean_training_timed
from dogcat.model import build_model
from dogcat.pictures import PictureSet
from dogcat.precision import choose_precision
from dogcat.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs import create_run
from dogcat.training import train

STEPS, VALIDATION_STEPS = 100, 50
AUGMENTATION = {
    "rotation_range": 40,
    "width_shift_range": 0.2,
    "height_shift_range": 0.2,
    "shear_range": 0.2,
    "zoom_range": 0.2,
    "horizontal_flip": True,
}


class FitEpoch(keras.callbacks.Callback):
    """Times an epoch within `fit`: its steps and its validation."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """The first step is next."""
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """The last validation step was done."""
        self.seconds = time.perf_counter() - self.began


class TutorialEpoch:
    """One epoch of the tutorial's training a call."""

    def __init__(self, recipe: Recipe, pictures: PictureSet) -> None:
        changes = {} if recipe.augmentation.changes_nothing else AUGMENTATION
        self.model = build_model(recipe, "float32")
        self.model.layers[0].scale = 1.0  # the generator divides by 255
        self.training = self._flow(ImageDataGenerator(rescale=1 / 255, **changes), pictures, "train", recipe)
        self.validation = self._flow(ImageDataGenerator(rescale=1 / 255), pictures, "validation", recipe)

    def _flow(self, generator: ImageDataGenerator, pictures: PictureSet, split: str, recipe: Recipe) -> Iterator:
        flow = generator.flow_from_directory(
            pictures.folder / split, target_size=(150, 150), batch_size=recipe.batch_size, class_mode="binary"
        )
        # Without an end, as `fit` took it in Keras 2; today's breaks an epoch off after 2,000 pictures.
        return (next(flow) for _ in iter(int, 1))

    def __call__(self, _trained: keras.Model) -> float:
        """The seconds of the epoch."""
        epoch = FitEpoch()
        self.model.fit(
            self.training,
            steps_per_epoch=STEPS,
            epochs=1,
            validation_data=self.validation,
            validation_steps=VALIDATION_STEPS,
            verbose=0,
            callbacks=[epoch],
        )
        return epoch.seconds


def measure(name: str, recipe: Recipe, pictures: PictureSet, precision: str, num_epochs: int) -> None:
    """Prints one line."""
    recipe = replace(recipe, epochs=num_epochs, precision=precision)
    turns = InTurns(TutorialEpoch(recipe, pictures))
    with clean_training_timed() as clean_seconds:
        train(recipe, create_run(recipe, pictures.name, claimed_by=os.getpid()), [turns])
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
            for name, recipe in (("baseline", BASELINE), ("regularized", REGULARIZED)):
                measure(name, recipe, pictures, precision, num_epochs)


if __name__ == "__main__":
    main()
