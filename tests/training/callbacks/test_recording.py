"""The Keras callbacks, each called by hand with made-up logs and a model that is none."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.training.callbacks import checkpoints, recording
from dogcat.training.callbacks.checkpoints import KeepModels
from dogcat.training.callbacks.clean_accuracy import CleanPart, CleanTraining, CrossEntropyAlone
from dogcat.training.callbacks.heartbeat import Heartbeat
from dogcat.training.callbacks.recording import RunRecorder
from dogcat.training.callbacks.stopping import StopWhenAsked

STEPS = 10
BATCH_SIZE = 4


class FakeModel:
    """Notes what callbacks do to it."""

    def __init__(self) -> None:
        self.stop_training = False
        self.stop_evaluating = False
        self.evaluated: list[dict[str, Any]] = []

    def evaluate(self, batches: object, **options: Any) -> dict[str, float]:
        self.evaluated.append({"batches": batches, **options})
        return {"loss": 0.25, "accuracy": 0.9}


class FakeClock:
    """Stands in for the time module; moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def run(home: Path) -> Run:
    """A run to record to."""
    return create_run(Recipe(), "pets")


@pytest.fixture
def model() -> FakeModel:
    """A model that is none."""
    return FakeModel()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of the callbacks."""
    made = FakeClock()
    monkeypatch.setattr(recording, "time", made)
    return made


# RunRecorder


def test_batch_events_are_true_means_of_the_batches_since_the_last_event(
    run: Run, model: FakeModel, clock: FakeClock
) -> None:
    generator = np.random.default_rng(1)
    recorder = _begun(RunRecorder(run, Recipe(batch_size=BATCH_SIZE)), model)
    for epoch in range(2):
        losses, accuracies = generator.random(STEPS), generator.random(STEPS)
        recorder.on_epoch_begin(epoch)
        _train_batches(recorder, clock, losses, accuracies, seconds=0.09)  # an event every three batches
        events = [event for event in run.read_events()[0] if event["event"] == "batch" and event["epoch"] == epoch + 1]
        assert [event["step"] for event in events] == [3, 6, 9, 10]
        for event, first in zip(events, (0, 3, 6, 9), strict=True):
            assert event["loss"] == pytest.approx(losses[first : event["step"]].mean(), abs=2e-6)
            assert event["accuracy"] == pytest.approx(accuracies[first : event["step"]].mean(), abs=2e-6)
            assert event["pictures_per_second"] == pytest.approx(BATCH_SIZE / 0.09, abs=0.1)
        recorder.on_epoch_end(epoch, _epoch_logs())


def test_there_are_at_most_five_batch_events_a_second(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = _begun(RunRecorder(run, Recipe()), model, steps=1000)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.zeros(1000), np.zeros(1000), seconds=0.01)
    assert 40 <= len(run.read_events()[0]) <= 50 + 1


def test_slow_batches_have_an_event_each(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = _begun(RunRecorder(run, Recipe()), model)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.arange(STEPS), np.zeros(STEPS), seconds=1)
    assert [event["loss"] for event in run.read_events()[0]] == pytest.approx(list(range(STEPS)), abs=1e-5)


def test_a_whole_epoch_is_written_with_its_figures_and_to_the_history(
    run: Run, model: FakeModel, clock: FakeClock
) -> None:
    recorder = _begun(RunRecorder(run, Recipe(batch_size=BATCH_SIZE)), model)
    for epoch in range(2):
        recorder.on_epoch_begin(epoch)
        _train_batches(recorder, clock, np.zeros(STEPS), np.zeros(STEPS), seconds=0.1)
        clock.now += 3  # validation and clean training accuracy belong to the epoch
        recorder.on_epoch_end(epoch, _epoch_logs(val_loss=0.5 + epoch))
    events = [event for event in run.read_events()[0] if event["event"] == "epoch"]
    assert [event["epoch"] for event in events] == [1, 2]
    assert [event["val_loss"] for event in events] == [0.5, 1.5]
    for event in events:
        assert event["seconds"] == pytest.approx(STEPS * 0.1 + 3)
        assert event["pictures_per_second"] == pytest.approx(STEPS * BATCH_SIZE / 4, abs=0.1)
        assert {"loss", "accuracy", "val_accuracy", "clean_loss", "clean_accuracy"} <= set(event)
    assert [row["val_loss"] for row in run.history()] == [0.5, 1.5]


def test_an_interrupted_epoch_is_not_written(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = _begun(RunRecorder(run, Recipe()), model)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.zeros(STEPS - 1), np.zeros(STEPS - 1), seconds=1)
    recorder.on_epoch_end(0, _epoch_logs())
    assert {event["event"] for event in run.read_events()[0]} == {"batch"}
    assert run.history() == []


def test_a_loss_that_is_not_finite_is_recorded_as_missing(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = _begun(RunRecorder(run, Recipe()), model)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.full(STEPS, np.nan), np.zeros(STEPS), seconds=1)
    recorder.on_epoch_end(0, _epoch_logs(val_loss=float("nan")))
    events = run.read_events()[0]
    assert events[0]["loss"] is None
    assert events[-1]["val_loss"] is None
    assert np.isnan(run.history()[0]["val_loss"])


def test_a_second_training_starts_a_new_history(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = RunRecorder(run, Recipe())
    for _ in range(2):
        _begun(recorder, model)
        recorder.on_epoch_begin(0)
        _train_batches(recorder, clock, np.zeros(STEPS), np.zeros(STEPS), seconds=1)
        recorder.on_epoch_end(0, _epoch_logs())
    assert len(run.history()) == 1


# StopWhenAsked


def test_a_training_goes_on_until_it_is_asked_to_stop(run: Run, model: FakeModel) -> None:
    callback = _begun(StopWhenAsked(run), model)
    for batch in range(STEPS):
        callback.on_train_batch_end(batch)
    callback.on_test_batch_end(0)
    callback.on_epoch_end(0)
    assert not model.stop_training
    assert not model.stop_evaluating


def test_a_request_in_the_middle_of_an_epoch_cuts_its_validation_short(run: Run, model: FakeModel) -> None:
    callback = _begun(StopWhenAsked(run), model)
    callback.on_train_batch_end(0)
    run.request_stop()
    callback.on_train_batch_end(1)
    assert model.stop_training
    callback.on_test_batch_end(0)
    assert model.stop_evaluating


def test_a_request_at_the_last_step_lets_the_validation_finish(run: Run, model: FakeModel) -> None:
    callback = _begun(StopWhenAsked(run), model)
    run.request_stop()
    callback.on_train_batch_end(STEPS - 1)
    callback.on_test_batch_end(0)
    assert model.stop_training
    assert not model.stop_evaluating


def test_a_request_during_validation_ends_the_training_after_it(run: Run, model: FakeModel) -> None:
    callback = _begun(StopWhenAsked(run), model)
    callback.on_train_batch_end(STEPS - 1)
    run.request_stop()
    callback.on_test_batch_end(0)
    assert not model.stop_evaluating
    callback.on_epoch_end(0)
    assert model.stop_training


def test_a_new_training_forgets_that_the_last_one_was_cut_short(run: Run, model: FakeModel) -> None:
    callback = _begun(StopWhenAsked(run), model)
    run.request_stop()
    callback.on_train_batch_end(0)
    (run.folder / "stop").unlink()
    callback.on_train_begin()
    callback.on_test_batch_end(0)
    assert not model.stop_evaluating


# Heartbeat, CleanTraining, KeepModels


def test_the_heart_beats_while_training_and_while_evaluating(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[str] = []
    monkeypatch.setattr(run, "beat", lambda: beats.append("beat"))
    callback = Heartbeat(run)
    callback.on_train_batch_end(0)
    callback.on_test_batch_end(0)
    assert len(beats) == 2


def test_clean_figures_are_added_for_the_callbacks_that_follow(run: Run, model: FakeModel) -> None:
    sample, whole = SimpleNamespace(), SimpleNamespace()
    callback = _begun(CleanTraining([CleanPart("", 12, 5, sample, whole)], run), model)
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
    callback = _begun(CleanTraining(parts, run), model)
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
    callback = _begun(CleanTraining([CleanPart("", 12, 5, sample, whole)], run), model)
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(STEPS - 1)
    model.stop_training = True
    callback.on_epoch_end(0, {})
    assert [call["batches"] for call in model.evaluated] == [whole]


def test_an_interrupted_epoch_is_not_measured_clean(run: Run, model: FakeModel) -> None:
    callback = _begun(CleanTraining([CleanPart("", 12, 5, SimpleNamespace(), SimpleNamespace())], run), model)
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(STEPS - 2)
    logs = {"loss": 0.7}
    callback.on_epoch_end(0, logs)
    assert logs == {"loss": 0.7}
    assert model.evaluated == []


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Makes each saved model file hold the number of the save, and counts them."""
    made: list[int] = []

    def save(file: Path) -> None:
        made.append(len(made) + 1)
        file.write_text(str(made[-1]))

    _save_with(save, monkeypatch)
    return made


