"""How much room on the disk a training needs for what it keeps, so that none begins that could not be kept."""

import shutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import runs_dir
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.memory import OPTIMIZER_SLOTS
from dogcat.recipe.recipe import Recipe

_MODELS = 4  # the last one, the best one, that of the last whole epoch, and the one that is being written
_BASE_BYTES = 5 * 2**20  # events, history, evaluation, watched pictures


class DiskLimitError(DogcatError):
    """A training needs more room on the disk than is free. The text says how much."""


def needed_bytes(recipe: Recipe) -> int:
    """What a training keeps at most, on the safe side."""
    return _BASE_BYTES + _MODELS * (1 + OPTIMIZER_SLOTS[recipe.optimizer]) * 4 * num_parameters(recipe)


def has_room(recipe: Recipe) -> bool:
    """Whether what a training keeps fits on the disk."""
    return needed_bytes(recipe) <= _free_bytes()


def check_room(recipe: Recipe) -> None:
    """Makes sure before the start that a training can be kept.

    Raises:
        DiskLimitError: it cannot.
    """
    if not has_room(recipe):
        raise DiskLimitError(
            _(
                "This training keeps up to {needed:.0f} MB on the disk, and {free:.0f} MB are free. Make room: delete"
                " runs that you no longer need, or picture sets, or other files."
            ).format(needed=needed_bytes(recipe) / 2**20, free=_free_bytes() / 2**20)
        )


def _free_bytes() -> int:
    folder = runs_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free
