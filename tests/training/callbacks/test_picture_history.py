"""The row of each epoch: what validation and clean training accuracy have computed, and nothing else."""

from types import SimpleNamespace

import numpy as np

from dogcat.runs.by_picture.picture_history import TrainedPictures, read_picture_history, start_picture_history
from dogcat.runs.run import Run
from dogcat.training.callbacks.picture_history import KeepPictureHistory
from tests.training.callbacks.helpers import STEPS, FakeAnswers, FakeModel, started


def test_each_whole_epoch_has_a_row_with_the_pictures_whose_turn_it_was(run: Run, model: FakeModel) -> None:
    names = ("train/cats/a.jpg", "train/dogs/b.jpg", "train/dogs/c.jpg", "validation/cats/d.jpg")
    start_picture_history(run.folder, TrainedPictures(names, (0, 1, 1, 0), 3), 0)
    clean, answers = SimpleNamespace(training=range(3)), FakeAnswers()
    keep = started(KeepPictureHistory(run, clean, answers), model)
    for epoch, (places, p_dog, steps) in enumerate([([1], [0.5], STEPS), ([0, 2], [0.25, 1], STEPS), ([1], [0], 1)]):
        keep.on_epoch_begin(epoch)
        keep.on_train_batch_end(steps - 1)
        answers.given = np.array([0.125 * (epoch + 1)], np.float32)
        keep.on_test_end()
        answers.given = np.array(p_dog, np.float32)  # the clean training accuracy uses the same metric afterwards
        clean.places, clean.p_dog = np.array(places), answers.given
        keep.on_epoch_end(epoch, {})
    history = read_picture_history(run.folder)
    assert history is not None
    nan = np.nan
    np.testing.assert_array_equal(history.p_dog, [[nan, 0.5, nan, 0.125], [0.25, nan, 1, 0.25]])
