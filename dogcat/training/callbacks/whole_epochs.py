"""Base class of the callbacks that ignore interrupted epochs."""

import keras


class WholeEpochs(keras.callbacks.Callback):  # type: ignore[misc]
    """Calls `on_whole_epoch` at the end of each epoch whose steps are all done."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.num_steps = 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.num_steps = batch + 1

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self.num_steps == self.params["steps"]:
            self.on_whole_epoch(epoch, {} if logs is None else logs)

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        raise NotImplementedError
