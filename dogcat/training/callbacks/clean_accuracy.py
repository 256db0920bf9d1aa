"""Measures accuracy and loss on training pictures without augmentation and dropout."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf

from dogcat.runs.run import Run
from dogcat.training.callbacks.heartbeat import Heartbeat
from dogcat.training.callbacks.whole_epochs import WholeEpochs


class CrossEntropyAlone(keras.callbacks.Callback):  # type: ignore[misc]
    """Takes the weight decay's penalty out of the losses in the logs, for the callbacks that come after this one.

    Keras adds it to the loss of training and of validation alike, where it hides how well the pictures are told apart.
    The model must have the metric `cross_entropy`.
    """

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        _without_penalty(logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        _without_penalty(logs)


def _without_penalty(logs: dict[str, float] | None) -> None:
    for prefix in ("", "val_"):
        if logs and f"{prefix}cross_entropy" in logs:
            logs[f"{prefix}loss"] = logs.pop(f"{prefix}cross_entropy")


@dataclass(frozen=True)
class CleanPart:
    """Training pictures of which the clean accuracy is told.

    Attributes:
        name: `` for all, or `kept` and `flipped` where a part of the labels was flipped.
        num_pictures: how many there are in all.
        num_sampled: how many there are in the sample.
        sample: batches of those that are measured after each epoch.
        whole: batches of all, measured after the last epoch, also when that is one of a stop.
    """

    name: str
    num_pictures: int
    num_sampled: int
    sample: tf.data.Dataset
    whole: tf.data.Dataset


class CleanTraining(WholeEpochs):
    """Adds `clean_loss` and `clean_accuracy` to an epoch's logs, for the callbacks that come after this one.

    They are measured at the epoch's end on the training pictures as they are: no augmentation, no dropout, the
    weights no longer moving. So they can be compared with validation, which Keras' own training figures cannot.
    Where there are several parts, each one's accuracy is added as well.

    Args:
        parts: of the training pictures, each picture in one.
        run: gets a heartbeat meanwhile.
    """

    def __init__(self, parts: Sequence[CleanPart], run: Run) -> None:
        super().__init__()
        self.parts = parts
        self.run = run

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        is_last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        num_pictures = sum(part.num_pictures for part in self.parts)
        totals = {"loss": 0.0, "accuracy": 0.0}
        for part in self.parts:
            batches = part.whole if is_last else part.sample
            clean = self.model.evaluate(batches, verbose=0, return_dict=True, callbacks=[Heartbeat(self.run)])
            _without_penalty(clean)
            for name in totals:
                totals[name] += clean[name] * part.num_pictures / num_pictures
            if part.name:
                logs[f"{part.name}_accuracy"] = clean["accuracy"]
        logs.update({f"clean_{name}": value for name, value in totals.items()})
