"""How long a recipe will take on this machine: arithmetic over its layers, with what this machine needs for each part.

The few seconds of measuring need TensorFlow and so run in a process of their own (`probe.py`). The result is kept,
because it only changes with the machine and the libraries, and the runs that have ended here correct it.
"""

import os
from dataclasses import astuple, dataclass

import numpy as np

from dogcat.recipe.layers import layer_table
from dogcat.recipe.memory import OPTIMIZER_SLOTS
from dogcat.recipe.recipe import Recipe, clean_sample_size, evaluation_batch_size

SAVING_SECONDS = 0.1  # each epoch keeps its model and its line


@dataclass(frozen=True)
class Speed:
    """The seconds that one piece of each kind of work takes here, in one precision.

    Attributes:
        operation: one floating-point operation of a convolution or dense layer.
        training_byte: one byte that a convolution puts out, in a training step: written, pooled, and both backwards.
        prediction_byte: the same when pictures are only looked at.
        training_parameter: one parameter in a training step: read, its gradient, its update.
        prediction_parameter: the same when pictures are only looked at.
        training_layer: what every layer takes in every training step, however small.
        prediction_layer: the same in every batch that is only looked at.
        augmented_pixel: to shift, turn and resample one pixel of a training picture, on one core.
        start: from the start of a process to its first network.
    """

    operation: float
    training_byte: float
    prediction_byte: float
    training_parameter: float
    prediction_parameter: float
    training_layer: float
    prediction_layer: float
    augmented_pixel: float
    start: float


def step_work(recipe: Recipe) -> np.ndarray:
    """How much of each kind of work a training step holds, in the order of the first seven fields of `Speed`.

    The gradients by weights and by inputs each take as many operations as the way forward. A convolution works on
    blocks of 16 channels, so that it moves the bytes of whole blocks.

    Returns:
        float64 array of shape (7,).
    """
    operations, num_bytes, parameters, layers = _work(recipe)
    slots = OPTIMIZER_SLOTS[recipe.optimizer]
    update = (3 + 2 * slots) / (3 + 2 * OPTIMIZER_SLOTS["rmsprop"])  # passes over the memory, rmsprop being the measure
    batch = recipe.batch_size
    return np.array([3 * batch * operations, batch * num_bytes, 0, update * parameters, 0, layers, 0])


def prediction_work(recipe: Recipe, num_pictures: int) -> np.ndarray:
    """As `step_work`, to look at so many pictures, in batches as large as those of `pipeline.evaluation_batches`."""
    operations, num_bytes, parameters, layers = _work(recipe)
    num_batches = -(-num_pictures // evaluation_batch_size(recipe.picture_size))
    return np.array(
        [num_pictures * operations, 0, num_pictures * num_bytes, 0, num_batches * parameters, 0, num_batches * layers]
    )


def augmentation_seconds(recipe: Recipe, speed: Speed) -> float:
    """What it takes one core to augment a batch.

    The other changes are measured in units of the resampling (benchmarks/duration_estimate.py prints them): to repeat
    or cut at the edge doubles it, and to draw noise takes four times as long.
    """
    augmentation = recipe.augmentation
    if augmentation.changes_nothing:
        return 0.0
    parts = 1.0 + (augmentation.fill_mode in ("wrap", "constant")) + 4.0 * (augmentation.noise_stddev > 0)
    return parts * recipe.batch_size * recipe.picture_size**2 * speed.augmented_pixel


def epoch_seconds(recipe: Recipe, speed: Speed, num_clean: int, num_validation: int) -> float:
    """One epoch: its steps, a look at the validation pictures and at `num_clean` training pictures, the saving.

    The next batch is augmented beside the step, on the cores on which the step computes. So it takes its share of them,
    and a step never takes less than its augmentation.
    """
    augmenting = augmentation_seconds(recipe, speed)
    computing = _seconds(step_work(recipe), speed) + augmenting / (os.cpu_count() or 1)
    looking = _seconds(prediction_work(recipe, num_clean) + prediction_work(recipe, num_validation), speed)
    return recipe.steps_per_epoch * max(computing, augmenting) + looking + SAVING_SECONDS


def expected_seconds(recipe: Recipe, speeds: dict[str, Speed], num_training: int, num_validation: int) -> float | None:
    """The time from the start of the training to its result; None as long as this precision was not measured.

    It is that of all epochs, since nobody knows when early stopping would end them. As many test as validation pictures
    are looked at in the end. What it takes to decode pictures for the first time is not in it.

    Args:
        recipe: what is to be trained.
        speeds: by a recipe's `precision`, as `read_speeds` gives them.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    speed = speeds.get(recipe.precision)
    if speed is None:
        return None
    num_used = min(recipe.num_training_pictures or num_training, num_training)
    num_clean = clean_sample_size(recipe, num_used)
    epochs = recipe.epochs * epoch_seconds(recipe, speed, num_clean, num_validation)
    ending = _seconds(prediction_work(recipe, num_used - num_clean + 2 * num_validation), speed)
    return speed.start + epochs + ending


def _work(recipe: Recipe) -> tuple[float, float, float, float]:
    """Operations and bytes of one picture, the number of parameters and that of layers."""
    table = layer_table(recipe)
    convolved = [row.output_shape for row in table if row.kind == "Conv2D"]
    num_bytes = sum(4 * height * width * (-(-channels // 16) * 16) for height, width, channels in convolved)
    return sum(row.flops for row in table), num_bytes, sum(row.num_parameters for row in table), len(table)


def _seconds(work: np.ndarray, speed: Speed) -> float:
    return float(work @ astuple(speed)[: len(work)])
