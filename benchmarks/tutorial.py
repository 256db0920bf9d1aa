"""The tutorial's own training, written from its description, for `benchmarks.against_tutorial`.

    python -m benchmarks.tutorial RECIPE FOLDER

FOLDER holds the picture files. Trains an epoch for each line on standard input and writes its seconds within `fit`.
"""

import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

os.environ.pop("TF_ENABLE_ONEDNN_OPTS", None)  # TensorFlow with its default settings

import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator

from benchmarks.measuring import answer
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.training.model import build_model

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
        """Start the clock."""
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stop the clock after the last validation step."""
        self.seconds = time.perf_counter() - self.began


class TutorialTraining:
    """The tutorial's training; `epoch` trains one more epoch."""

    def __init__(self, recipe: Recipe, pictures: Path) -> None:
        changes = {} if recipe.augmentation.changes_nothing else AUGMENTATION
        self.model = build_model(recipe, "float32")
        self.model.layers[0].scale = 1.0  # the generator divides by 255
        self.training = self._flow(ImageDataGenerator(rescale=1 / 255, **changes), pictures, "train", recipe)
        self.validation = self._flow(ImageDataGenerator(rescale=1 / 255), pictures, "validation", recipe)

    def _flow(self, generator: ImageDataGenerator, pictures: Path, split: str, recipe: Recipe) -> Iterator:
        flow = generator.flow_from_directory(
            pictures / split, target_size=(150, 150), batch_size=recipe.batch_size, class_mode="binary"
        )
        # endless, as `fit` took it in Keras 2; Keras 3 ends an epoch after 2,000 pictures
        return (next(flow) for _ in iter(int, 1))

    def epoch(self) -> float:
        """Train one epoch and return its seconds."""
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


if __name__ == "__main__":
    training = cache(lambda: TutorialTraining(RECIPES[sys.argv[1]], Path(sys.argv[2])))
    answer(lambda: training().epoch())  # made inside, because Keras prints how many pictures it has found
