"""Reports the progress of a training to code outside of Keras, such as the command line."""

from collections.abc import Callable
from typing import Literal

import keras

Moment = Literal["start", "step", "epoch"]


class ReportMoments(keras.callbacks.Callback):  # type: ignore[misc]
    """Calls a function when the training starts, after each step and after each epoch.

    Args:
        tell: the function; its argument says which of these has just happened.
    """

    def __init__(self, tell: Callable[[Moment], None]) -> None:
        super().__init__()
        self.tell = tell

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.tell("start")

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.tell("step")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.tell("epoch")
