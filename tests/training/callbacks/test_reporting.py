"""Reports of a training's progress."""

from dogcat.training.callbacks.reporting import Moment, ReportMoments


def test_each_moment_is_told_when_it_happens() -> None:
    told: list[Moment] = []
    callback = ReportMoments(told.append)
    callback.on_train_begin()
    for epoch in range(2):
        callback.on_epoch_begin(epoch)
        for batch in range(2):
            callback.on_train_batch_begin(batch)
            callback.on_train_batch_end(batch)
        callback.on_epoch_end(epoch)
    callback.on_train_end()
    assert told == ["start", *["step", "step", "epoch"] * 2]
