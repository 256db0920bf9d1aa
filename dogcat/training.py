"""One training from a recipe to a finished run folder: blocking, in this process, with no screen and no threads."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version

import keras
import tensorflow as tf

from dogcat.callbacks import CleanTraining, Heartbeat, KeepModels, RunRecorder, StopWhenAsked
from dogcat.drawn import open_or_draw
from dogcat.errors import DogcatError
from dogcat.evaluation import write_evaluation
from dogcat.home import write_text
from dogcat.model import build_model, load_model
from dogcat.pictures import SPLITS
from dogcat.pipeline import clean_sample, evaluation_batches, training_batches
from dogcat.pixels import load_both_classes
from dogcat.precision import choose_precision
from dogcat.recipe import Recipe
from dogcat.runs import Run


def train(recipe: Recipe, run: Run, callbacks: Sequence[keras.callbacks.Callback] = ()) -> None:
    """Trains the recipe's network on the run's pictures and records everything in the run's folder.

    Returns when the training has ended or was asked to stop. Whatever breaks it off is recorded, then raised.

    Args:
        recipe: what to train.
        run: the folder to write to; must be claimed by this process.
        callbacks: further Keras callbacks, called after those that record.

    Raises:
        DogcatError: the pictures are missing or none of a class can be decoded.
    """
    try:
        _train(recipe, run, callbacks)
    except DogcatError as error:
        run.append("error", message=str(error))
        raise
    except KeyboardInterrupt:
        run.append("stopped", message="Broken off by hand; the model of the last finished epoch is kept.")
        raise
    except Exception as error:
        run.append("error", message=f"The training broke off: {type(error).__name__}: {error} (see trainer.log).")
        raise


def _train(recipe: Recipe, run: Run, callbacks: Sequence[keras.callbacks.Callback]) -> None:
    def beat(_done: int, _all: int) -> None:
        run.beat()

    pictures = open_or_draw(run.pictures, beat)
    training, validation, test = (  # test is needed only in the end, but a fault in it must show now
        load_both_classes(pictures, split, recipe.picture_size, beat) for split in SPLITS
    )
    sample = clean_sample(training, recipe)

    precision, reason = choose_precision(recipe.precision)
    write_text(run.folder / "environment.json", json.dumps(_environment(recipe, precision, reason), indent=2) + "\n")
    keras.utils.set_random_seed(recipe.seed)
    model = build_model(recipe, precision)
    if recipe.augmentation.mixup_alpha > 0:
        _judge_by_the_larger_share(model)
    run.beat()

    run.append(
        "start",
        epochs=recipe.epochs,
        steps_per_epoch=recipe.steps_per_epoch,
        batch_size=recipe.batch_size,
        num_training=len(training),
        num_clean=len(sample),
        num_validation=len(validation),
        precision=precision,
        left_out=training.left_out + validation.left_out + test.left_out,
    )
    model.fit(
        training_batches(training, recipe),
        steps_per_epoch=recipe.steps_per_epoch,
        epochs=recipe.epochs,
        validation_data=evaluation_batches(validation),
        shuffle=False,  # the batches come shuffled
        verbose=0,
        callbacks=[
            Heartbeat(run),
            StopWhenAsked(run),
            CleanTraining(evaluation_batches(sample), evaluation_batches(training), run),
            RunRecorder(run, recipe),
            KeepModels(run, recipe),
            *callbacks,
        ],
    )
    if run.stop_requested():
        run.append("stopped", message="Stopped on request; the model so far is kept.")
        return
    results = write_evaluation(run, load_model(run.model_file), {"validation": validation, "test": test})
    run.append("end", **{f"{split}_accuracy": result.accuracy for split, result in results.items()})


def _judge_by_the_larger_share(model: keras.Model) -> None:
    """Lets `accuracy` ask of a mixed picture whether the network names the class that it has more of.

    Keras' own asks whether the label is exactly 0 or 1, so it counts every mixture of a cat and a dog as a mistake.
    """

    def accuracy(labels: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
        return keras.metrics.binary_accuracy(keras.ops.round(labels), probabilities)

    # The kept models do not have this metric: they are built anew, see `KeepModels`.
    metric = keras.metrics.MeanMetricWrapper(accuracy, name="accuracy")
    model.compile(model.optimizer, model.loss, metrics=[metric], jit_compile=model.jit_compile)


def _environment(recipe: Recipe, precision: str, reason: str) -> dict[str, object]:
    return {
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("tensorflow", "keras", "numpy", "pillow", "opencv-python-headless")},
        },
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "device": "cpu",
        "precision": precision,
        "precision_reason": reason,
        "seed": recipe.seed,
    }
