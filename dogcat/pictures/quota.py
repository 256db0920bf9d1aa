"""How much disk space all picture sets together may take."""

from dogcat.common.disk_space import folder_bytes, usable_bytes
from dogcat.common.language import _
from dogcat.common.storage import pictures_dir
from dogcat.common.units import GIGABYTE, size_words
from dogcat.pictures.picture_set import PictureSetError
from dogcat.recipe.settings import settings


def quota_bytes() -> int:
    """Return the bytes that all picture sets may take."""
    return settings().max_picture_gigabytes * GIGABYTE


def require_room(num_bytes: int) -> None:
    """Create the folder of the picture sets and check that there is room for new pictures.

    Args:
        num_bytes: needed space in bytes.

    Raises:
        PictureSetError: the disk has too little free space, or the picture sets take too much.
    """
    folder = pictures_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if num_bytes > (usable := usable_bytes(folder)):
        raise PictureSetError(
            _(
                "The pictures need {needed}, but the disk of {folder} has {free} for them. Free some space, or set"
                " DOGCAT_HOME to a folder on another disk."
            ).format(needed=size_words(num_bytes), folder=folder, free=size_words(usable))
        )
    used = folder_bytes(folder)
    if used + num_bytes > (quota := quota_bytes()):
        raise PictureSetError(
            _(
                "The pictures need {needed}. All picture sets together may take {quota}, and have {used} already."
                " Delete a set that nobody needs, or ask your teacher, who can raise max_picture_gigabytes."
            ).format(needed=size_words(num_bytes), quota=size_words(quota), used=size_words(used))
        )
