"""Trainings that end before their last epoch: on request, early, because they diverge."""

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks.recording import RunRecorder
from dogcat.training.callbacks.stopping import DivergedError, StopEarly, StopWhenAsked, StopWhenDiverged
from tests.training.callbacks.helpers import STEPS, FakeModel, started, whole_epoch


def test_a_training_goes_on_until_it_is_asked_to_stop(run: Run, model: FakeModel) -> None:
    callback = started(StopWhenAsked(run), model)
    for batch in range(STEPS):
        callback.on_train_batch_end(batch)
    callback.on_test_batch_end(0)
    callback.on_epoch_end(0)
    assert not model.stop_training
    assert not model.stop_evaluating


def test_a_request_in_the_middle_of_an_epoch_cuts_its_validation_short(run: Run, model: FakeModel) -> None:
    callback = started(StopWhenAsked(run), model)
    callback.on_train_batch_end(0)
    run.request_stop()
    callback.on_train_batch_end(1)
    assert model.stop_training
    callback.on_test_batch_end(0)
    assert model.stop_evaluating


def test_a_request_at_the_last_step_lets_the_validation_finish(run: Run, model: FakeModel) -> None:
    callback = started(StopWhenAsked(run), model)
    run.request_stop()
    callback.on_train_batch_end(STEPS - 1)
    callback.on_test_batch_end(0)
    assert model.stop_training
    assert not model.stop_evaluating


def test_a_request_during_validation_ends_the_training_after_it(run: Run, model: FakeModel) -> None:
    callback = started(StopWhenAsked(run), model)
    callback.on_train_batch_end(STEPS - 1)
    run.request_stop()
    callback.on_test_batch_end(0)
    assert not model.stop_evaluating
    callback.on_epoch_end(0)
    assert model.stop_training


def test_a_new_training_forgets_that_the_last_one_was_cut_short(run: Run, model: FakeModel) -> None:
    callback = started(StopWhenAsked(run), model)
    run.request_stop()
    callback.on_train_batch_end(0)
    (run.folder / "stop").unlink()
    callback.on_train_begin()
    callback.on_test_batch_end(0)
    assert not model.stop_evaluating


def test_a_loss_that_is_no_number_is_called_so() -> None:
    callback = StopWhenDiverged(Recipe())
    callback.on_epoch_begin(4)
    callback.on_train_batch_end(6, {"loss": 900.0})
    with pytest.raises(DivergedError, match="in epoch 5, step 8, the loss was no longer a number"):
        callback.on_train_batch_end(7, {"loss": float("nan")})


def test_a_training_ends_when_the_validation_loss_has_not_decreased_for_some_epochs(run: Run, model: FakeModel) -> None:
    recorder = RunRecorder(run, Recipe(), former=[{"epoch": 1, "val_loss": 0.5}])
    started(recorder, model)
    callback = started(StopEarly(2, recorder), model)
    stopped = []
    for epoch, val_loss in ((1, 0.6), (2, 0.5)):  # neither is below the epoch before the interruption
        whole_epoch(callback, epoch, val_loss)
        stopped.append((callback.has_stopped, model.stop_training))
        recorder.epochs.append({"epoch": epoch + 1, "val_loss": val_loss})
    assert stopped == [(False, False), (True, True)]


def test_a_training_goes_on_as_long_as_the_validation_loss_decreases(run: Run, model: FakeModel) -> None:
    recorder = started(RunRecorder(run, Recipe()), model)
    callback = started(StopEarly(1, recorder), model)
    for epoch, val_loss in enumerate((0.7, 0.6, 0.5)):
        whole_epoch(callback, epoch, val_loss)
        recorder.epochs.append({"epoch": epoch + 1, "val_loss": val_loss})
    assert not callback.has_stopped
    assert not model.stop_training


def test_a_loss_far_above_guessing_ends_the_training(run: Run) -> None:
    callback = StopWhenDiverged(Recipe(learning_rate=0.1))
    callback.on_epoch_begin(0)
    with pytest.raises(DivergedError, match=r"step 1, the loss was 1e\+06; .*learning rate was 0\.1; try 0\.0001\."):
        callback.on_train_batch_end(0, {"loss": 1e6})
