"""Estimates of how long a training takes on this machine, and of when a waiting training starts."""

import heapq
from collections.abc import Sequence

from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import open_picture_set
from dogcat.recipe.duration import epoch_seconds, expected_seconds
from dogcat.recipe.recipe import Recipe, clean_sample_size, num_used_pictures
from dogcat.runs.run import Run
from dogcat.runs.scheduling.speed import learn_from_runs, read_speeds
from dogcat.runs.store import list_runs
from dogcat.runs.timeline import Timeline


def expected_start_seconds(going_on: Sequence[Run], before: Sequence[Run], num_at_once: int) -> float | None:
    """Return the expected seconds until a waiting training starts; None if a training before it has no estimate.

    Args:
        going_on: the runs that are being trained.
        before: the runs that wait before it, in the order in which they start.
        num_at_once: how many are trained at the same time, 1 or more.
    """
    return seconds_until_start(list(map(seconds_left, going_on)), list(map(seconds_of, before)), num_at_once)


def seconds_until_start(
    going_on: Sequence[float | None], before: Sequence[float | None], num_at_once: int
) -> float | None:
    """Seconds until a training starts that waits behind all of these.

    Args:
        going_on: remaining seconds of each training in progress.
        before: seconds that each training before it will take, in the order in which they start.
        num_at_once: number of trainings at the same time, 1 or more.

    Returns:
        Seconds; None if one of these figures is None.
    """
    if None in (*going_on, *before):
        return None
    ends = [seconds for seconds in going_on if seconds is not None]
    ends += [0.0] * max(0, num_at_once - len(ends))
    heapq.heapify(ends)
    for seconds in before:
        heapq.heapreplace(ends, ends[0] + (seconds or 0.0))
    return ends[0]


def seconds_left(run: Run) -> float | None:
    """Estimated remaining seconds of a training in progress; None before its first batch event."""
    timeline = Timeline()
    timeline.follow(run)
    return timeline.seconds_left


def expected_training_seconds(recipe: Recipe, num_training: int, num_validation: int) -> float | None:
    """Expected seconds from a training's start to its result, corrected by earlier runs on this machine.

    None if this machine was not measured yet.

    Args:
        recipe: what to train.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    seconds = expected_seconds(recipe, read_speeds(), num_training, num_validation)
    return None if seconds is None else seconds * learn_from_runs(list_runs())


def expected_epoch_seconds(recipe: Recipe, num_training: int, num_validation: int) -> float | None:
    """Return the expected seconds of one epoch, corrected by earlier runs; None if this machine was not measured yet.

    The arguments are those of `expected_training_seconds`.
    """
    speed = read_speeds().get(recipe.precision)
    if speed is None:
        return None
    num_clean = clean_sample_size(recipe, num_used_pictures(recipe, num_training))
    return epoch_seconds(recipe, speed, num_clean, num_validation) * learn_from_runs(list_runs())


def seconds_of(run: Run) -> float | None:
    """Expected seconds of a waiting training; None if the machine was not measured or the pictures are deleted."""
    try:
        counts = open_picture_set(run.pictures).counts()
    except DogcatError:  # deleted while it waits
        return None
    return expected_training_seconds(run.recipe, *(sum(counts[split].values()) for split in ("train", "validation")))
