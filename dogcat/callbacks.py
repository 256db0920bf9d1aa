"""The Keras callbacks of a training. Each does one thing, and all that a run folder learns passes through them."""

import shutil
import time
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from dogcat.home import whole_path
from dogcat.model import build_model, copy_state
from dogcat.recipe import Recipe
from dogcat.runs import Run

BATCH_EVENT_SECONDS = 0.2  # at most five batch events a second


class Heartbeat(keras.callbacks.Callback):  # type: ignore[misc]
    """Says in the run folder that the trainer is alive, while training and while evaluating."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()


class StopWhenAsked(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the training after the current step once the run folder holds a request to stop.

    Keras still validates the interrupted epoch; that is cut short, since nobody keeps figures of a part.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.within_epoch = False

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.within_epoch = False

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if self.run.stop_requested():
            self.model.stop_training = True
            self.within_epoch = batch + 1 < self.params["steps"]

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if self.within_epoch:
            self.model.stop_evaluating = True

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self.run.stop_requested():  # asked for while the epoch was validated
            self.model.stop_training = True


class _WholeEpochs(keras.callbacks.Callback):  # type: ignore[misc]
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


class CleanTraining(_WholeEpochs):
    """Adds `clean_loss` and `clean_accuracy` to an epoch's logs, for the callbacks that come after this one.

    They are measured at the epoch's end on the training pictures as they are: no augmentation, no dropout, the
    weights no longer moving. So they can be compared with validation, which Keras' own training figures cannot.

    Args:
        sample: batches of the pictures that are measured after each epoch.
        whole: batches of all training pictures, measured after the last epoch, also when that is one of a stop.
        run: gets a heartbeat meanwhile.
    """

    def __init__(self, sample: tf.data.Dataset, whole: tf.data.Dataset, run: Run) -> None:
        super().__init__()
        self.sample = sample
        self.whole = whole
        self.run = run

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        is_last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        batches = self.whole if is_last else self.sample
        clean = self.model.evaluate(batches, verbose=0, return_dict=True, callbacks=[Heartbeat(self.run)])
        logs.update({f"clean_{name}": value for name, value in clean.items()})


class RunRecorder(_WholeEpochs):
    """Writes batches and epochs to the run's `events.jsonl`, and its `history.csv`.

    Keras' batch logs are means since the epoch's start. What is written is the mean of only those batches that
    came since the last batch event, so that the points are true and none is lost.
    """

    def __init__(self, run: Run, recipe: Recipe) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.epochs: list[dict[str, Any]] = []
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
            **{name: round((totals[name] - self.totals[name]) / new, 6) for name in totals},
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
                **{name: round(float(value), 6) for name, value in logs.items()},
            )
        )
        self.run.write_history(self.epochs)


class KeepModels(_WholeEpochs):
    """Keeps `model.keras` at the end of each epoch and of the training, and the best epoch's `best.keras`.

    What is kept is a float32 copy, which every machine runs, and with the same P(dog).
    """

    def __init__(self, run: Run, recipe: Recipe) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.copy = build_model(self.recipe, "float32")
        self.lowest_loss = float("inf")
        self.saved = False

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        super().on_train_batch_end(batch, logs)
        self.saved = False

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        self._save(self.run.model_file)
        if logs["val_loss"] < self.lowest_loss:
            self.lowest_loss = logs["val_loss"]
            with whole_path(self.run.best_model_file) as copy:
                shutil.copyfile(self.run.model_file, copy)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        if not self.saved:  # stopped in the middle of an epoch
            self._save(self.run.model_file)

    def _save(self, file: Path) -> None:
        copy_state(self.model, self.copy)
        with whole_path(file) as temporary:
            self.copy.save(temporary)
        self.saved = True
