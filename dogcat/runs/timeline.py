"""What a run's events say so far: its position, its curves and the seconds that are left.

A timeline takes in each event once, as the run writes it.
"""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from dogcat.common.language import ngettext
from dogcat.runs.event_log import whole_event
from dogcat.runs.run import Run
from dogcat.runs.watched import read_watched


@dataclass(frozen=True)
class Repetition:
    """Work of an interrupted training that is trained again, because it resumes after its last whole epoch.

    Attributes:
        epoch: the first epoch that is trained again, from 1.
        num_steps: steps from this epoch on that were done before the interruption, 1 or more.
    """

    epoch: int
    num_steps: int

    @property
    def words(self) -> str:
        """One sentence for the learner, to be shown before and while the training repeats this work."""
        return ngettext(
            "Training continues after the last completed epoch: {num} step of epoch {epoch} is trained again, with the"
            " same pictures.",
            "Training continues after the last completed epoch: {num} steps, from epoch {epoch} on, are trained again,"
            " with the same pictures.",
            self.num_steps,
        ).format(num=self.num_steps, epoch=self.epoch)


@dataclass
class Timeline:
    """The events of one run so far.

    Attributes:
        start: the latest `start` event; empty before the first.
        features: the latest `features` event: how many pictures' features are computed; empty without any.
        epochs: the `epoch` events, in order.
        batches: the `batch` events, in order.
        watched: the `watch` events, in order: P(dog) of the watched pictures after each epoch.
        repetition: what the latest `start` event dropped, and the training repeats; None if it dropped nothing.
        offset: number of bytes of `events.jsonl` that have been read.
    """

    start: dict[str, Any] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    batches: list[dict[str, Any]] = field(default_factory=list)
    watched: list[dict[str, Any]] = field(default_factory=list)
    repetition: Repetition | None = None
    offset: int = 0
    _num_watched: int | None = None

    def feed(self, events: list[dict[str, Any]]) -> None:
        """Takes in events in the order in which they were written; ignores unknown kinds, and what does not follow."""
        for event in events:
            if event["event"] == "start":  # a training that resumes has one too
                first_epoch = event.get("first_epoch", 0)
                self.repetition = self.repetition_after(first_epoch)
                self.start = event
                self.forget(after=first_epoch)
            elif event["event"] == "features":
                self.features = event
            elif event["event"] == "watch":
                self.watched.append(event)
            elif not self.start:
                continue
            elif event["event"] == "batch":
                self.batches.append(event)
            elif event["event"] == "epoch" and event["epoch"] > (self.epochs[-1]["epoch"] if self.epochs else 0):
                self.epochs.append(event)

    def follow(self, run: Run) -> None:
        """Takes in what the run has written since the last call."""
        events, self.offset = run.read_events(self.offset)
        self.feed([whole for event in events if (whole := whole_event(event)) and self._fits(run, whole)])

    def _fits(self, run: Run, event: dict[str, Any]) -> bool:
        """Return True unless an event has answers for another number of pictures than the run watches."""
        if event["event"] != "watch":
            return True
        if self._num_watched is None:
            self._num_watched = len(read_watched(run.folder))
        return len(event["p_dog"]) == self._num_watched

    @property
    def position(self) -> tuple[int, int]:
        """The current epoch, from 1, and the number of its steps done; (0, 0) before the first batch event."""
        if not self.batches:
            return 0, 0
        return self.batches[-1]["epoch"], self.batches[-1]["step"]

    @property
    def open_batches(self) -> list[dict[str, Any]]:
        """The batch events of the epoch that has not ended yet."""
        return [batch for batch in self.batches if batch["epoch"] > len(self.epochs)]

    def repetition_after(self, epoch: int) -> Repetition | None:
        """Returns what has been done after this whole epoch, which a training that resumes there repeats.

        Args:
            epoch: the number of whole epochs that are kept, such as `len(run.history())`.
        """
        if not self.start:
            return None
        num_steps = self._steps_done() - epoch * int(self.start["steps_per_epoch"])
        return Repetition(epoch + 1, num_steps) if num_steps > 0 else None

    @property
    def is_repeating(self) -> bool:
        """Return True while the training repeats what it had done before it was interrupted."""
        if self.repetition is None:
            return False
        before = (self.repetition.epoch - 1) * int(self.start["steps_per_epoch"])
        return self._steps_done() < before + self.repetition.num_steps

    @property
    def progress(self) -> float:
        """Fraction of all steps that are done, 0 to 1; before the first one, of the features that are computed."""
        if not self.start:
            return min(1.0, self.features["done"] / self.features["num_pictures"]) if self.features else 0.0
        return min(1.0, self._steps_done() / float(self.start["epochs"] * self.start["steps_per_epoch"]))

    @property
    def pictures_per_second(self) -> float | None:
        """Training pictures a second in the latest batch event; None before the first."""
        return self.batches[-1]["pictures_per_second"] if self.batches else None

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds to the end of the last epoch, by the median time of the last epochs, validation included.

        None before the first epoch has ended: the first steps compile the network and say nothing about the others.
        """
        if not self.batches or not self.epochs:
            return None
        steps_left = self.start["epochs"] * self.start["steps_per_epoch"] - self._steps_done()
        seconds_per_step = median(epoch["seconds"] for epoch in self.epochs[-5:]) / self.start["steps_per_epoch"]
        return float(steps_left * seconds_per_step)

    def forget(self, after: int) -> None:
        """Drops the events after this epoch, which the training repeats."""
        self.epochs, self.batches, self.watched = (
            [event for event in kept if event["epoch"] <= after] for kept in (self.epochs, self.batches, self.watched)
        )

    def _steps_done(self) -> int:
        epoch, step = self.position
        return max(0, epoch - 1) * int(self.start["steps_per_epoch"]) + step
