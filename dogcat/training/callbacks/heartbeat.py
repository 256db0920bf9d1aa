"""Records that the training process is alive."""

import keras

from dogcat.runs.run import Run


class Heartbeat(keras.callbacks.Callback):  # type: ignore[misc]
    """Records a heartbeat in the run folder after each batch of training and evaluation."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.run.beat()
