"""Gain of each speed-up of a training step.

    python -m benchmarks.speed_ups [PRECISION [RECIPE ...]]

The bare step of the tutorial's recipes as this machine trains it takes turns with the same step without one speed-up.
Prints the shortest wall time, and the shortest time of all cores together, which other load on the machine changes
less. Precision is float32 by default. Recipes with small pictures never use matrix products, and these need the bias
after the pooling.
"""

import sys
import time
from unittest.mock import patch

import numpy as np

from benchmarks.measuring import BareSteps, random_batch
from dogcat.recipe.recipe import RECIPES
from dogcat.training.model import LATE_BIAS
from dogcat.training.product_convolution import products_pay

NUM_ROUNDS = 20
NUM_WARM_UP = 2  # rounds that do not count


def main() -> None:
    """Print a table for each recipe."""
    other, those = ("library", "matrix products") if products_pay() else ("matrix products", "library")
    changes = {
        "as trained": {"LATE_BIAS": LATE_BIAS},
        "bias inside of the convolutions": {"LATE_BIAS": ()},
        "Keras' own RMSprop": {"FASTER_OPTIMIZERS": {}},
        f"filter gradients by {other}, not {those}": {"products_pay": lambda: not products_pay()},
    }
    precision = (sys.argv[1:2] or ["float32"])[0]
    for name in sys.argv[2:] or ("baseline", "regularized"):
        steps = {}
        for way, changed in changes.items():
            with patch.multiple("dogcat.training.model", **changed):
                steps[way] = BareSteps(RECIPES[name], precision, *random_batch(RECIPES[name]))
                steps[way]()  # traces the graph while the change holds
        times: dict[str, list[tuple[float, float]]] = {way: [] for way in steps}
        for turn in range(NUM_WARM_UP + NUM_ROUNDS):
            for way, step in steps.items():
                began, used = time.perf_counter(), time.process_time()
                step()
                if turn >= NUM_WARM_UP:
                    times[way].append((time.perf_counter() - began, time.process_time() - used))
        all_of_it = np.min(times["as trained"], axis=0)
        print(f"{name}, {precision}")
        for way, both in times.items():
            wall, cores = np.min(both, axis=0)
            gain = f"{wall / all_of_it[0] - 1:+6.1%} {cores / all_of_it[1] - 1:+6.1%}"
            print(f"    {wall * 1000:7.1f} ms {cores * 1000:7.1f} ms of the cores {gain}  {way}", flush=True)


if __name__ == "__main__":
    main()
