"""A picture that is tried: its name, its pixels at a network's picture size, and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dogcat.common.language import _
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import Picture, PictureSet
from dogcat.pictures.refusals import ANIMATION_NOTE, is_animated, refusal, shown_name
from pages.state.session import session
from pages.state.try_choices import TryState
from pages.widgets.literal import literal

MAX_DECODED = 100  # pictures of the networks' size that a session keeps


@dataclass(frozen=True)
class Subject:
    """A picture that is tried.

    Attributes:
        name: as it is shown.
        key: stands for its content in the session.
        source: where it is, or its bytes.
        about: what is known of it, in a sentence.
        is_neither: whether it is known to show neither a cat nor a dog.
    """

    name: str
    key: str
    source: Path | bytes
    about: str = ""
    is_neither: bool = False


def subject_of_picture(pictures: PictureSet, picture: Picture, about: str = "") -> Subject:
    """A picture of a set; the file's time of modification is part of its key."""
    key = f"{pictures.name}/{picture.name}/{picture.path.stat().st_mtime_ns}"
    return Subject(picture.path.name, key, picture.path, about)


def subject_of_file(name: str, data: bytes) -> Subject:
    """A visitor's own file; its name is only shown."""
    return Subject(shown_name(name), f"{len(data)}/{hash((name, data))}", data)  # bytes remember their hash


def opened_of(subjects: Sequence[Subject]) -> Subject:
    """The subject that the visitor opened, otherwise the first; `subjects` has at least one."""
    return next((subject for subject in subjects if subject.key == session().try_picture.opened_picture), subjects[0])


def is_chosen(subject: Subject) -> bool:
    """Return True if the visitor chose the picture, and it is not the one with which the page opens."""
    now = session().try_picture
    return isinstance(subject.source, bytes) or bool(now.tried) or now.tried_example != TryState.tried_example


def pixels_of(subject: Subject, size: int) -> np.ndarray:
    """What a network of a picture size sees, uint8 (size, size, 3).

    Raises:
        PictureError: the file is no picture.
    """
    kept = session().try_picture.decoded
    if (subject.key, size) not in kept:
        pixels = decode_picture(subject.source, size)
        for oldest in list(kept)[: max(0, len(kept) + 1 - MAX_DECODED)]:
            del kept[oldest]
        kept[subject.key, size] = pixels
    return kept[subject.key, size]


def readable(subjects: Sequence[Subject], sizes: Sequence[int]) -> tuple[list[Subject], dict[str, str]]:
    """The subjects that can be decoded at these sizes, and why the others cannot, by key and for Markdown."""
    good, refused = [], {}
    for subject in subjects:
        try:
            for size in sizes:
                pixels_of(subject, size)
        except PictureError as error:
            refused[subject.key] = why_refused(subject, error)
        else:
            good.append(subject)
    return good, refused


def why_refused(subject: Subject, error: PictureError) -> str:
    """What was wrong and what to do, with the name; for Markdown."""
    data = subject.source if isinstance(subject.source, bytes) else subject.source.read_bytes()
    return f"**{literal(subject.name)}** {literal(refusal(data, error))}."


def note_on(subject: Subject) -> str:
    """What a visitor should know of a picture that could be decoded."""
    if isinstance(subject.source, bytes) and is_animated(subject.source):
        return _(ANIMATION_NOTE)
    return subject.about