def test_the_model_is_kept_each_epoch_and_the_best_one_apart(run: Run, model: FakeModel, saves: list[int]) -> None:
    callback = _begun(KeepModels(run, Recipe()), model)
    kept = []
    for epoch, val_loss in enumerate((0.7, 0.5, 0.6, float("nan"), 0.4)):
        _whole_epoch(callback, epoch, val_loss)
        kept.append((run.model_file.read_text(), run.best_model_file.read_text()))
    callback.on_train_end()
    assert kept == [("1", "1"), ("2", "2"), ("3", "2"), ("4", "2"), ("5", "5")]
    assert len(saves) == 5  # nothing new at the end
    assert sorted(path.name for path in run.folder.glob("*keras*")) == ["best.keras", "model.keras"]
    assert list(run.folder.glob(".*")) == []


def test_the_model_of_an_interrupted_epoch_is_kept_at_the_end(run: Run, model: FakeModel, saves: list[int]) -> None:
    callback = _begun(KeepModels(run, Recipe()), model)
    _whole_epoch(callback, 0, 0.7)
    callback.on_epoch_begin(1)
    callback.on_train_batch_end(0)
    callback.on_epoch_end(1, {"val_loss": 0.1})
    assert run.model_file.read_text() == "1"
    callback.on_train_end()
    assert run.model_file.read_text() == "2"
    assert run.best_model_file.read_text() == "1"


