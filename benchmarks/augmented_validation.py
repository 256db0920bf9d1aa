"""What happens to the validation figures when the validation pictures are augmented as well, a common mistake.

A Keras callback for one of the recorded runs: the same network is looked at twice after each epoch, on the validation
pictures as they are, which `fit` does, and on augmented ones, which this does; so nothing but the mistake differs.
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

_STREAM = 1_000  # keeps these random numbers apart from those of the training


class AugmentedValidation(WholeEpochs):
    """Adds an `augmented_validation` event after each epoch: its number, `loss` and `accuracy`."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.recipe = run.recipe
        self.validation = load_both_classes(open_picture_set(run.pictures), "validation", self.recipe.picture_size)

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Looks at freshly augmented pictures, as a generator with augmentation would give them."""
        dice = roll_dice(np.random.default_rng((self.recipe.seed, _STREAM, epoch)), len(self.validation))
        pixels = augment(np.asarray(self.validation.pixels), self.recipe.augmentation, dice)
        result = evaluate_split(self.model, replace(self.validation, pixels=pixels))
        self.run.append("augmented_validation", epoch=epoch + 1, loss=result.loss, accuracy=result.accuracy)
