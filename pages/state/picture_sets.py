"""Which picture sets visitors may choose among."""

from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.recipe.settings import settings


def offered_sets() -> list[PictureSet]:
    """The sets on this machine, as far as the teacher offers them."""
    names = settings().picture_sets
    return [pictures for pictures in list_picture_sets() if not names or pictures.name in names]
