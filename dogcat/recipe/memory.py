"""How much memory a training takes at its peak, known before it starts, so that it is not killed in the middle.

The factors were fitted to the anonymous memory of real short trainings, see `benchmarks/duration_estimate.py`.
"""

from dataclasses import replace

import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.recipe.layers import layer_table, num_parameters
from dogcat.recipe.recipe import Recipe, clean_sample_size, evaluation_batch_size, smallest_picture_size

OPTIMIZER_SLOTS = {"sgd": 0, "rmsprop": 1, "adam": 2, "adamw": 2}  # arrays as large as the weights that it keeps
MAX_PORTION_BYTES = 200 * 2**20  # of the layers' outputs: no recipe of the tutorial's picture size is divided
_BASE_BYTES = 375 * 2**20  # TensorFlow itself, the program, batches that wait
_TRAINING, _LOOKING = 4.1, 1.9  # the layers' outputs of a batch, in copies: kept for the way back, or still about
_MODELS = 3  # the trained one, the copy that is saved, the one that is loaded for the evaluation
_COPIES = 6  # of the weights alone: gradients, and what saving copies


class MemoryLimitError(DogcatError):
    """A training needs more memory than is free. The text says how much, and what would help."""


def num_portions(recipe: Recipe, precision: str) -> int:
    """Into how many portions the batches of a recipe are divided, see portions.py: 1 to `batch_size`.

    Args:
        recipe: what is to be trained.
        precision: `float32` or `bfloat16`, whose numbers take half the memory.
    """
    outputs = sum(row.activation_bytes for row in layer_table(recipe)) // (2 if precision == "bfloat16" else 1)
    return min(recipe.batch_size, -(-recipe.batch_size * outputs // MAX_PORTION_BYTES))


def expected_bytes(recipe: Recipe, num_training: int) -> int:
    """The peak of a training's own memory, on the safe side: one to one and a half times what it was measured to be.

    The peak comes in a training step, or when validation's larger batches are looked at between two epochs; what the
    one took the other uses again. Decoded pictures lie in a file that the system can drop at any time; those
    chosen out of it do not.

    Args:
        recipe: what is to be trained.
        num_training: pictures of the training split.
    """
    activations = sum(row.activation_bytes for row in layer_table(recipe) if row.kind in ("Conv2D", "MaxPooling2D"))
    training = -(-recipe.batch_size // num_portions(recipe, recipe.precision))
    looking = evaluation_batch_size(recipe.picture_size)
    batches = max(_TRAINING * training, _LOOKING * looking)
    if recipe.precision == "bfloat16":
        batches /= 2
    weights = _MODELS * (1 + OPTIMIZER_SLOTS[recipe.optimizer]) + _COPIES
    num_used = min(recipe.num_training_pictures or num_training, num_training)
    num_clean = clean_sample_size(recipe, num_used)
    num_chosen = num_used * (num_used < num_training) + num_clean * (num_clean < num_used)
    pixels = num_chosen * 3 * recipe.picture_size**2
    return round(_BASE_BYTES + batches * activations + weights * 4 * num_parameters(recipe) + pixels)


def check_memory(recipe: Recipe, num_training: int, available: int | None = None) -> None:
    """Makes sure before the start that a training fits into the memory.

    Args:
        recipe: what is to be trained.
        num_training: pictures of the training split.
        available: bytes; None asks the system what it can give without swapping.

    Raises:
        MemoryLimitError: it does not fit.
    """
    needed = expected_bytes(recipe, num_training)
    free = psutil.virtual_memory().available if available is None else available
    if needed > free:
        change, smaller = min(_smaller(recipe).items(), key=lambda item: expected_bytes(item[1], num_training))
        raise MemoryLimitError(
            _(
                "This training needs about {needed} of memory, and {free} are free. What helps most is {change}: it"
                " then needs about {needed_then}. Closing other programs helps too."
            ).format(
                needed=_gigabytes(needed),
                free=_gigabytes(free),
                change=change,
                needed_then=_gigabytes(expected_bytes(smaller, num_training)),
            )
        )


def _smaller(recipe: Recipe) -> dict[str, Recipe]:
    """The recipe with each of its sizes halved, by the words that ask for it."""
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


def _gigabytes(num_bytes: int) -> str:
    return f"{num_bytes / 2**30:.1f} GB"
