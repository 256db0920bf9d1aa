"""Keras callback for a recorded run that also validates on augmented pictures, which is a common mistake.

After each epoch, `fit` evaluates the network on the plain validation pictures and this callback evaluates it on
augmented ones. Nothing except the mistake differs.
"""

from dataclasses import replace

import numpy as np

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.picture_set import open_picture_set
from dogcat.pictures.pixel_cache import load_both_classes
from dogcat.runs.run import Run
from dogcat.training.callbacks.whole_epochs import WholeEpochs
from dogcat.training.evaluation import evaluate_split

_STREAM = 1_000  # a different stream of random numbers than that of the training


class AugmentedValidation(WholeEpochs):
    """Adds an `augmented_validation` event with epoch, `loss` and `accuracy` after each epoch."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.recipe = run.recipe
        self.validation = load_both_classes(open_picture_set(run.pictures), "validation", self.recipe.picture_size)

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Evaluate on newly augmented pictures, as a generator with augmentation would yield them."""
        dice = roll_dice(np.random.default_rng((self.recipe.seed, _STREAM, epoch)), len(self.validation))
        pixels = augment(np.asarray(self.validation.pixels), self.recipe.augmentation, dice)
        result = evaluate_split(self.model, replace(self.validation, pixels=pixels))
        self.run.append("augmented_validation", epoch=epoch + 1, loss=result.loss, accuracy=result.accuracy)
