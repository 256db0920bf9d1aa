"""Does a long training stay as fast and as small as it began?

    python -m benchmarks.long_run PICTURES [RECIPE [EPOCHS [STEPS]]]

`train` with short epochs. Prints the memory that the process has for itself (the memory-mapped pictures
left out) and the seconds of each epoch, and the slowest epoch but the first over the median. The machine must be quiet
for the latter.
"""

import os
import sys
import time
from dataclasses import replace
from statistics import median

import keras

from benchmarks.measuring import borrowed_pictures, own_memory
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.run import create_run
from dogcat.training.train import train


class Watch(keras.callbacks.Callback):
    """Prints one line an epoch."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Starts the clock."""
        self.seconds: list[float] = []
        self.most = 0
        self.began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Looks at the memory."""
        self.most = max(self.most, own_memory())

    on_test_batch_end = on_train_batch_end

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Prints."""
        now = time.perf_counter()
        self.seconds.append(now - self.began)
        self.began = now
        print(
            f"epoch {epoch + 1:>4} {self.seconds[-1]:7.2f} s   memory now {own_memory() / 1e9:.3f} GB"
            f"   most so far {self.most / 1e9:.3f} GB",
            flush=True,
        )


def main() -> None:
    """One training."""
    name, epochs, steps = (sys.argv[2:] + ["baseline", "30", "20"][len(sys.argv) - 2 :])[:3]
    recipe = replace(RECIPES[name], epochs=int(epochs), steps_per_epoch=int(steps))
    watch = Watch()
    with borrowed_pictures(sys.argv[1]) as pictures:
        train(recipe, create_run(recipe, pictures.name, claimed_by=os.getpid()), [watch])
    # The last epoch looks at all training pictures.
    between = watch.seconds[1:-1]
    print(f"slowest epoch but the first and the last: {max(between) / median(between):.2f} times the median")
    print(f"memory after the test pictures {own_memory() / 1e9:.3f} GB")


if __name__ == "__main__":
    main()
