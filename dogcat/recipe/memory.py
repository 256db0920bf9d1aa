"""The peak memory of a training, estimated before it starts, so that the system does not kill it.

The factors were fitted to the anonymous memory of short trainings on a processor:
`python -m benchmarks.duration_estimate memory`. On a graphics card, the networks and the outputs of their layers are in
the card's memory, and the pictures in that of the machine. `_CARD_BASE_BYTES` and `_CARD_HOST_BYTES` are from NVIDIA's
descriptions, not measured.
"""

from dataclasses import replace

import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import in_gigabytes
from dogcat.recipe.batch_queue import QUEUED_BATCHES, num_workers
from dogcat.recipe.combinations import smallest_picture_size
from dogcat.recipe.device import card_for
from dogcat.recipe.layers import layer_table, num_parameters
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import (
    Recipe,
    evaluation_batch_size,
    num_used_pictures,
)
from dogcat.recipe.schedule import largest_training_recipe

MAX_PORTION_BYTES = 200 * 2**20  # outputs of all layers; the tutorial's recipes stay below and are not divided
HALF_PRECISIONS = ("bfloat16", "float16")
_CARD_PORTION = 8  # fraction of a card for a portion's outputs: with their gradients and copies they take half of it
_BASE_BYTES = 375 * 2**20  # TensorFlow, the program, batches in the queue
_CARD_HOST_BYTES = 1_500 * 2**20  # CUDA and cuDNN in the machine's memory
_CARD_BASE_BYTES = 700 * 2**20  # CUDA's context, the code of cuDNN and its workspace on the card
_TRAINING, _PREDICTING = 4.1, 1.9  # copies of a batch's layer outputs: kept for the backward pass, or not freed yet
_MODELS = 3  # the trained model, the copy that is saved, the model that is loaded for the evaluation
_COPIES = 6  # copies of the weights alone: gradients, and buffers while saving


class MemoryLimitError(DogcatError):
    """A training needs more memory than is free. The text says how much, and which change helps most."""


