"""One training for all who ask the same: finds the training that a visitor joins instead of starting another one."""

from collections.abc import Sequence

from dogcat.common.errors import DogcatError
from dogcat.common.permission import Visitor
from dogcat.pictures.fingerprint import content_of
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.recipe.settings import settings
from dogcat.runs.followers import has_place
from dogcat.runs.misfits import misfits
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from dogcat.runs.watched import WatchedPicture, has_uploads, is_of_set


def content_to_share(pictures: PictureSet, watched: Sequence[WatchedPicture]) -> str:
    """Return what recognises the pictures of a training that others may join, see `content_of`.

    It is empty if nobody may, and if the asker joins no other training: the teacher has switched it off, or the asker
    watches pictures of their own. Nobody else may see those, and in another training they would not be watched.

    Args:
        pictures: the picture set.
        watched: the pictures that the asker wants to be watched.
    """
    if not settings().shares_trainings or not all(is_of_set(one.name) for one in watched):
        return ""
    try:
        return content_of(pictures)
    except OSError:  # a picture is written now
        return ""


def find_training(recipe: Recipe, content: str, asker: Visitor) -> Run | None:
    """Return the training on this server that does what is asked for; None if there is none to join.

    One that waits or goes on comes before one that is done, and among these the newest comes first. A training that the
    asker follows and that has ended is not found again: who asks for it twice wants to train it twice. Neither is one
    that was stopped, has failed, was brought in from a file, or watches pictures that a learner uploaded.

    Args:
        recipe: what is asked for.
        content: of the pictures, see `content_to_share`.
        asker: who asks.
    """
    if not content:
        return None
    fitting = [run for run in reversed(list_runs()) if _is_asked_for(run, recipe, content)]
    return next(filter(goes_on, fitting), None) or next(
        (run for run in fitting if not run.is_of(asker.token) and _is_whole(run)), None
    )


def goes_on(run: Run) -> bool:
    """Return True if a run waits or is trained, and nobody has stopped it."""
    status = run.status()
    return status.is_active and status.state != "stopping" and not run.stop_requested()


def _is_asked_for(run: Run, recipe: Recipe, content: str) -> bool:
    try:
        return (
            run.request.get("content") == content
            and not run.brought
            and run.recipe == recipe
            and has_place(run)
            and not has_uploads(run.folder)
        )
    except (DogcatError, OSError):  # deleted meanwhile, or damaged
        return False


def _is_whole(run: Run) -> bool:
    return run.status().state == "done" and bool(run.history()) and run.has_model and not misfits(run)
