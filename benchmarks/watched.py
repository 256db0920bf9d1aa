"""Epoch times of a training while no, one and ten visitors have its page open.

    python -m benchmarks.watched PICTURES [RECIPE [EPOCHS]]

A training runs in a separate process beside the app. For one epoch each, no visitor, one and ten visitors follow its
page (see `visitors`; their browsers are left out, because in a classroom they run on other machines). The server
redraws many open pages less often than one. Epochs in which the number of visitors changed do not count. Prints the
fastest epoch and the median of each.
"""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from statistics import median

from benchmarks.measuring import borrowed_pictures
from benchmarks.visitors import Visitor, running_server
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.run import Run, create_run

PORT = 8790
NUMBERS = (0, 1, 10)


async def follow(run: Run, num_epochs: int) -> dict[int, list[float]]:
    """Return the seconds of the epochs by number of visitors."""
    seconds: dict[int, list[float]] = {number: [] for number in NUMBERS}
    visitors: list[asyncio.Task[None]] = []
    number, seen = 0, 0
    while seen < num_epochs:
        await asyncio.sleep(0.05)
        history = run.history()
        if len(history) == seen:
            continue
        seen = len(history)
        if seen % 2 == 0:  # the number of visitors did not change in this epoch
            seconds[number].append(history[-1]["seconds"])
            number = NUMBERS[(NUMBERS.index(number) + 1) % len(NUMBERS)]
            for visitor in visitors:
                visitor.cancel()
            visitors = [asyncio.create_task(Visitor(PORT, "train", f"run={run.id}").stay()) for _ in range(number)]
    return seconds


def main(pictures: str, recipe: str = "quick-baseline", num_epochs: int = 60) -> None:
    """Train, watch, and print."""
    with borrowed_pictures(pictures):
        run = create_run(replace(RECIPES[recipe], epochs=num_epochs), pictures)
        with running_server(PORT):
            trainer = subprocess.Popen([sys.executable, "-m", "dogcat", "work", str(run.folder)], env=os.environ)
            seconds = asyncio.run(follow(run, num_epochs))
            trainer.wait()
    for number, those in seconds.items():
        fastest, middle = min(those) / min(seconds[0]), median(those) / median(seconds[0])
        print(
            f"{recipe}, {number:2d} pages open, {len(those)} epochs: fastest {min(those):.2f} s ({fastest:.3f}),"
            f" middle {median(those):.2f} s ({middle:.3f})"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
