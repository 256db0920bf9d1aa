"""Clean training accuracy, and losses without the penalty of weight decay."""

from types import SimpleNamespace

import pytest

from dogcat.runs.run import Run
from dogcat.training.callbacks.clean_accuracy import CleanPart, CleanTraining, CrossEntropyAlone
from dogcat.training.callbacks.heartbeat import Heartbeat
from tests.training.callbacks.helpers import STEPS, FakeModel, started


def test_clean_figures_are_added_for_the_callbacks_that_follow(run: Run, model: FakeModel) -> None:
    sample, whole = SimpleNamespace(), SimpleNamespace()
    callback = started(CleanTraining([CleanPart("", 12, 5, sample, whole)], run), model)
    for epoch in (0, 1):  # of two
        callback.on_epoch_begin(epoch)
        callback.on_train_batch_end(STEPS - 1)
        logs = {"loss": 0.7, "accuracy": 0.5}
        callback.on_epoch_end(epoch, logs)
        assert logs == {"loss": 0.7, "accuracy": 0.5, "clean_loss": 0.25, "clean_accuracy": 0.9}
    assert [call["batches"] for call in model.evaluated] == [sample, whole]
    assert any(isinstance(inner, Heartbeat) for inner in model.evaluated[0]["callbacks"])


def test_clean_figures_of_parts_are_weighted_by_their_pictures(
    run: Run, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"few": {"loss": 2.0, "accuracy": 0.2, "cross_entropy": 1.5}, "many": {"loss": 0.5, "accuracy": 0.8}}
    monkeypatch.setattr(model, "evaluate", lambda batches, **_: dict(answers[batches]))
    parts = [CleanPart("kept", 90, 50, "many", "unused"), CleanPart("flipped", 10, 10, "few", "unused")]
    callback = started(CleanTraining(parts, run), model)
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(STEPS - 1)
    logs: dict[str, float] = {}
    callback.on_epoch_end(0, logs)
    assert logs["kept_accuracy"] == 0.8
    assert logs["flipped_accuracy"] == 0.2
    assert logs["clean_accuracy"] == pytest.approx(0.9 * 0.8 + 0.1 * 0.2)
    assert logs["clean_loss"] == pytest.approx(0.9 * 0.5 + 0.1 * 1.5), "without the weight decay's penalty"


def test_the_penalty_of_weight_decay_is_taken_out_of_the_losses() -> None:
    callback = CrossEntropyAlone()
    batch = {"loss": 3.0, "cross_entropy": 0.7, "accuracy": 0.5}
    callback.on_train_batch_end(0, batch)
    assert batch == {"loss": 0.7, "accuracy": 0.5}
    epoch = {"loss": 3.0, "cross_entropy": 0.7, "val_loss": 3.1, "val_cross_entropy": 0.8}
    callback.on_epoch_end(0, epoch)
    assert epoch == {"loss": 0.7, "val_loss": 0.8}


def test_all_pictures_are_measured_where_a_training_is_stopped(run: Run, model: FakeModel) -> None:
    sample, whole = SimpleNamespace(), SimpleNamespace()
    callback = started(CleanTraining([CleanPart("", 12, 5, sample, whole)], run), model)
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(STEPS - 1)
    model.stop_training = True
    callback.on_epoch_end(0, {})
    assert [call["batches"] for call in model.evaluated] == [whole]


def test_an_interrupted_epoch_is_not_measured_clean(run: Run, model: FakeModel) -> None:
    callback = started(CleanTraining([CleanPart("", 12, 5, SimpleNamespace(), SimpleNamespace())], run), model)
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(STEPS - 2)
    logs = {"loss": 0.7}
    callback.on_epoch_end(0, logs)
    assert logs == {"loss": 0.7}
    assert model.evaluated == []