def test_a_failed_save_leaves_the_model_before_it(run: Run, model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    run.model_file.write_text("before")

    def fail(file: Path) -> None:
        file.write_text("half a mod")
        raise OSError("disk full")

    _save_with(fail, monkeypatch)
    callback = _begun(KeepModels(run, Recipe()), model)
    with pytest.raises(OSError, match="disk full"):
        _whole_epoch(callback, 0, 0.7)
    assert run.model_file.read_text() == "before"
    assert list(run.folder.glob(".*")) == []


def _save_with(save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts `save` in the place of a Keras model's own."""
    monkeypatch.setattr(checkpoints, "build_model", lambda _recipe, _precision: SimpleNamespace(save=save))
    monkeypatch.setattr(checkpoints, "copy_state", lambda _model, _copy: None)


def _begun(callback: Any, model: FakeModel, steps: int = STEPS) -> Any:
    callback.set_params({"steps": steps, "epochs": 2, "verbose": 0})
    callback.set_model(model)
    callback.on_train_begin()
    return callback


def _train_batches(callback: Any, clock: FakeClock, losses: np.ndarray, accuracies: np.ndarray, seconds: float) -> None:
    """Ends batches as Keras does: the logs are means since the epoch's start."""
    for batch in range(len(losses)):
        clock.now += seconds
        callback.on_train_batch_end(
            batch, {"loss": float(losses[: batch + 1].mean()), "accuracy": float(accuracies[: batch + 1].mean())}
        )


def _whole_epoch(callback: Any, epoch: int, val_loss: float) -> None:
    callback.on_epoch_begin(epoch)
    for batch in range(STEPS):
        callback.on_train_batch_end(batch)
    callback.on_epoch_end(epoch, {"val_loss": val_loss})


def _epoch_logs(**changes: float) -> dict[str, float]:
    figures = {"loss": 0.7, "accuracy": 0.5, "val_loss": 0.6, "val_accuracy": 0.7, "clean_loss": 0.4}
    return {**figures, "clean_accuracy": 0.8, **changes}
