"""The pictures that a learner watched in both trainings, with the last answer of each network."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import is_of_set, read_watched, sharp_file

SIDE = 200  # of a picture in the file to take home, in pixels


@dataclass(frozen=True)
class Followed:
    """A picture of the set that every training shown has watched.

    Attributes:
        name: name of the picture in its set.
        label: 0 for cat, 1 for dog, None if it is unknown.
        source: the picture as a data address.
        p_dog: last P(dog) of each training, in their order; None without a number.
    """

    name: str
    label: int | None
    source: str
    p_dog: tuple[float | None, ...]


def followed_pictures(runs: Sequence[Run]) -> tuple[Followed, ...]:
    """Return the pictures that all these runs have watched, in the order of the last run.

    Pictures that the learner has uploaded are left out, because the page may be handed in.

    Args:
        runs: runs on one picture set.
    """
    last_answers = [_last_answers(run) for run in runs]
    if not last_answers or not all(last_answers):
        return ()
    pictures = next((one for one in list_picture_sets() if one.name == runs[-1].pictures), None)
    return tuple(
        Followed(one.name, one.label, _source(pictures, one.name, one.pixels), tuple(a[one.name] for a in last_answers))
        for one in read_watched(runs[-1].folder)
        if all(one.name in answers for answers in last_answers)
    )


def _last_answers(run: Run) -> dict[str, float | None]:
    timeline = Timeline()
    timeline.follow(run)
    names = [one.name for one in read_watched(run.folder)]
    if not timeline.watched:
        return {}
    return {name: p for name, p in zip(names, timeline.watched[-1]["p_dog"], strict=False) if is_of_set(name)}


def _source(pictures: PictureSet | None, name: str, kept: np.ndarray) -> str:
    sharp = sharp_file(pictures, name, kept, SIDE)
    if sharp:
        return "data:image/jpeg;base64," + base64.b64encode(sharp).decode()
    encoded = io.BytesIO()
    Image.fromarray(kept).save(encoded, "PNG")
    return "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode()
