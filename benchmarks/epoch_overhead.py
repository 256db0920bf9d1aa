"""How much of an epoch is not arithmetic: its wall time against the bare steps and the bare validation.

    python -m benchmarks.epoch_overhead PICTURES

For each of the tutorial's two recipes one process trains three epochs through the whole pipeline (decoded cache, order,
augmentation, recorder, saved models). In the same process the same network then repeats one constant batch and
validates pixels that lie in memory. The ratio of the two is printed; 1.00 means that nothing is lost. Clean training
accuracy is measured every epoch too and is timed apart.
"""

import dataclasses
import os
import sys
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf

from dogcat.callbacks import CleanTraining, Heartbeat, KeepModels, RunRecorder, StopWhenAsked
from dogcat.model import build_model
from dogcat.pictures import open_picture_set
from dogcat.pipeline import evaluation_batches, training_batch, training_batches
from dogcat.pixels import load_split
from dogcat.precision import choose_precision
from dogcat.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs import create_run

NUM_EPOCHS = 3  # the first one also traces the graph and is left out


class TimedCleanTraining(CleanTraining):
    """Adds up the seconds that the clean training accuracy takes."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Starts a new list."""
        self.seconds: list[float] = []

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Times the measurement."""
        began = time.perf_counter()
        super().on_whole_epoch(epoch, logs)
        self.seconds.append(time.perf_counter() - began)


def from_memory(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Without the tuner, whose stalls would make the comparison look better than it is."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.prefetch(2).with_options(options)


def measure(name: str, recipe: Recipe, pictures_name: str, precision: str) -> None:
    """Prints one line for one recipe."""
    recipe = dataclasses.replace(recipe, epochs=NUM_EPOCHS)
    pictures = open_picture_set(pictures_name)
    training, validation = (load_split(pictures, split, recipe.picture_size) for split in ("train", "validation"))
    run = create_run(recipe, pictures_name, claimed_by=os.getpid())
    model = build_model(recipe, precision)
    clean = TimedCleanTraining(evaluation_batches(training), evaluation_batches(training), run)
    callbacks = [Heartbeat(run), StopWhenAsked(run), clean, RunRecorder(run, recipe), KeepModels(run, recipe)]
    ends = [time.perf_counter()]
    callbacks.append(keras.callbacks.LambdaCallback(on_epoch_end=lambda *_, **__: ends.append(time.perf_counter())))
    model.fit(
        training_batches(training, recipe),
        steps_per_epoch=recipe.steps_per_epoch,
        epochs=recipe.epochs,
        validation_data=evaluation_batches(validation),
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
    )
    whole = min(np.diff(ends)[1:] - np.array(clean.seconds)[1:])

    steps = recipe.steps_per_epoch
    same_batch = from_memory(tf.data.Dataset.from_tensors(training_batch(training, recipe, 0)).cache().repeat(steps))
    pictures_and_labels = (np.asarray(validation.pixels), validation.labels[:, None])
    all_validation = from_memory(tf.data.Dataset.from_tensor_slices(pictures_and_labels).batch(100))
    bare = []
    for _ in range(NUM_EPOCHS - 1):
        began = time.perf_counter()
        model.fit(same_batch, steps_per_epoch=steps, shuffle=False, verbose=0)
        model.evaluate(all_validation, verbose=0)
        bare.append(time.perf_counter() - began)
    print(
        f"{name:<12} {precision:<9} epoch {whole:6.2f} s   bare steps and validation {min(bare):6.2f} s"
        f"   ratio {whole / min(bare):.3f}   clean training accuracy {min(clean.seconds):.2f} s more",
        flush=True,
    )


def main() -> None:
    """Both recipes, in the precision that this machine would choose."""
    home_of_pictures = open_picture_set(sys.argv[1]).folder.parent
    with tempfile.TemporaryDirectory() as home:
        os.symlink(home_of_pictures, os.path.join(home, "pictures"))  # noqa: PTH118, PTH211
        os.environ["DOGCAT_HOME"] = home  # its runs and caches go away afterwards
        precision, reason = choose_precision("auto")
        print(reason)
        for name, recipe in (("baseline", BASELINE), ("regularized", REGULARIZED)):
            measure(name, recipe, sys.argv[1], precision)


if __name__ == "__main__":
    main()
