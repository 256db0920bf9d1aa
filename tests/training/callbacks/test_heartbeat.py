"""Heartbeats during training and evaluation."""

import pytest

from dogcat.runs.run import Run
from dogcat.training.callbacks.heartbeat import Heartbeat


def test_the_heart_beats_while_training_and_while_evaluating(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[str] = []
    monkeypatch.setattr(run, "beat", lambda: beats.append("beat"))
    callback = Heartbeat(run)
    callback.on_train_batch_end(0)
    callback.on_test_batch_end(0)
    assert len(beats) == 2
