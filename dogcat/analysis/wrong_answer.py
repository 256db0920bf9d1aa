"""One wrong answer that grows more confident: why validation loss rises while accuracy hardly changes.

Accuracy counts a mistake once. The cross-entropy of one picture is -ln p, where p is the probability that the network
gives to the right class, so a confident mistake costs more: C. Guo and others, On calibration of modern neural networks
(ICML 2017), section 3.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean, median
from typing import Any

import numpy as np

from dogcat.analysis.curve_reading import LOSS_RISES
from dogcat.analysis.history import lowest_val_loss_epoch, mean_of_last
from dogcat.common.statistics import is_number
from dogcat.runs.recorded import seeds_of
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import WatchedPicture, read_watched

NUM_ENDING = 3  # epochs whose mean is the end of a curve; a single one is often far off
MOST_LEFT = 0.5  # fraction of the probability at the lowest loss that may be left at the end
NUM_AROUND = 2  # epochs before and after the lowest loss
MOST_FALL = 0.02  # of validation accuracy that still counts as hardly any
LEAST_P = 1e-7  # Keras limits probabilities to this before it takes the logarithm


@dataclass(frozen=True, eq=False)
class WrongAnswer:
    """A picture that a network, or several of other seeds, get wrong with growing confidence.

    Attributes:
        picture: with its name, its class and its pixels.
        epochs: ascending; 0 is the untrained network.
        curves: for each network the probability of the right class by epoch, 0 to 1.
        lowest: for each network the epoch of its lowest validation loss.
        is_recorded: whether the networks are the recorded ones; otherwise it is one of the learner's.
    """

    picture: WatchedPicture
    epochs: tuple[int, ...]
    curves: tuple[tuple[float, ...], ...]
    lowest: tuple[int, ...]
    is_recorded: bool

    @property
    def early(self) -> float:
        """The median over the networks of the probability at the lowest validation loss."""
        return median(curve[self.epochs.index(epoch)] for curve, epoch in zip(self.curves, self.lowest, strict=True))

    @property
    def late(self) -> float:
        """The median over the networks of the mean probability in the last epochs."""
        return median(mean(curve[-NUM_ENDING:]) for curve in self.curves)

    @property
    def middle(self) -> tuple[float, ...]:
        """The median over the networks by epoch."""
        return tuple(median(values) for values in zip(*self.curves, strict=True))


def loss_of(p_right: float) -> float:
    """Return the binary cross-entropy of one picture, in nats.

    Args:
        p_right: the probability of the right class, 0 to 1.
    """
    return -math.log(max(p_right, LEAST_P))


def loss_rises_alone(history: Sequence[Mapping[str, Any]]) -> bool:
    """Return True if validation loss ended clearly above its lowest value and validation accuracy did not fall.

    The losses are compared with `LOSS_RISES`. The accuracy at the lowest loss is the mean of the epochs around it, that
    of the end the mean of the last ten.

    Args:
        history: rows as from `Run.history`; a row without a number counts for nothing.
    """
    rows = [row for row in history if is_number(row["val_loss"]) and is_number(row["val_accuracy"])]
    best = lowest_val_loss_epoch(rows)
    if best is None:
        return False
    around: list[float] = [row["val_accuracy"] for row in rows if abs(row["epoch"] - best) <= NUM_AROUND]
    lowest = min(float(row["val_loss"]) for row in rows)
    rise = mean_of_last(rows, "val_loss") - lowest
    return rise > LOSS_RISES[0] and mean_of_last(rows, "val_accuracy") > mean(around) - MOST_FALL


def wrong_answer_of(run: Run, timeline: Timeline) -> WrongAnswer | None:
    """Return the watched picture whose wrong answer grew most confident; None if there is none.

    It is wrong at the lowest validation loss and in the last epochs, and at most half of the probability of its right
    class is left at the end. Pictures that the network learned from do not count.

    Args:
        run: a training that has ended.
        timeline: its events.
    """
    return _largest([(run, timeline)], is_recorded=False)


@lru_cache(maxsize=1)
def recorded_wrong_answer() -> WrongAnswer | None:
    """Return the same for the recorded seeds of the plain exercise; it holds for each of them."""
    runs = [(run, Timeline()) for run in seeds_of("baseline-photos")]
    for run, timeline in runs:
        timeline.follow(run)
    return _largest(runs, is_recorded=True)


def _largest(runs: Sequence[tuple[Run, Timeline]], is_recorded: bool) -> WrongAnswer | None:
    watched = read_watched(runs[0][0].folder) if runs else []
    found = [_answer(runs, number, picture, is_recorded) for number, picture in enumerate(watched)]
    return max(filter(None, found), key=lambda one: loss_of(one.late) - loss_of(one.early), default=None)


def _answer(
    runs: Sequence[tuple[Run, Timeline]], number: int, picture: WatchedPicture, is_recorded: bool
) -> WrongAnswer | None:
    """Return the curves of a watched picture if it grows more confidently wrong in each run."""
    if picture.label is None or picture.name.startswith("train/"):
        return None
    curves, lowest = [], []
    epochs: tuple[int, ...] = ()
    for run, timeline in runs:
        p_dog = np.array([event["p_dog"][number] for event in timeline.watched], dtype=float)
        epochs = tuple(event["epoch"] for event in timeline.watched)
        best = lowest_val_loss_epoch(run.history())
        p_right = p_dog if picture.label else 1 - p_dog
        if best not in epochs or not np.isfinite(p_right).all():
            return None
        early = p_right[epochs.index(best)]
        if early >= 0.5 or max(p_right[-NUM_ENDING:]) >= 0.5 or mean(p_right[-NUM_ENDING:]) > MOST_LEFT * early:
            return None
        curves.append(tuple(p_right.tolist()))
        lowest.append(best)
    return WrongAnswer(picture, epochs, tuple(curves), tuple(lowest), is_recorded)