def num_portions(recipe: Recipe, precision: str, card_bytes: int | None = None) -> int:
    """Return the number of portions that each batch is divided into, 1 to `batch_size`.

    dogcat/training/gradient_accumulation.py computes the gradients portion by portion. Batch normalisation would take
    the mean of each portion, not of the batch, and learn another network, so with it a batch stays whole.

    Args:
        recipe: the recipe of the training.
        precision: `float32`, or `bfloat16` or `float16`, which take half the memory.
        card_bytes: memory of the graphics card; None for the processor, or if it is not known.
    """
    if recipe.batch_normalization:
        return 1
    outputs = sum(row.activation_bytes for row in layer_table(recipe)) // (2 if precision in HALF_PRECISIONS else 1)
    most = card_bytes // _CARD_PORTION if card_bytes else MAX_PORTION_BYTES
    return min(recipe.batch_size, -(-recipe.batch_size * outputs // most))


def expected_bytes(recipe: Recipe, num_training: int, on_card: bool = False) -> int:
    """Return the expected peak of a training in the machine's memory in bytes.

    On the processor it is 1 to 1.5 times the measured peak. The peak occurs in a training step, or in the evaluation
    between two epochs, whose batches are larger. Both use the same memory. All decoded pictures are a memory-mapped
    file, which the system can drop; a selection of them is a copy in memory.

    Args:
        recipe: the recipe of the training.
        num_training: number of pictures in the training split.
        on_card: whether a graphics card computes the training.
    """
    num_used = num_used_pictures(recipe, num_training)
    num_chosen = num_used * (num_used < num_training)
    if not on_card:
        picture_bytes = num_chosen * 3 * recipe.picture_size**2
        return round(_BASE_BYTES + _network_bytes(recipe, None) + picture_bytes)
    num_chosen += (num_workers(on_card=True) + QUEUED_BATCHES + 1) * recipe.batch_size
    saving = _COPIES * 4 * num_parameters(recipe)
    return _BASE_BYTES + _CARD_HOST_BYTES + saving + num_chosen * 3 * recipe.picture_size**2


def expected_card_bytes(recipe: Recipe, card_bytes: int | None) -> int:
    """Return the expected peak of a training in the memory of a graphics card in bytes.

    Args:
        recipe: the recipe of the training.
        card_bytes: memory of the card; None if it is not known.
    """
    return round(_CARD_BASE_BYTES + _network_bytes(recipe, card_bytes))


def _network_bytes(recipe: Recipe, card_bytes: int | None) -> float:
    """Return the bytes of the weights and of the outputs of all layers, in the memory in which they are computed."""
    largest, num_slots = largest_training_recipe(recipe), OPTIMIZERS[recipe.optimizer].num_slots
    training = -(-recipe.batch_size // num_portions(largest, recipe.precision, card_bytes))
    predicting = evaluation_batch_size(recipe.picture_size) * (2 if recipe.mirror_at_test else 1)
    batches = max(_TRAINING * training * _outputs(largest), _PREDICTING * predicting * _outputs(recipe))
    if recipe.precision in HALF_PRECISIONS:
        batches /= 2
    weights = _MODELS * (1 + num_slots) + _COPIES
    if recipe.weight_average:  # the averages, and copies of all arrays while they are written
        weights += 3 + num_slots
    return batches + weights * 4 * num_parameters(recipe)


def _outputs(recipe: Recipe) -> int:
    """Return the bytes of the outputs of convolutions and poolings for one picture in float32."""
    return sum(row.activation_bytes for row in layer_table(recipe) if row.kind in ("Conv2D", "MaxPooling2D"))


def check_memory(recipe: Recipe, num_training: int, available: int | None = None) -> None:
    """Check before the start that a training fits into memory: the machine's, and that of its graphics card.

    Args:
        recipe: the recipe of the training.
        num_training: number of pictures in the training split.
        available: free memory of the machine in bytes; None asks the system how much it can give without swapping.

    Raises:
        MemoryLimitError: the training needs more memory.
    """
    card = card_for(recipe.device)
    if card and card.memory_bytes:
        _check_card(recipe, card.name, card.memory_bytes)

    def expected(recipe: Recipe) -> int:
        return expected_bytes(recipe, num_training, on_card=card is not None)

    needed = expected(recipe)
    free = psutil.virtual_memory().available if available is None else available
    if needed > free:
        change, smaller = min(_smaller(recipe).items(), key=lambda item: expected(item[1]))
        raise MemoryLimitError(
            _(
                "This training needs about {needed} of memory, but only {free} are free. The most helpful change is"
                " {change}: the training then needs about {needed_then}. Closing other programs helps too."
            ).format(
                needed=in_gigabytes(needed),
                free=in_gigabytes(free),
                change=change,
                needed_then=in_gigabytes(expected(smaller)),
            )
        )


def _check_card(recipe: Recipe, name: str, card_bytes: int) -> None:
    """Raise `MemoryLimitError` if a training does not fit into the memory of a graphics card."""
    needed = expected_card_bytes(recipe, card_bytes)
    if needed > card_bytes:
        change, smaller = min(_smaller(recipe).items(), key=lambda item: expected_card_bytes(item[1], card_bytes))
        raise MemoryLimitError(
            _(
                "This training needs about {needed} of memory on the graphics card, but the {name} has {memory}. The"
                " most helpful change is {change}: the training then needs about {needed_then}. With the recipe's"
                " device “cpu”, the processor trains it."
            ).format(
                needed=in_gigabytes(needed),
                name=name,
                memory=in_gigabytes(card_bytes),
                change=change,
                needed_then=in_gigabytes(expected_card_bytes(smaller, card_bytes)),
            )
        )


def is_enough_free(num_bytes: int) -> bool:
    """Return True if the system can give so many bytes now without swapping."""
    return bool(num_bytes <= psutil.virtual_memory().available)


def _up_to(size: int, training_sizes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(size, each) for each in training_sizes)


def _smaller(recipe: Recipe) -> dict[str, Recipe]:
    """Return recipes with one size halved, by the text that suggests the change."""
    filters = tuple(max(1, each // 2) for each in recipe.filters)
    size = max(8, smallest_picture_size(len(filters), recipe.kernel_size, recipe.residual), recipe.picture_size // 2)
    batch, units = max(1, recipe.batch_size // 2), max(1, recipe.dense_units // 2)
    smaller_batch = _("a smaller batch_size ({new} instead of {old})").format(new=batch, old=recipe.batch_size)
    smaller_picture = _("a smaller picture_size ({new} instead of {old})").format(new=size, old=recipe.picture_size)
    fewer_filters = _("half as many filters ({filters})").format(filters=", ".join(map(str, filters)))
    fewer_units = _("fewer dense_units ({new} instead of {old})").format(new=units, old=recipe.dense_units)
    changes = {
        smaller_batch: replace(recipe, batch_size=batch),
        smaller_picture: replace(recipe, picture_size=size, training_sizes=_up_to(size, recipe.training_sizes)),
        fewer_filters: replace(recipe, filters=filters),
    }
    return changes | {fewer_units: replace(recipe, dense_units=units)} if recipe.dense_units else changes
