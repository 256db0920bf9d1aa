"""What the history of the pictures costs: an epoch with it against an epoch as it was before.

    python -m benchmarks.picture_history_overhead PICTURES [EPOCHS [RECIPE ...]]

Trains each recipe. After each epoch it measures both ways, in alternating order, so that other load on the machine hits
both alike: the pictures whose turn it is and the row in the file; and the fixed sample that versions before the
history evaluated, a twentieth of the steps' time. The first and the last epoch do not count. Prints the medians, and
the difference as a fraction of an epoch with the fixed sample. Also prints the ratio of training steps with and
without the metric that keeps the answers.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.measuring import BareSteps, borrowed_pictures, in_turn, seconds_of
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import MIN_CLEAN_PICTURES, RECIPES, Recipe
from dogcat.runs.run import create_run
from dogcat.training.answers import Answers
from dogcat.training.callbacks.clean_accuracy import CleanTraining
from dogcat.training.callbacks.picture_history import KeepPictureHistory
from dogcat.training.pipeline import evaluation_batches, picked, training_batch
from dogcat.training.precision import choose_precision
from dogcat.training.train import train

NUM_ROUNDS, STEPS_A_ROUND = 12, 5


@dataclass
class Seconds:
    """The seconds of each epoch: of both ways, and of writing the row."""

    turns: list[float] = field(default_factory=list)
    sample: list[float] = field(default_factory=list)
    row: list[float] = field(default_factory=list)


@contextmanager
def both_ways(recipe: Recipe) -> Iterator[Seconds]:
    """Context manager: trainings in it measure both ways after each epoch."""
    found = Seconds()
    measure, write = CleanTraining.on_whole_epoch, KeepPictureHistory.on_whole_epoch
    sample: list[Any] = []

    def measure_both(clean: CleanTraining, epoch: int, logs: dict[str, float]) -> None:
        if not sample:
            size = min(
                len(clean.training), max(MIN_CLEAN_PICTURES, 3 * recipe.steps_per_epoch * recipe.batch_size // 20)
            )
            chosen = np.sort(np.random.default_rng(1).choice(len(clean.training), size, replace=False))
            sample.append(evaluation_batches(picked(clean.training, chosen)))
        ways = [
            (found.turns, lambda: measure(clean, epoch, logs)),
            (found.sample, lambda: clean.model.evaluate(sample[0], verbose=0)),
        ]
        for seconds, way in ways[:: 1 if epoch % 2 else -1]:
            seconds.append(seconds_of(way))

    def write_timed(keep: KeepPictureHistory, epoch: int, logs: dict[str, float]) -> None:
        found.row.append(seconds_of(lambda: write(keep, epoch, logs)))

    with (
        patch.object(CleanTraining, "on_whole_epoch", measure_both),
        patch.object(KeepPictureHistory, "on_whole_epoch", write_timed),
    ):
        yield found


def measure(name: str, pictures: PictureSet, precision: str, num_epochs: int) -> None:
    """Print one line for one recipe."""
    recipe = replace(RECIPES[name], epochs=num_epochs, precision=precision)
    run = create_run(recipe, pictures.name, claimed_by=os.getpid())
    with both_ways(recipe) as seconds:
        train(recipe, run)
    epochs = [row["seconds"] for row in run.history()]
    columns = np.array([epochs, seconds.turns, seconds.sample, seconds.row])[:, 1:-1]
    whole, turns, sample, row = columns
    before = median(whole - turns - row)
    extra = median(turns + row - sample)
    print(
        f"{name:<17} {precision}: epoch with the fixed sample {before:6.2f} s, sample {median(sample) * 1000:5.0f} ms,"
        f" turn {median(turns) * 1000:5.0f} ms, row {median(row) * 1000:.1f} ms: {extra / before:+.1%} of an epoch"
        f"   metric in the steps: {metric_ratio(recipe, precision, pictures):.3f}",
        flush=True,
    )


def metric_ratio(recipe: Recipe, precision: str, pictures: PictureSet) -> float:
    """Return the seconds of training steps with the metric, divided by those without."""
    batch = training_batch(load_split(pictures, "train", recipe.picture_size), recipe, 0)
    without, with_metric = (BareSteps(recipe, precision, *batch) for _ in range(2))
    model = with_metric.model
    model.compile(model.optimizer, model.loss, metrics=["accuracy", Answers(2000)], jit_compile=model.jit_compile)
    model.make_train_function(force=True)
    jobs = {"without": partial(without, STEPS_A_ROUND), "with": partial(with_metric, STEPS_A_ROUND)}
    seconds = in_turn(jobs, NUM_ROUNDS)
    return median(one / other for one, other in zip(seconds["with"], seconds["without"], strict=True))


def main() -> None:
    """Measure the recipes in this machine's precision."""
    with borrowed_pictures(sys.argv[1]) as pictures:
        began = time.perf_counter()
        precision, reason = choose_precision("auto")
        print(reason)
        for name in sys.argv[3:] or RECIPES:
            measure(name, pictures, precision, int((sys.argv[2:3] or ["8"])[0]))
        print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
