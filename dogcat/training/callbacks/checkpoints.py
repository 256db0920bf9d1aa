"""Saves the newest model and the best one."""

import shutil
from pathlib import Path

import keras

from dogcat.common.storage import whole_path
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks.weight_average import WeightAverage
from dogcat.training.callbacks.whole_epochs import WholeEpochs
from dogcat.training.model import bare_optimizer, build_model, copy_state


class KeepModels(WholeEpochs):
    """Saves `model.keras` after each epoch and at the end, and the best epoch's model as `best.keras`.

    The saved model is a float32 copy: every machine runs it, and it predicts the same P(dog). A training that ends in
    the middle of an epoch also keeps the model of the last whole epoch, to resume from.

    Args:
        run: the run folder to write to.
        recipe: what is trained.
        lowest_loss: lowest validation loss of the earlier epochs if the training resumes.
        average: the average of the weights, which the model then holds when it is saved. The weights themselves go
            into another file, from which the training resumes.
        whole: the network that is saved itself, of which only the head is trained; None for a copy of the trained one.
    """

    def __init__(
        self,
        run: Run,
        recipe: Recipe,
        lowest_loss: float = float("inf"),
        average: WeightAverage | None = None,
        whole: keras.Model | None = None,
    ) -> None:
        super().__init__()
        self.run = run
        self.recipe = recipe
        self.lowest_loss = lowest_loss
        self.average = average
        self.whole = whole

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.copy = self.whole or build_model(self.recipe, "float32")
        self.saved = False
        self.all_steps: int | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        super().on_train_batch_end(batch, logs)
        self.all_steps = self.epoch * self.params["steps"] + self.num_steps
        self.saved = False

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        self._save(self.run.model_file)
        if self.average is not None and self.all_steps is not None:
            self.average.write_state(self.run.folder, bare_optimizer(self.model), self.all_steps)
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
        if self.copy is not self.whole:
            copy_state(self.model, self.copy, self.all_steps)
        with whole_path(file) as temporary:
            self.copy.save(temporary)
        self.saved = True
