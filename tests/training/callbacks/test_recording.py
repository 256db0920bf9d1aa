"""The recorder, called with made-up logs and a clock that stands still."""

from typing import Any

import numpy as np
import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks import recording
from dogcat.training.callbacks.recording import RunRecorder
from tests.training.callbacks.helpers import STEPS, FakeModel, started

BATCH_SIZE = 4


class FakeClock:
    """Stands in for the time module; moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of the callbacks."""
    made = FakeClock()
    monkeypatch.setattr(recording, "time", made)
    return made


def test_batch_events_are_true_means_of_the_batches_since_the_last_event(
    run: Run, model: FakeModel, clock: FakeClock
) -> None:
    generator = np.random.default_rng(1)
    recorder = started(RunRecorder(run, Recipe(batch_size=BATCH_SIZE)), model)
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
    recorder = started(RunRecorder(run, Recipe()), model, steps=1000)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.zeros(1000), np.zeros(1000), seconds=0.01)
    assert 40 <= len(run.read_events()[0]) <= 50 + 1


def test_slow_batches_have_an_event_each(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = started(RunRecorder(run, Recipe()), model)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.arange(STEPS), np.zeros(STEPS), seconds=1)
    assert [event["loss"] for event in run.read_events()[0]] == pytest.approx(list(range(STEPS)), abs=1e-5)


def test_a_whole_epoch_is_written_with_its_figures_and_to_the_history(
    run: Run, model: FakeModel, clock: FakeClock
) -> None:
    recorder = started(RunRecorder(run, Recipe(batch_size=BATCH_SIZE)), model)
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
        assert 0 <= event["busy_own"] <= 1
        assert 0 <= event["busy_others"] <= 1
    assert [row["val_loss"] for row in run.history()] == [0.5, 1.5]


def test_an_interrupted_epoch_is_not_written(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = started(RunRecorder(run, Recipe()), model)
    recorder.on_epoch_begin(0)
    _train_batches(recorder, clock, np.zeros(STEPS - 1), np.zeros(STEPS - 1), seconds=1)
    recorder.on_epoch_end(0, _epoch_logs())
    assert {event["event"] for event in run.read_events()[0]} == {"batch"}
    assert run.history() == []


def test_a_loss_that_is_not_finite_is_recorded_as_missing(run: Run, model: FakeModel, clock: FakeClock) -> None:
    recorder = started(RunRecorder(run, Recipe()), model)
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
        started(recorder, model)
        recorder.on_epoch_begin(0)
        _train_batches(recorder, clock, np.zeros(STEPS), np.zeros(STEPS), seconds=1)
        recorder.on_epoch_end(0, _epoch_logs())
    assert len(run.history()) == 1


def _train_batches(callback: Any, clock: FakeClock, losses: np.ndarray, accuracies: np.ndarray, seconds: float) -> None:
    """Ends batches as Keras does: the logs are means since the epoch's start."""
    for batch in range(len(losses)):
        clock.now += seconds
        callback.on_train_batch_end(
            batch, {"loss": float(losses[: batch + 1].mean()), "accuracy": float(accuracies[: batch + 1].mean())}
        )


def _epoch_logs(**changes: float) -> dict[str, float]:
    figures = {"loss": 0.7, "accuracy": 0.5, "val_loss": 0.6, "val_accuracy": 0.7, "clean_loss": 0.4}
    return {**figures, "clean_accuracy": 0.8, **changes}
