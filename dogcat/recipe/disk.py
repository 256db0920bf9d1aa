"""The disk space that a run needs, checked before its training starts."""

from dogcat.common.disk_space import usable_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import runs_dir
from dogcat.common.units import MEGABYTE
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Recipe

_MODELS = 4  # the last one, the best one, the one of the last complete epoch, and the one that is being written
_BASE_BYTES = 5 * 2**20  # events, history, evaluation, watched pictures
_EPOCH_BYTES = 2 * 30_000  # the history of the pictures; sets have up to 30,000


class DiskLimitError(DogcatError):
    """A training needs more disk space than is free. The text says how much."""


def needed_bytes(recipe: Recipe) -> int:
    """Return an upper bound of the bytes that a run writes to the disk."""
    num_arrays = _MODELS * (1 + OPTIMIZERS[recipe.optimizer].num_slots)
    if recipe.weight_average:  # the state to continue from, and the one that is being written
        num_arrays += 2 * (2 + OPTIMIZERS[recipe.optimizer].num_slots)
    pictures = min(_EPOCH_BYTES * recipe.epochs, 100 * MEGABYTE)  # more is not kept
    return _BASE_BYTES + pictures + num_arrays * 4 * num_parameters(recipe)


def has_room(recipe: Recipe) -> bool:
    """Return True if a run of this recipe fits on the disk."""
    return needed_bytes(recipe) <= _free_bytes()


def check_room(recipe: Recipe) -> None:
    """Check before the start that a run of this recipe fits on the disk.

    Raises:
        DiskLimitError: the disk has too little free space.
    """
    if not has_room(recipe):
        raise DiskLimitError(
            _(
                "This training stores up to {needed:.0f} MB on the disk, but only {free:.0f} MB are free. Delete runs,"
                " picture sets or other files that you no longer need."
            ).format(needed=needed_bytes(recipe) / MEGABYTE, free=_free_bytes() / MEGABYTE)
        )


def _free_bytes() -> int:
    return usable_bytes(runs_dir())
