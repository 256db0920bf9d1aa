"""The Keras callbacks that measure and record a training. Each does one thing."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from dogcat.common.storage import whole_path
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.model import build_model, copy_state

BATCH_EVENT_SECONDS = 0.2  # at most five batch events a second
DIGITS = 6  # of losses and accuracies, after the decimal point


class Heartbeat(keras.callbacks.Callback):  # type: ignore[misc]
    """Says in the run folder that the trainer is alive, while training and while evaluating."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()


class WholeEpochs(keras.callbacks.Callback):  # type: ignore[misc]
    """Calls `on_whole_epoch` at the end of each epoch that was not interrupted."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.num_steps = 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.num_steps = batch + 1

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self.num_steps == self.params["steps"]:
            self.on_whole_epoch(epoch, {} if logs is None else logs)

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        raise NotImplementedError


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


class RunRecorder(WholeEpochs):
    """Writes batches and epochs to the run's `events.jsonl`, and its `history.csv`.

    Keras' batch logs are means since the epoch's start. What is written is the mean of only those batches that
    came since the last batch event, so that the points are true and none is lost.

    Args:
        run: where to write.
        recipe: what is trained.
        former: epoch events of an earlier start that this training goes on from.
    """

    def __init__(self, run: Run, recipe: Recipe, former: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe
        self.former = former

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.epochs = list(self.former)
        self.epoch_ended = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch + 1
        self.written = 0  # batches of this epoch that are in an event
        self.totals = {"loss": 0.0, "accuracy": 0.0}  # over those batches
        self.written_at = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        super().on_train_batch_end(batch, logs)
        seen, now = batch + 1, time.perf_counter()
        if now - self.written_at < BATCH_EVENT_SECONDS and seen < self.params["steps"]:
            return
        totals = {name: float((logs or {})[name]) * seen for name in self.totals}
        new = seen - self.written
        self.run.append(
            "batch",
            epoch=self.epoch,
            step=seen,
            pictures_per_second=round(new * self.recipe.batch_size / (now - self.written_at), 1),
            **{name: round((totals[name] - self.totals[name]) / new, DIGITS) for name in totals},
        )
        self.written, self.totals, self.written_at = seen, totals, now

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        now = time.perf_counter()
        seconds, self.epoch_ended = now - self.epoch_ended, now
        self.epochs.append(
            self.run.append(
                "epoch",
                epoch=epoch + 1,
                seconds=round(seconds, 3),
                pictures_per_second=round(self.num_steps * self.recipe.batch_size / seconds, 1),
                **{name: round(float(value), DIGITS) for name, value in logs.items()},
            )
        )
        self.run.write_history(self.epochs)


class KeepModels(WholeEpochs):
    """Keeps `model.keras` at the end of each epoch and of the training, and the best epoch's `best.keras`.

    What is kept is a float32 copy, which every machine runs, and with the same P(dog). A training that ends in the
    middle of an epoch leaves the model of the last whole one as well, to go on from.

    Args:
        run: where to write.
        recipe: what is trained.
        lowest_loss: validation loss of the best epoch of an earlier start that this training goes on from.
    """

    def __init__(self, run: Run, recipe: Recipe, lowest_loss: float = float("inf")) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe
        self.lowest_loss = lowest_loss

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.copy = build_model(self.recipe, "float32")
        self.saved = False

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        super().on_train_batch_end(batch, logs)
        self.saved = False

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        self._save(self.run.model_file)
        self.run.last_epoch_file.unlink(missing_ok=True)
        if logs["val_loss"] < self.lowest_loss:
            self.lowest_loss = logs["val_loss"]
            with whole_path(self.run.best_model_file) as copy:
                shutil.copyfile(self.run.model_file, copy)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        if not self.saved:  # stopped in the middle of an epoch
            if self.run.model_file.exists() and not self.run.last_epoch_file.exists():
                self.run.model_file.replace(self.run.last_epoch_file)
            self._save(self.run.model_file)

    def _save(self, file: Path) -> None:
        copy_state(self.model, self.copy)
        with whole_path(file) as temporary:
            self.copy.save(temporary)
        self.saved = True
