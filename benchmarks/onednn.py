"""Gain of a training step from convolutions by oneDNN, which this app turns on.

    python -m benchmarks.onednn [RECIPE ...]

Two processes take turns with the bare step of a recipe in float32, one with oneDNN and one without. The fastest of each
counts. On processors with AVX-512, TensorFlow uses oneDNN by default; there the ratio is the loss without it.
"""

import sys

from benchmarks.measuring import BareSteps, Elsewhere, answer, in_turn, random_batch, seconds_of
from dogcat.recipe.recipe import RECIPES

NUM_ROUNDS = 20


def main() -> None:
    """Print a line for each recipe."""
    for name in sys.argv[1:] or RECIPES:
        jobs = {
            setting: Elsewhere("benchmarks.onednn", "--steps", name, environment={"TF_ENABLE_ONEDNN_OPTS": setting})
            for setting in ("0", "1")
        }
        without, with_it = (min(seconds) for seconds in in_turn(jobs, NUM_ROUNDS).values())
        for job in jobs.values():
            job.close()
        print(
            f"{name:<17} without oneDNN {without * 1000:6.1f} ms a step, with it {with_it * 1000:6.1f} ms:"
            f" {without / with_it:.2f} times as fast",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--steps"]:
        recipe = RECIPES[sys.argv[2]]
        steps = BareSteps(recipe, "float32", *random_batch(recipe))
        answer(lambda: seconds_of(steps))
    else:
        main()
