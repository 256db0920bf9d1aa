"""The seal of the class's test set: from then on no photo is added, and the class guesses until the results open."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge
from dogcat.lesson.class_photos.kept import ClassPhotoError, SealedSet, keep, locked, sealed_set
from dogcat.lesson.class_photos.photos import MAX_PHOTOS, all_photos, delete
from dogcat.pictures.picture_set import CLASSES
from dogcat.runs.seal import times_opened


@dataclass(frozen=True)
class ClassGuess:
    """What a class guesses about one network.

    Attributes:
        num: number of learners who guessed.
        median: the median of their guessed accuracies, 0 to 1.
        low: the lowest guess.
        high: the highest guess.
    """

    num: int
    median: float
    low: float
    high: float


def seal(networks: tuple[str, str], asker: Visitor) -> None:
    """Make the released photos the sealed set, and delete those that were not released.

    Args:
        networks: the names of the plain and of the regularized run that the class will guess about.
        asker: who asks.

    Raises:
        NotAllowedError: the asker is not in charge.
        ClassPhotoError: the set is sealed already, or one of the classes has no released photo.
    """
    require_charge(asker, _("Only the teacher can seal the test set."))
    with locked():
        if sealed_set():
            raise ClassPhotoError(_("The test set is sealed already."))
        photos = [photo for photo in all_photos(asker) if photo.is_released]
        if {photo.label for photo in photos} != set(range(len(CLASSES))):
            raise ClassPhotoError(_("The test set needs at least one cat and one dog. Release more photos first."))
        keep(SealedSet(tuple(photo.id for photo in photos), time.time(), networks))
    delete([photo.id for photo in all_photos(asker) if not photo.is_released], asker)


def guess(accuracies: tuple[float, float], asker: Visitor) -> None:
    """Keep what a learner guesses; a later guess replaces it.

    Args:
        accuracies: of the plain and of the regularized network on the sealed photos, 0 to 1.
        asker: who guesses.

    Raises:
        ClassPhotoError: nothing is sealed, the results are open, the asker has no token, or it is no accuracy.
    """
    if not asker.token.isalnum() or not all(0 <= one <= 1 for one in accuracies):
        raise ClassPhotoError(_("This browser blocks the cookie that your guess needs. Allow cookies and try again."))
    with locked():
        kept = sealed_set()
        if kept is None:
            raise ClassPhotoError(_("The test set is not sealed yet, so there is nothing to guess."))
        if kept.opened_at is not None:
            raise ClassPhotoError(_("The results are open, so it is too late for a guess."))
        if asker.token not in kept.guesses and len(kept.guesses) >= MAX_PHOTOS:
            raise ClassPhotoError(_("{most} learners have guessed, as many as fit.").format(most=MAX_PHOTOS))
        keep(replace(kept, guesses={**kept.guesses, asker.token: accuracies}))


def class_guesses(kept: SealedSet) -> list[ClassGuess]:
    """Return what the class guesses of each network; nothing if nobody guessed."""
    sides: Sequence[Sequence[float]] = list(zip(*kept.guesses.values(), strict=True))
    return [ClassGuess(len(side), median(side), min(side), max(side)) for side in sides]


def opening_name(kept: SealedSet) -> str:
    """Return the name under which `runs.seal` counts how often a network was measured on the set."""
    return f"class-photos-{int(kept.sealed_at)}"


def times_measured(kept: SealedSet) -> int:
    """Return how often a pair of networks was measured on the set."""
    return times_opened(opening_name(kept))
