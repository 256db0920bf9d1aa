"""Break it begins with a picture that the first network is unsure of, so that a small change may be enough."""

from dogcat.explain.verdict import unsure_name
from dogcat.pictures.picture_set import Picture
from pages.screens.try_picture.network_choice import Side
from pages.screens.try_picture.picture_source import EXAMPLE, FROM_SET, NUM_SHOWN
from pages.screens.try_picture.training_likeness import known_set
from pages.state.session import session
from pages.state.try_choices import TryState

SPLIT = "validation"  # whose predictions a run has recorded


def unsure_picture(side: Side) -> Picture | None:
    """The validation picture that a network gets right with a confidence nearest 60%.

    Returns:
        The picture; None without an evaluation, or if the network's set is not on this computer.
    """
    pictures, name = known_set(side), unsure_name(side.run)
    if pictures is None or name is None:
        return None
    return next((picture for picture in pictures.pictures(SPLIT) if picture.name == name), None)


def begin_with_unsure(side: Side) -> None:
    """Takes this picture once for each network, unless the visitor has chosen another one."""
    begun, now = session().perturbation.begun_with, session().try_picture
    if side.key in begun:
        return
    begun.add(side.key)
    has_chosen = now.tried is not None or now.tried_example != TryState.tried_example
    if not has_chosen and now.tried_source in (None, EXAMPLE, FROM_SET):
        take_unsure(side)


def take_unsure(side: Side) -> None:
    """Takes this picture if there is one."""
    picture, pictures, now = unsure_picture(side), known_set(side), session().try_picture
    if picture and pictures:
        now.tried_source, now.tried_split, now.tried = FROM_SET, SPLIT, picture.name
        now.tried_page = 1 + pictures.pictures(SPLIT).index(picture) // NUM_SHOWN
