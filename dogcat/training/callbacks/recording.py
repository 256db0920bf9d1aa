"""Records the batches and epochs of a training in its run folder."""

import time
from collections.abc import Sequence
from typing import Any

from dogcat.common.core_time import core_shares, core_time
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks.whole_epochs import WholeEpochs

BATCH_EVENT_SECONDS = 0.2  # shortest time between two batch events
DIGITS = 6  # decimal places of losses and accuracies


class RunRecorder(WholeEpochs):
    """Writes batch and epoch events to the run's `events.jsonl`, and its `history.csv`.

    Keras' batch logs are means since the start of the epoch. A batch event has the mean of the batches since the last
    event, so that every batch counts once. An epoch event also has the mean fractions of all cores that the training
    and other processes used, by which estimates tell a slow machine from a busy one.

    Args:
        run: the run folder to write to.
        recipe: what is trained.
        former: epoch events of the earlier epochs if the training resumes.
    """

    def __init__(self, run: Run, recipe: Recipe, former: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe
        self.former = former

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.epochs = list(self.former)
        self.epoch_ended = time.perf_counter()
        self.used = core_time()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch + 1
        self.written = 0  # number of batches of this epoch in events
        self.totals = {"loss": 0.0, "accuracy": 0.0}  # sums over those batches
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
        before, self.used = self.used, core_time()
        shares = core_shares(before, self.used)
        self.epochs.append(
            self.run.append(
                "epoch",
                epoch=epoch + 1,
                seconds=round(seconds, 3),
                pictures_per_second=round(self.num_steps * self.recipe.batch_size / seconds, 1),
                busy_own=round(shares.own, 3),
                busy_others=round(shares.others, 3),
                **{name: round(float(value), DIGITS) for name, value in logs.items()},
            )
        )
        self.run.write_history(self.epochs)
