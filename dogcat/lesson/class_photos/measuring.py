"""What networks say of the sealed photos: measured once for each network, with intervals, and the hardest photos."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dogcat.analysis.comparison import Paired, compare_pairs
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.statistics import wilson_interval
from dogcat.explain.attribution import AttributionClient, network_of
from dogcat.lesson.class_photos.kept import ClassPhotoError, SealedSet, keep, locked, sealed_set
from dogcat.lesson.class_photos.photos import ClassPhoto, id_of, sealed_photos
from dogcat.lesson.class_photos.sealed_set import opening_name
from dogcat.pictures.decoding import decode_picture
from dogcat.runs.run import Run
from dogcat.runs.seal import note_opening

NUM_HARDEST = 6
_BLOCK = 50  # photos in one question; other visitors' questions come between two of them
_FLOOR = 1e-7  # of a probability, as in `training.evaluation`: a confident mistake has a finite loss


@dataclass(frozen=True)
class Score:
    """How many photos a network gets right.

    Attributes:
        num_right: number of photos.
        num_all: number of all photos, at least 1.
    """

    num_right: int
    num_all: int

    @property
    def accuracy(self) -> float:
        """The fraction of right answers."""
        return self.num_right / self.num_all

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% Wilson interval of the accuracy."""
        return wilson_interval(self.num_right, self.num_all)


@dataclass(frozen=True)
class HardPhoto:
    """A photo, and what two networks say of it.

    Attributes:
        photo: the photo.
        p_dog: P(dog) of both networks; None is not a number.
        loss: mean cross-entropy of both, in nats.
    """

    photo: ClassPhoto
    p_dog: tuple[float | None, float | None]
    loss: float


def open_results(client: AttributionClient, networks: Sequence[Run], asker: Visitor) -> None:
    """Measure both networks of the sealed set, and open the results for the class.

    Raises:
        NotAllowedError: the asker is not in charge.
        ClassPhotoError: nothing is sealed, no photo is left, or one was changed since the seal.
        DogcatError: a network cannot be asked.
    """
    require_charge(asker, _("Only the teacher can open the results."))
    _measure(client, networks, opens=True)


def measure_own(client: AttributionClient, networks: Sequence[Run], asker: Visitor) -> None:
    """Measure networks that the asker has trained on the sealed photos, once the results are open.

    Raises:
        NotAllowedError: a network is another's.
        ClassPhotoError: the results are not open, no photo is left, or one was changed since the seal.
        DogcatError: a network cannot be asked.
    """
    for run in networks:
        require_owner(asker, run.followers, _("You can measure only networks that you have trained."))
    kept = sealed_set()
    if kept is None or kept.opened_at is None:
        raise ClassPhotoError(_("The results are not open yet."))
    _measure(client, networks, opens=False)


def is_measured(kept: SealedSet, networks: Sequence[str]) -> bool:
    """Return True if all these runs were measured on all photos of the set."""
    return all(set(kept.photos) <= kept.answers.get(name, {}).keys() for name in networks)


def score_of(kept: SealedSet, network: str, photos: Sequence[ClassPhoto]) -> Score:
    """Return the score of a measured network on some photos, at least one; what is not a number counts as wrong."""
    said = kept.answers[network]
    right = [p_dog is not None and int(p_dog > 0.5) == photo.label for photo in photos for p_dog in [said[photo.id]]]
    return Score(sum(right), len(photos))


def difference(kept: SealedSet, networks: tuple[str, str], photos: Sequence[ClassPhoto]) -> Paired:
    """Return the comparison of two measured networks on the same photos, at least one."""
    first, second = ({photo.name: kept.answers[name][photo.id] for photo in photos} for name in networks)
    return compare_pairs(first, second)


def hardest(kept: SealedSet, networks: tuple[str, str], photos: Sequence[ClassPhoto]) -> list[HardPhoto]:
    """Return up to `NUM_HARDEST` photos with the largest mean loss of two measured networks, the largest first."""
    found = []
    for photo in photos:
        first, second = (kept.answers[name][photo.id] for name in networks)
        losses = [_loss(p_dog, photo.label) for p_dog in (first, second)]
        found.append(HardPhoto(photo, (first, second), sum(losses) / len(losses)))
    return sorted(found, key=lambda each: each.loss, reverse=True)[:NUM_HARDEST]


def _measure(client: AttributionClient, networks: Sequence[Run], opens: bool) -> None:
    kept, photos = sealed_set(), sealed_photos()
    if kept is None:
        raise ClassPhotoError(_("The test set is not sealed yet."))
    if not photos:
        raise ClassPhotoError(_("No photo of the sealed set is left. Delete it, and start another one."))
    jpegs = [_checked(photo) for photo in photos]
    answers = {}
    for run in networks:
        said: list[float] = []
        for start in range(0, len(jpegs), _BLOCK):
            pixels = [decode_picture(jpeg, run.recipe.picture_size) for jpeg in jpegs[start : start + _BLOCK]]
            said += [verdict.p_dog for verdict in client.predict(network_of(run), pixels)]
        answers[run.id] = {
            photo.id: None if math.isnan(p_dog) else round(p_dog, 6) for photo, p_dog in zip(photos, said, strict=True)
        }
    with locked():
        now = sealed_set()
        if now is None or now.sealed_at != kept.sealed_at:
            raise ClassPhotoError(_("The test set was deleted meanwhile."))
        left = set(now.photos)  # without those that were taken back while the networks answered
        new = {run: {photo: said[photo] for photo in said if photo in left} for run, said in answers.items()}
        opened_at = time.time() if opens and now.opened_at is None else now.opened_at
        keep(replace(now, answers={**now.answers, **new}, opened_at=opened_at))
        note_opening(opening_name(now))


def _checked(photo: ClassPhoto) -> bytes:
    """Return the file of a photo, which must be the one that was sealed."""
    jpeg = photo.read()
    if id_of(photo.owner, jpeg) != photo.id:
        raise ClassPhotoError(_("A photo was changed after the seal. Delete it, and open the results again."))
    return jpeg


def _loss(p_dog: float | None, label: int) -> float:
    """Return the cross-entropy of an answer, in nats; that of the worst answer if it is not a number."""
    likelihood = _FLOOR if p_dog is None else p_dog if label else 1 - p_dog
    return -math.log(max(_FLOOR, likelihood))
