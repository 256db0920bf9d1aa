"""Callbacks at the end of whole epochs."""

import pytest

from dogcat.training.callbacks.whole_epochs import WholeEpochs
from tests.training.callbacks.helpers import STEPS, FakeModel, started


class Recorder(WholeEpochs):
    """Records its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[int, dict[str, float]]] = []

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        self.calls.append((epoch, logs))


@pytest.mark.parametrize(("num_steps", "calls"), [(STEPS, [(3, {"loss": 0.5})]), (STEPS - 1, []), (0, [])])
def test_only_an_epoch_with_all_its_steps_counts(num_steps: int, calls: list[tuple[int, dict[str, float]]]) -> None:
    callback = started(Recorder(), FakeModel())
    callback.on_epoch_begin(3)
    for batch in range(num_steps):
        callback.on_train_batch_end(batch)
    callback.on_epoch_end(3, {"loss": 0.5})
    assert callback.calls == calls


def test_steps_are_counted_again_in_each_epoch() -> None:
    callback = started(Recorder(), FakeModel())
    for epoch, num_steps in ((0, STEPS), (1, 1)):
        callback.on_epoch_begin(epoch)
        for batch in range(num_steps):
            callback.on_train_batch_end(batch)
        callback.on_epoch_end(epoch)
    assert callback.calls == [(0, {})]
