"""The picture sets that a visitor may choose, and the one of a run."""

from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.pictures.synthetic.drawing import Drawing, unfinished_drawings
from dogcat.recipe.settings import settings
from dogcat.runs.run import Run
from pages.state.session import session


def offered_sets() -> list[PictureSet]:
    """Returns the sets on this machine that the teacher offers; all sets if the settings name none."""
    names = settings().picture_sets
    return [pictures for pictures in list_picture_sets() if not names or pictures.name in names]


def offered_drawings() -> list[Drawing]:
    """Returns the sets of which the same holds and that are still being drawn."""
    names = settings().picture_sets
    return [drawing for drawing in unfinished_drawings() if not names or drawing.name in names]


def picture_set_of(run: Run) -> PictureSet | None:
    """Returns the picture set of a run; None if it does not exist any more."""
    return next((pictures for pictures in list_picture_sets() if pictures.name == run.pictures), None)


def marked_names(pictures: PictureSet) -> list[str]:
    """Returns the names of the pictures of a set that the visitor has marked and that still exist, the newest last."""
    return [name for name in session().pictures.marked.get(pictures.name, []) if (pictures.folder / name).exists()]
