"""Decides whether a training may start: what the teacher allows, memory and disk space.

Every way to start a training calls `admit`: the runner for the pages, and the command line.
"""

from dataclasses import replace

from dogcat.pictures.synthetic.dataset import count_pictures
from dogcat.recipe.disk import check_room
from dogcat.recipe.memory import check_memory
from dogcat.recipe.recipe import Recipe, recipe_kind
from dogcat.recipe.settings import settings
from dogcat.runs.scheduling.wait_estimate import quiet_training_seconds


def admit(recipe: Recipe, pictures: str, num_epochs_done: int = 0) -> None:
    """Checks that a training may start now.

    Args:
        recipe: what to train.
        pictures: name of the picture set; the drawn set need not exist yet.
        num_epochs_done: epochs that an interrupted training has finished; only the others count.

    Raises:
        SettingsError: the teacher does not allow its recipe, its pictures or its length, or the settings cannot be
            read.
        MemoryLimitError: it does not fit into the free memory.
        DiskLimitError: what it keeps does not fit on the disk.
        PictureSetError: there is no such picture set.
    """
    counts = count_pictures(pictures)
    num_training, num_validation = (sum(counts[split].values()) for split in ("train", "validation"))
    remaining = replace(recipe, epochs=max(1, recipe.epochs - num_epochs_done))
    seconds = quiet_training_seconds(remaining, num_training, num_validation)
    allowed = settings()
    allowed.check_choice(recipe_kind(recipe), pictures)
    allowed.check_length(remaining.epochs, seconds, is_continued=num_epochs_done > 0)
    check_memory(recipe, num_training)
    check_room(recipe)
