"""The peak memory of a training, estimated before it starts, so that the system does not kill it.

The factors were fitted to the anonymous memory of short trainings: `python -m benchmarks.duration_estimate memory`.
"""

from dataclasses import replace

import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import in_gigabytes
from dogcat.recipe.layers import layer_table, num_parameters
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import (
    Recipe,
    clean_sample_size,
    evaluation_batch_size,
    num_used_pictures,
    smallest_picture_size,
)

MAX_PORTION_BYTES = 200 * 2**20  # outputs of all layers; the tutorial's recipes stay below and are not divided
_BASE_BYTES = 375 * 2**20  # TensorFlow, the program, batches in the queue
_TRAINING, _PREDICTING = 4.1, 1.9  # copies of a batch's layer outputs: kept for the backward pass, or not freed yet
_MODELS = 3  # the trained model, the copy that is saved, the model that is loaded for the evaluation
_COPIES = 6  # copies of the weights alone: gradients, and buffers while saving


class MemoryLimitError(DogcatError):
    """A training needs more memory than is free. The text says how much, and which change helps most."""


def num_portions(recipe: Recipe, precision: str) -> int:
    """Return the number of portions that each batch is divided into, 1 to `batch_size`.

    dogcat/training/gradient_accumulation.py computes the gradients portion by portion.

    Args:
        recipe: the recipe of the training.
        precision: `float32`, or `bfloat16`, which takes half the memory.
    """
    outputs = sum(row.activation_bytes for row in layer_table(recipe)) // (2 if precision == "bfloat16" else 1)
    return min(recipe.batch_size, -(-recipe.batch_size * outputs // MAX_PORTION_BYTES))


def expected_bytes(recipe: Recipe, num_training: int) -> int:
    """Return the expected peak memory of a training in bytes: 1 to 1.5 times the measured peak.

    The peak occurs in a training step, or in the evaluation between two epochs, whose batches are larger. Both use the
    same memory. All decoded pictures are a memory-mapped file, which the system can drop; a selection of them is a copy
    in memory.

    Args:
        recipe: the recipe of the training.
        num_training: number of pictures in the training split.
    """
    activations = sum(row.activation_bytes for row in layer_table(recipe) if row.kind in ("Conv2D", "MaxPooling2D"))
    training = -(-recipe.batch_size // num_portions(recipe, recipe.precision))
    predicting = evaluation_batch_size(recipe.picture_size)
    batches = max(_TRAINING * training, _PREDICTING * predicting)
    if recipe.precision == "bfloat16":
        batches /= 2
    weights = _MODELS * (1 + OPTIMIZERS[recipe.optimizer].num_slots) + _COPIES
    num_used = num_used_pictures(recipe, num_training)
    num_clean = clean_sample_size(recipe, num_used)
    num_chosen = num_used * (num_used < num_training) + num_clean * (num_clean < num_used)
    pixels = num_chosen * 3 * recipe.picture_size**2
    return round(_BASE_BYTES + batches * activations + weights * 4 * num_parameters(recipe) + pixels)


def check_memory(recipe: Recipe, num_training: int, available: int | None = None) -> None:
    """Check before the start that a training fits into memory.

    Args:
        recipe: the recipe of the training.
        num_training: number of pictures in the training split.
        available: free memory in bytes; None asks the system how much it can give without swapping.

    Raises:
        MemoryLimitError: the training needs more memory.
    """
    needed = expected_bytes(recipe, num_training)
    free = psutil.virtual_memory().available if available is None else available
    if needed > free:
        change, smaller = min(_smaller(recipe).items(), key=lambda item: expected_bytes(item[1], num_training))
        raise MemoryLimitError(
            _(
                "This training needs about {needed} of memory, but only {free} are free. The most helpful change is"
                " {change}: the training then needs about {needed_then}. Closing other programs helps too."
            ).format(
                needed=in_gigabytes(needed),
                free=in_gigabytes(free),
                change=change,
                needed_then=in_gigabytes(expected_bytes(smaller, num_training)),
            )
        )


def is_enough_free(num_bytes: int) -> bool:
    """Return True if the system can give so many bytes now without swapping."""
    return bool(num_bytes <= psutil.virtual_memory().available)


def _smaller(recipe: Recipe) -> dict[str, Recipe]:
    """Return recipes with one size halved, by the text that suggests the change."""
    filters = tuple(max(1, each // 2) for each in recipe.filters)
    size = max(8, smallest_picture_size(len(filters), recipe.kernel_size), recipe.picture_size // 2)
    batch, units = max(1, recipe.batch_size // 2), max(1, recipe.dense_units // 2)
    smaller_batch = _("a smaller batch_size ({new} instead of {old})").format(new=batch, old=recipe.batch_size)
    smaller_picture = _("a smaller picture_size ({new} instead of {old})").format(new=size, old=recipe.picture_size)
    fewer_filters = _("half as many filters ({filters})").format(filters=", ".join(map(str, filters)))
    fewer_units = _("fewer dense_units ({new} instead of {old})").format(new=units, old=recipe.dense_units)
    return {
        smaller_batch: replace(recipe, batch_size=batch),
        smaller_picture: replace(recipe, picture_size=size),
        fewer_filters: replace(recipe, filters=filters),
        fewer_units: replace(recipe, dense_units=units),
    }
