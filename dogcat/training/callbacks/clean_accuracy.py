"""Measures training accuracy and loss without augmentation and dropout, and the losses without the weight decay."""

from functools import lru_cache

import keras
import numpy as np
import tensorflow as tf

from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.answers import Answers
from dogcat.training.callbacks.heartbeat import Heartbeat
from dogcat.training.callbacks.whole_epochs import WholeEpochs
from dogcat.training.evaluation import cross_entropy
from dogcat.training.pipeline import clean_turns, evaluation_batches


class CrossEntropyAlone(keras.callbacks.Callback):  # type: ignore[misc]
    """Replaces the losses in the logs by the cross-entropy without the weight decay's penalty, for later callbacks.

    Keras adds the penalty to the training and the validation loss. The model must have the metric `cross_entropy`.
    """

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        _without_penalty(logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        _without_penalty(logs)


def _without_penalty(logs: dict[str, float] | None) -> None:
    for prefix in ("", "val_"):
        if logs and f"{prefix}cross_entropy" in logs:
            logs[f"{prefix}loss"] = logs.pop(f"{prefix}cross_entropy")


class CleanTraining(WholeEpochs):
    """Adds `clean_loss` and `clean_accuracy` to an epoch's logs, for later callbacks.

    They are measured after the epoch on the training pictures whose turn it is, and after the last epoch on all, also
    if the training is stopped: without augmentation and dropout, and with fixed weights. They are therefore comparable
    with validation, unlike Keras' own training figures. With flipped labels, the accuracies of the pictures with and
    without one are added too, and the figures of all weigh the two by their numbers. Because they are few, all pictures
    with a flipped label are evaluated after each epoch.

    Args:
        training: the training pictures with their labels.
        flipped: boolean array of shape (N,), true where a label is flipped.
        recipe: what is trained.
        answers: metric of the model.
        run: gets a heartbeat after each batch.

    Attributes:
        turns: the places in `training` of the pictures of each turn.
        places: those of the pictures whose turn it was last, or of all.
        p_dog: their P(dog), float32 in the same order.
    """

    def __init__(self, training: SplitPixels, flipped: np.ndarray, recipe: Recipe, answers: Answers, run: Run) -> None:
        super().__init__()
        self.training, self.flipped, self.answers, self.run = training, flipped, answers, run
        self.turns = clean_turns(training, flipped, recipe)
        self.places = np.empty(0, dtype=int)
        self.p_dog = np.empty(0, dtype=np.float32)
        self._batches = lru_cache(maxsize=None)(self._make_batches)  # a new data set each time would leave its function

    @property
    def num_measured(self) -> int:
        """The number of pictures that are evaluated after each epoch except the last."""
        return len(self._measured(0))

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        is_last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        turn = None if is_last else epoch % len(self.turns)
        self.model.evaluate(self._batches(turn), verbose=0, callbacks=[Heartbeat(self.run)])
        measured, p_dog = self._measured(turn), self.answers.read()
        logs.update(self._figures(measured, p_dog))
        self.places = measured if turn is None else self.turns[turn]
        self.p_dog = p_dog[np.isin(measured, self.places)]

    def _measured(self, turn: int | None) -> np.ndarray:
        """The places of the pictures that are evaluated, ascending."""
        if turn is None:
            return np.arange(len(self.training))
        return np.union1d(self.turns[turn], np.flatnonzero(self.flipped))

    def _make_batches(self, turn: int | None) -> tf.data.Dataset:
        return evaluation_batches(self.training, self._measured(turn))

    def _figures(self, places: np.ndarray, p_dog: np.ndarray) -> dict[str, float]:
        labels, flipped = self.training.labels[places], self.flipped[places]
        is_right = (p_dog > 0.5) == (labels > 0.5)
        losses = cross_entropy(p_dog, labels)
        clean = {"clean_loss": 0.0, "clean_accuracy": 0.0}
        accuracies = {}
        for name, measured, all_pictures in (("kept", ~flipped, ~self.flipped), ("flipped", flipped, self.flipped)):
            if measured.any():
                fraction = all_pictures.mean()
                accuracies[f"{name}_accuracy"] = float(is_right[measured].mean())
                clean["clean_accuracy"] += fraction * accuracies[f"{name}_accuracy"]
                clean["clean_loss"] += fraction * float(losses[measured].mean())
        return clean | (accuracies if self.flipped.any() else {})
