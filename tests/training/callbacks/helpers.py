"""What the tests of callbacks share: a model that only records, and calls in the order of Keras."""

from collections.abc import Callable
from typing import Any

import numpy as np

STEPS = 10


class FakeModel:
    """Notes what callbacks do to it."""

    def __init__(self) -> None:
        self.stop_training = False
        self.stop_evaluating = False
        self.evaluated: list[dict[str, Any]] = []
        self.evaluate_with: Callable[[], None] = lambda: None

    def evaluate(self, batches: object, **options: Any) -> dict[str, float]:
        self.evaluated.append({"batches": batches, **options})
        self.evaluate_with()
        return {"loss": 0.25, "accuracy": 0.9}


class FakeAnswers:
    """Gives the answers that a test has put into it."""

    given = np.empty(0, np.float32)

    def read(self) -> np.ndarray:
        return self.given


def started(callback: Any, model: FakeModel, steps: int = STEPS) -> Any:
    callback.set_params({"steps": steps, "epochs": 2, "verbose": 0})
    callback.set_model(model)
    callback.on_train_begin()
    return callback


def whole_epoch(callback: Any, epoch: int, val_loss: float) -> None:
    callback.on_epoch_begin(epoch)
    for batch in range(STEPS):
        callback.on_train_batch_end(batch)
    callback.on_epoch_end(epoch, {"val_loss": val_loss})
