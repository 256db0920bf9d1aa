"""Records P(dog) of the training and validation pictures after each epoch."""

import numpy as np

from dogcat.runs.by_picture.picture_history import add_epoch
from dogcat.runs.run import Run
from dogcat.training.answers import Answers
from dogcat.training.callbacks.clean_accuracy import CleanTraining
from dogcat.training.callbacks.whole_epochs import WholeEpochs


class KeepPictureHistory(WholeEpochs):
    """Adds a row to the run's `picture_history.bin` after each epoch.

    It computes nothing: the validation in `fit` and the clean training accuracy have evaluated the pictures. Call it
    after `CleanTraining` and before the history and the model are written, so that no row is missing for a model.

    Args:
        run: the run folder, in which the file was started.
        clean: has evaluated training pictures after the epoch.
        answers: metric of the model.
    """

    def __init__(self, run: Run, clean: CleanTraining, answers: Answers) -> None:
        super().__init__()
        self.run = run
        self.clean = clean
        self.answers = answers

    def on_test_end(self, logs: dict[str, float] | None = None) -> None:
        self.validation = self.answers.read()

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        training = np.full(len(self.clean.training), np.nan, dtype=np.float32)
        training[self.clean.places] = self.clean.p_dog
        add_epoch(self.run.folder, np.concatenate([training, self.validation]))
