"""Time and memory of a long training from its first epoch to its last.

    python -m benchmarks.long_run PICTURES [RECIPE [EPOCHS [STEPS]]]

Runs `train` with short epochs. Prints for each epoch the memory of the process (without memory-mapped pictures) and the
seconds, then the slowest epoch except the first over the median. The machine must be quiet for the latter.
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
    """Prints one line per epoch."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start the clock."""
        self.seconds: list[float] = []
        self.most = 0
        self.began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Record the memory."""
        self.most = max(self.most, own_memory())

    on_test_batch_end = on_train_batch_end

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Print the line."""
        now = time.perf_counter()
        self.seconds.append(now - self.began)
        self.began = now
        print(
            f"epoch {epoch + 1:>4} {self.seconds[-1]:7.2f} s   memory now {own_memory() / 1e9:.3f} GB"
            f"   most so far {self.most / 1e9:.3f} GB",
            flush=True,
        )


def main() -> None:
    """Run one training."""
    name, epochs, steps = (sys.argv[2:] + ["baseline", "30", "20"][len(sys.argv) - 2 :])[:3]
    recipe = replace(RECIPES[name], epochs=int(epochs), steps_per_epoch=int(steps))
    watch = Watch()
    with borrowed_pictures(sys.argv[1]) as pictures:
        train(recipe, create_run(recipe, pictures.name, claimed_by=os.getpid()), [watch])
    # the last epoch evaluates all training pictures
    between = watch.seconds[1:-1]
    print(f"slowest epoch but the first and the last: {max(between) / median(between):.2f} times the median")
    print(f"memory after the test pictures {own_memory() / 1e9:.3f} GB")


if __name__ == "__main__":
    main()
