"""Measures training accuracy and loss without augmentation and dropout, and the losses without the weight decay."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf

from dogcat.runs.run import Run
from dogcat.training.callbacks.heartbeat import Heartbeat
from dogcat.training.callbacks.whole_epochs import WholeEpochs


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


@dataclass(frozen=True)
class CleanPart:
    """Training pictures for which the clean accuracy is measured.

    Attributes:
        name: empty for all pictures; `kept` and `flipped` if some labels are flipped.
        num_pictures: number of pictures in this part.
        num_sampled: number of pictures in its sample.
        sample: batches of the sample, evaluated after each epoch.
        whole: batches of all pictures, evaluated after the last epoch, also if the training is stopped.
    """

    name: str
    num_pictures: int
    num_sampled: int
    sample: tf.data.Dataset
    whole: tf.data.Dataset


class CleanTraining(WholeEpochs):
    """Adds `clean_loss` and `clean_accuracy` to an epoch's logs, for later callbacks.

    They are measured after the epoch on the training pictures: without augmentation and dropout, and with fixed
    weights. They are therefore comparable with validation, unlike Keras' own training figures. If there are several
    parts, the accuracy of each is added too.

    Args:
        parts: the training pictures, each in one part.
        run: gets a heartbeat after each batch.
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
