"""Ends a training before its last epoch: on request, by early stopping, or because it diverges."""

import math

import keras

from dogcat.analysis.history import early_stopping
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks.recording import DIGITS, RunRecorder
from dogcat.training.callbacks.whole_epochs import WholeEpochs

DIVERGED_STEP_LOSS = 1_000.0  # far above the loss of guessing, 0.69: the network does not recover


class StopWhenAsked(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the training after the current step if the run folder has a request to stop.

    Keras validates an interrupted epoch too. This callback cuts that short, because the results are not recorded.
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
        if self.run.stop_requested():  # the request came during the validation
            self.model.stop_training = True


class StopEarly(WholeEpochs):
    """Ends the training if the validation loss has not decreased for `patience` epochs.

    Keras' own callback forgets the earlier epochs when a training resumes.

    Args:
        patience: number of epochs.
        recorder: has the epochs before the one that has just ended.
    """

    def __init__(self, patience: int, recorder: RunRecorder) -> None:
        super().__init__()
        self.patience = patience
        self.recorder = recorder
        self.has_stopped = False

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        now = {"epoch": epoch + 1, "val_loss": round(logs["val_loss"], DIGITS)}  # rounded as in the history
        if early_stopping([*self.recorder.epochs, now], self.patience):
            self.has_stopped = self.model.stop_training = True


class DivergedError(DogcatError):
    """The loss is enormous or not a number, so the network does not learn any more."""


class StopWhenDiverged(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends a training with `DivergedError` if the loss of an epoch so far is above the limit or not a number."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.recipe = recipe

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        loss = (logs or {})["loss"]
        if not loss < DIVERGED_STEP_LOSS:
            raise DivergedError(
                Sentence(
                    N_(
                        "The training has diverged: in epoch {epoch}, step {step}, the loss was {loss}; guessing has"
                        " {guessing:.2f}. Each step changed the weights so much that the loss grew. The learning rate"
                        " was {learning_rate:g}; try {better:g}."
                    ),
                    epoch=self.epoch,
                    step=batch + 1,
                    loss=f"{loss:.0e}" if math.isfinite(loss) else Sentence(N_("no longer a number")),
                    guessing=math.log(2),
                    learning_rate=self.recipe.learning_rate,
                    better=min(self.recipe.learning_rate / 100, BASELINE.learning_rate),
                )
            )
