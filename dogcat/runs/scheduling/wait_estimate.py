"""Estimates of how long a training takes on this machine, and of when a waiting training starts.

The seconds of `quiet_training_seconds` and `expected_epoch_seconds` are those of an idle machine. All others count in
what else runs on the machine at present.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import open_picture_set
from dogcat.pictures.pixel_cache import are_decoded
from dogcat.recipe.duration import Speed, decoding_seconds, epoch_seconds, training_seconds
from dogcat.recipe.recipe import Recipe, num_used_pictures
from dogcat.recipe.schedule import clean_turn_size
from dogcat.runs.run import Run
from dogcat.runs.scheduling import load
from dogcat.runs.scheduling.helper_claim import HelperClaim, helper_claim
from dogcat.runs.scheduling.load import SLOW_ENOUGH_TO_SAY
from dogcat.runs.scheduling.speed import learn_from_runs, read_speeds
from dogcat.runs.store import list_runs
from dogcat.runs.timeline import Timeline

LOADED_START_SECONDS = 1.0  # from the press to the first step, if a standby process waits


def expected_start_seconds(going_on: Sequence[Run], before: Sequence[Run], num_at_once: int) -> float | None:
    """Return the expected seconds until a waiting training starts; None if a training before it has no estimate.

    Args:
        going_on: the runs that are being trained.
        before: the runs that wait before it, in the order in which they start.
        num_at_once: how many are trained at the same time, 1 or more.
    """
    return expected_starts(going_on, before, num_at_once)[-1]


def expected_starts(going_on: Sequence[Run], waiting: Sequence[Run], num_at_once: int) -> list[float | None]:
    """Return `expected_start_seconds` of each waiting training, and last of one that would be queued now.

    Args:
        going_on: the runs that are being trained.
        waiting: the runs that wait, in the order in which they start.
        num_at_once: how many are trained at the same time, 1 or more.
    """
    correction = learn_from_runs(list_runs()) if going_on or waiting else 1.0  # once, because it looks at all runs
    left = [seconds_left(run, correction=correction) for run in going_on]
    return seconds_until_starts(left, [seconds_of(run, correction) for run in waiting], num_at_once)


def seconds_until_starts(
    going_on: Sequence[float | None], before: Sequence[float | None], num_at_once: int
) -> list[float | None]:
    """Seconds until each waiting training starts, and last those of one that waits behind all of these.

    Args:
        going_on: remaining seconds of each training in progress.
        before: seconds that each waiting training will take, in the order in which they start.
        num_at_once: number of trainings at the same time, 1 or more.

    Returns:
        Seconds of each; None if a figure is None on which they depend.
    """
    ends = [seconds for seconds in going_on if seconds is not None]
    is_known = len(ends) == len(going_on)
    ends += [0.0] * max(0, num_at_once - len(ends))
    heapq.heapify(ends)
    starts = [ends[0] if is_known else None]
    for seconds in before:
        is_known = is_known and seconds is not None
        heapq.heapreplace(ends, ends[0] + (seconds or 0.0))
        starts.append(ends[0] if is_known else None)
    return starts


def seconds_left(run: Run, timeline: Timeline | None = None, correction: float | None = None) -> float | None:
    """Return the estimated remaining seconds of a training in progress; None if nothing is known.

    Until its first epoch has ended this is what is left of the estimate for the whole training.

    Args:
        run: the training.
        timeline: of the run, up to now; None reads it.
        correction: by earlier runs, as for `estimate_training`.
    """
    if timeline is None:
        timeline = Timeline()
        timeline.follow(run)
    if timeline.seconds_left is not None:
        return timeline.seconds_left
    expected = seconds_of(run, correction)
    return None if expected is None else expected * (1 - timeline.progress)


@dataclass(frozen=True)
class Estimate:
    """The expected duration of a training, from its start to its result.

    Attributes:
        seconds: with what else runs on the machine at present.
        quiet_seconds: on an otherwise idle machine.
    """

    seconds: float
    quiet_seconds: float

    @property
    def is_slowed(self) -> bool:
        """Return True if other work makes the training so much slower that a learner should know."""
        return self.seconds >= SLOW_ENOUGH_TO_SAY * self.quiet_seconds


def estimate_training(
    recipe: Recipe,
    num_training: int,
    num_validation: int,
    pictures: str | None = None,
    is_loaded: bool = False,
    beside: Sequence[float] = (),
    correction: float | None = None,
) -> Estimate | None:
    """Returns the expected duration, corrected by earlier runs on this machine; None if it was not measured yet.

    Args:
        recipe: what to train.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
        pictures: name of the picture set, whose pictures are decoded first if they never were in this size; None
            assumes that they were.
        is_loaded: whether a standby process has already loaded TensorFlow.
        beside: seconds that each training of the app still runs beside this one.
        correction: of `learn_from_runs`; None looks at all runs.
    """
    speed = read_speeds(recipe.device).get(recipe.precision)
    if speed is None:
        return None
    start = min(speed.start, LOADED_START_SECONDS) if is_loaded else speed.start
    if correction is None:
        correction = _correction(recipe)
    work = training_seconds(recipe, speed, num_training, num_validation) * correction
    if pictures is not None and not are_decoded(pictures, recipe.picture_size):
        work += decoding_seconds(num_training, num_validation)
    demand = load.demand_of_others()
    demand_in_epochs = 0.0 if speed.on_card else demand  # a card computes although others keep the cores busy
    slowed = start * load.slowdown_of_start(demand + len(beside)) + load.elapsed(work, demand_in_epochs, beside)
    return Estimate(slowed, start + work)


def quiet_training_seconds(recipe: Recipe, num_training: int, num_validation: int) -> float | None:
    """Return the expected seconds of a training on an idle machine; None if this machine was not measured yet.

    The teacher's limit is checked against these, so that what is allowed does not depend on the moment.
    """
    speed = read_speeds(recipe.device).get(recipe.precision)
    if speed is None:
        return None
    return speed.start + training_seconds(recipe, speed, num_training, num_validation) * _correction(recipe)


def seconds_beside(going_on: Sequence[Run], num_waiting: int, num_at_once: int) -> list[float]:
    """Return how long other trainings of the app run beside one that is queued now, counted from its start.

    Args:
        going_on: the runs that are being trained.
        num_waiting: number of runs that wait before it.
        num_at_once: number of trainings at the same time, 1 or more.
    """
    ends = sorted(left for run in going_on if (left := seconds_left(run)) is not None)
    if num_waiting:  # they take the places that become free
        return [float("inf")] * (num_at_once - 1)
    start = ends[len(ends) - num_at_once] if len(ends) >= num_at_once else 0.0
    return [end - start for end in ends if end > start]


def expected_epoch_seconds(recipe: Recipe, num_training: int, num_validation: int) -> float | None:
    """Return the expected seconds of one epoch, corrected by earlier runs; None if this machine was not measured yet.

    The arguments are those of `expected_training_seconds`.
    """
    speed = read_speeds(recipe.device).get(recipe.precision)
    if speed is None:
        return None
    num_clean = clean_turn_size(recipe, num_used_pictures(recipe, num_training))
    return epoch_seconds(recipe, speed, num_clean, num_validation) * _correction(recipe)


def seconds_of(run: Run, correction: float | None = None) -> float | None:
    """Expected seconds of a training that waits or has just begun, without the epochs that it has finished before.

    None if the machine was not measured, or the pictures or the run are deleted.

    Args:
        run: the training.
        correction: by earlier runs, as for `estimate_training`.
    """
    try:
        counts, recipe, num_done = open_picture_set(run.pictures).counts(), run.recipe, len(run.history())
    except (DogcatError, OSError, ValueError):  # deleted while it waits
        return None
    num_training, num_validation = (sum(counts[split].values()) for split in ("train", "validation"))
    remaining = replace(recipe, epochs=max(1, recipe.epochs - num_done))
    if claim := helper_claim(run.folder):
        return _seconds_at_helper(claim, remaining, num_training, num_validation)
    found = estimate_training(remaining, num_training, num_validation, correction=correction)
    return found.seconds if found else None


def _seconds_at_helper(claim: HelperClaim, recipe: Recipe, num_training: int, num_validation: int) -> float | None:
    """Return the seconds of a training by the speed that its helper has measured; None if it measured none."""
    try:
        speed = Speed(**claim.speeds[recipe.precision])
        return speed.start + training_seconds(recipe, speed, num_training, num_validation)
    except (KeyError, TypeError):  # a helper may send anything
        return None


def _correction(recipe: Recipe) -> float:
    return learn_from_runs(list_runs(), recipe.device)
