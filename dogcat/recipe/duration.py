"""Estimates the time of a training from its layers and the measured speed of this machine.

dogcat/training/speed_probe.py measures the speed in a process of its own, because that needs TensorFlow.
dogcat/runs/scheduling/speed.py stores it and corrects the estimates with the runs that have ended on this machine.
"""

import os
from dataclasses import astuple, dataclass

import numpy as np

from dogcat.recipe.batch_queue import num_workers
from dogcat.recipe.layers import layer_table
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Recipe, evaluation_batch_size, num_used_pictures
from dogcat.recipe.schedule import clean_turn_size, training_recipes

SAVING_SECONDS = 0.1  # per epoch, to save the model and a line of the history
FEATURE_EPOCH_SECONDS = 1.0  # an epoch of a head on features: the model is saved, hardly anything is computed
ENDING_SECONDS = 1.0  # to build the graphs in the first epoch, and after the last one to load the kept model again
DECODING_SECONDS = 0.001  # core time to decode a picture; 0.3 to 1.1 ms for drawn ones and photos


@dataclass(frozen=True)
class Speed:
    """Measured seconds per unit of work on one device of this machine, in one precision.

    Attributes:
        operation: one floating-point operation of a convolution or dense layer.
        training_byte: one output byte of a convolution in a training step: forward, pooling, and both backward.
        prediction_byte: one output byte of a convolution in a prediction.
        training_parameter: one parameter in a training step: forward, gradient, update.
        prediction_parameter: one parameter in a batch of predictions.
        training_layer: constant time of one layer in a training step.
        prediction_layer: constant time of one layer in a batch of predictions.
        augmented_pixel: the affine transform of one pixel of a training picture, on one core.
        start: from the start of a process until its network is built.
        on_card: whether a graphics card computes, so that the cores only augment.
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
    on_card: bool = False


def step_work(recipe: Recipe) -> np.ndarray:
    """Return the amount of each kind of work in a training step, in the order of the first seven fields of `Speed`.

    With `training_sizes` it is the mean of the steps of all sizes. The average of the weights takes two more passes
    over them.

    The gradients with respect to weights and to inputs each take as many operations as the forward pass. A convolution
    works on blocks of 16 channels, so it moves the bytes of whole blocks.

    Returns:
        float64 array of shape (7,).
    """
    sizes = training_recipes(recipe)
    operations, num_bytes, parameters, layers = np.mean([_work(each) for each in sizes], axis=0)
    slots = OPTIMIZERS[recipe.optimizer].num_slots
    update = (3 + 2 * slots) / (3 + 2 * OPTIMIZERS["rmsprop"].num_slots)  # passes over the memory, relative to rmsprop
    if recipe.weight_average:
        update += 2 / (3 + 2 * OPTIMIZERS["rmsprop"].num_slots)
    batch = recipe.batch_size
    passes = 1 if recipe.has_base and recipe.base_training == "head" else 3  # no gradients of a base that stays
    return np.array([passes * batch * operations, batch * num_bytes, 0, update * parameters, 0, layers, 0])


def prediction_work(recipe: Recipe, num_pictures: int) -> np.ndarray:
    """Return the amount of each kind of work to predict pictures, in the order of `step_work`.

    The batches have `evaluation_batch_size` pictures, as in `dogcat.training.pipeline`.

    Args:
        recipe: the recipe of the network.
        num_pictures: number of pictures.

    Returns:
        float64 array of shape (7,).
    """
    operations, num_bytes, parameters, layers = _work(recipe)
    if recipe.mirror_at_test:
        num_pictures *= 2
    num_batches = -(-num_pictures // evaluation_batch_size(recipe.picture_size))
    return np.array(
        [num_pictures * operations, 0, num_pictures * num_bytes, 0, num_batches * parameters, 0, num_batches * layers]
    )


def augmentation_seconds(recipe: Recipe, speed: Speed) -> float:
    """Return the seconds that one core takes to augment a batch.

    The factors are relative to the resampling and printed by benchmarks/duration_estimate.py: the fill modes `wrap` and
    `constant` double the time, and noise adds four times the time of the resampling.
    """
    augmentation = recipe.augmentation
    if augmentation.changes_nothing and not recipe.training_sizes:
        return 0.0
    parts = 1.0 + (augmentation.fill_mode in ("wrap", "constant")) + 4.0 * (augmentation.noise_stddev > 0)
    num_pixels = float(np.mean([each.picture_size**2 for each in training_recipes(recipe)]))
    return parts * recipe.batch_size * num_pixels * speed.augmented_pixel


def epoch_seconds(recipe: Recipe, speed: Speed, num_clean: int, num_validation: int) -> float:
    """Return the expected seconds of an epoch: training steps, evaluation, saving.

    The next batch is augmented during a step. On the processor both use the same cores, so the augmentation slows the
    step down. On a graphics card several batches are augmented at the same time. A step never takes less time than the
    augmentation of a batch takes from the one before it.

    Args:
        recipe: the recipe of the training.
        speed: the speed of the device in the recipe's precision.
        num_clean: number of training pictures that are evaluated.
        num_validation: number of validation pictures.
    """
    if recipe.takes_features:
        return FEATURE_EPOCH_SECONDS
    augmenting = augmentation_seconds(recipe, speed)
    computing = _seconds(step_work(recipe), speed)
    if speed.on_card:
        augmenting /= num_workers(on_card=True)
    else:
        computing += augmenting / (os.cpu_count() or 1)
    evaluating = _seconds(prediction_work(recipe, num_clean) + prediction_work(recipe, num_validation), speed)
    return recipe.steps_per_epoch * max(computing, augmenting) + evaluating + SAVING_SECONDS


def training_seconds(recipe: Recipe, speed: Speed, num_training: int, num_validation: int) -> float:
    """Return the expected seconds from the first step of a training to its result, on an idle machine.

    The estimate covers all epochs, because early stopping cannot be predicted. It assumes as many test as validation
    pictures. It includes neither the start of the process nor the first decoding of the pictures.

    Args:
        recipe: the recipe of the training.
        speed: the speed of this machine in the recipe's precision.
        num_training: number of pictures in the training split.
        num_validation: number of pictures in the validation split.
    """
    num_used = num_used_pictures(recipe, num_training)
    num_clean = clean_turn_size(recipe, num_used)
    epochs = recipe.epochs * epoch_seconds(recipe, speed, num_clean, num_validation)
    num_seen = 0 if recipe.takes_features else num_clean  # features are computed of every picture, before the epochs
    ending = _seconds(prediction_work(recipe, num_used - num_seen + 2 * num_validation), speed)
    return epochs + ending + ENDING_SECONDS


def decoding_seconds(num_training: int, num_validation: int) -> float:
    """Return the seconds to decode all splits of a set on all cores, with as many test as validation pictures."""
    return DECODING_SECONDS * (num_training + 2 * num_validation) / (os.cpu_count() or 1)


def expected_seconds(recipe: Recipe, speeds: dict[str, Speed], num_training: int, num_validation: int) -> float | None:
    """Return the expected seconds from the start of the process to its result, on an idle machine.

    The arguments are those of `training_seconds`, with the measured speeds by precision.

    Returns:
        Seconds, or None if the recipe's precision was not measured yet.
    """
    speed = speeds.get(recipe.precision)
    return None if speed is None else speed.start + training_seconds(recipe, speed, num_training, num_validation)


def _work(recipe: Recipe) -> tuple[float, float, float, float]:
    """Return operations and output bytes for one picture, the number of parameters and the number of layers."""
    table = layer_table(recipe)
    convolved = [row.output_shape for row in table if row.kind == "Conv2D"]
    num_bytes = sum(4 * height * width * (-(-channels // 16) * 16) for height, width, channels in convolved)
    return sum(row.flops for row in table), num_bytes, sum(row.num_parameters for row in table), len(table)


def _seconds(work: np.ndarray, speed: Speed) -> float:
    return float(work @ astuple(speed)[: len(work)])
