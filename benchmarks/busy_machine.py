"""Accuracy of the estimate before a training starts, while something else runs on the machine.

    python -m benchmarks.busy_machine PICTURES [RECIPE [EPOCHS]]

Measures this machine's speed as the app does, if it is not known yet. Then, for each kind of other work, it watches the
machine for as long as the app's mean goes, notes the estimate, trains in a process of its own, and prints both, with
their ratio, the demand before the start and the mean demand during the training.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import mean

from benchmarks.measuring import borrowed_pictures
from dogcat.pictures.picture_set import open_picture_set
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import QUICK_REGULARIZED, RECIPES, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.load import WINDOW_SECONDS, LoadMeter, demand_of_others, observe
from dogcat.runs.scheduling.speed import read_speeds, start_probe
from dogcat.runs.scheduling.standby import start_worker
from dogcat.runs.scheduling.wait_estimate import estimate_training

BUSY_LOOP = (sys.executable, "-c", "while True: pass")


@contextmanager
def other_work(what: str, pictures: str) -> Iterator[None]:
    """Context manager: other work on this machine, a number of busy processes or another training."""
    if what == "training":
        run = create_run(replace(QUICK_REGULARIZED, epochs=1_000), pictures, claimed_by=os.getpid())
        commands = [[sys.executable, "-m", "dogcat", "work", str(run.folder)]]
    else:
        commands = [list(BUSY_LOOP)] * int(what)
    processes = [subprocess.Popen(command, env=os.environ, start_new_session=True) for command in commands]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def watch(seconds: float) -> None:
    """Observe the machine as the runner does."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(1)
        observe()


def compare(recipe: Recipe, pictures: str, what: str) -> float:
    """Print the estimate and what the training took; returns their ratio."""
    counts = open_picture_set(pictures).counts()
    num_training, num_validation = (sum(counts[split].values()) for split in ("train", "validation"))
    with other_work(what, pictures):
        watch(WINDOW_SECONDS + (8 if what == "training" else 0))
        demand = demand_of_others()
        found = estimate_training(recipe, num_training, num_validation, pictures)
        if found is None:
            raise RuntimeError("the speed of this machine is not known")
        run = create_run(recipe, pictures, claimed_by=os.getpid())
        began, meter, demands = time.monotonic(), LoadMeter(), []
        with start_worker([str(run.folder)], subprocess.DEVNULL, subprocess.DEVNULL) as trainer:
            while trainer.poll() is None:
                time.sleep(0.1)
                meter.observe([trainer.pid])
                demands.append(meter.demand_of_others())
        took = time.monotonic() - began
    if run.status().state != "done":
        raise RuntimeError(f"the training has not ended: {run.last_event()}")
    ratio = found.seconds / took
    print(
        f"{what:>9} | {found.quiet_seconds:5.0f} s idle | {found.seconds:5.0f} s | {took:5.0f} s | {ratio:.2f}"
        f" | demand {demand:.2f} before, {mean(demands):.2f} during",
        flush=True,
    )
    return ratio


def main(pictures: str, recipe: str = "quick-baseline", epochs: int = 0) -> None:
    """Print a line for each kind of other work."""
    with borrowed_pictures(pictures) as found:
        while not read_speeds():
            start_probe().wait()
        chosen = RECIPES[recipe]
        chosen = replace(chosen, epochs=epochs or chosen.epochs)
        for split in ("train", "validation", "test"):
            load_split(found, split, chosen.picture_size)
        print(f"{recipe}, {chosen.epochs} epochs on {os.cpu_count()} cores: other work | estimate | took | ratio")
        ratios = [compare(chosen, pictures, what) for what in ("0", "1", "2", "training", "0")]
        print(f"within 25 %: {sum(0.75 <= ratio <= 1.25 for ratio in ratios)} of {len(ratios)}")


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:4]))
