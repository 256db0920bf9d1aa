"""The folder of the class's photos, its lock, and what is kept of the sealed set: one small file beside the photos."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import class_photos_dir, write_text
from dogcat.common.text_file import OddFileError, read_plain
from dogcat.common.units import MEGABYTE
from dogcat.runs.file_checks import is_time

_FILE = "set.json"
_MAX_BYTES = 5 * MEGABYTE
_MAX_SECONDS = 60.0  # to wait for the lock, which is held for milliseconds


class ClassPhotoError(DogcatError):
    """A photo, a guess or a step that is refused. The text says why."""


@dataclass(frozen=True)
class SealedSet:
    """What is kept of a sealed set.

    Attributes:
        photos: the ids of its photos; one that is taken back leaves the list.
        sealed_at: time of the seal, in seconds since 1970.
        networks: the names of the plain and of the regularized run that the class guesses about.
        opened_at: time of the opening; None until then.
        num_withdrawn: number of photos that left the set after the seal.
        guesses: guessed accuracies of the two networks, 0 to 1, by token of the browser.
        answers: P(dog) of each photo by its id, by name of the run; None is not a number.
    """

    photos: tuple[str, ...]
    sealed_at: float
    networks: tuple[str, str]
    opened_at: float | None = None
    num_withdrawn: int = 0
    guesses: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)

    def without(self, ids: Iterable[str]) -> "SealedSet":
        """Return the set without some photos, and without all that was measured on them."""
        gone = set(ids) & set(self.photos)
        return replace(
            self,
            photos=tuple(each for each in self.photos if each not in gone),
            num_withdrawn=self.num_withdrawn + len(gone),
            answers={
                run: {each: p_dog for each, p_dog in said.items() if each not in gone}
                for run, said in self.answers.items()
            },
        )


@contextmanager
def locked() -> Iterator[None]:
    """Context manager that lets one change of the folder happen at a time, of all threads and processes.

    Raises:
        ClassPhotoError: the folder stays locked.
    """
    class_photos_dir().mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(class_photos_dir() / ".lock", timeout=_MAX_SECONDS):
            yield
    except filelock.Timeout:
        raise ClassPhotoError(_("The server is busy with the photos of others. Try again in a minute.")) from None


def sealed_set() -> SealedSet | None:
    """Return what is kept of the sealed set; None while none is sealed, or if the file is damaged."""
    try:
        kept = json.loads(read_plain(class_photos_dir() / _FILE, _MAX_BYTES))
        first, second = map(str, kept["networks"])
        return SealedSet(
            photos=tuple(map(str, kept["photos"])),
            sealed_at=_time(kept["sealed_at"]),
            networks=(first, second),
            opened_at=None if kept["opened_at"] is None else _time(kept["opened_at"]),
            num_withdrawn=int(kept["num_withdrawn"]),
            guesses={str(owner): (_fraction(pair[0]), _fraction(pair[1])) for owner, pair in kept["guesses"].items()},
            answers={str(run): _said(said) for run, said in kept["answers"].items()},
        )
    except (
        OSError,
        OddFileError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ):
        return None


def keep(kept: SealedSet) -> None:
    """Write what is kept of the sealed set. Call this inside `locked`."""
    write_text(class_photos_dir() / _FILE, json.dumps(asdict(kept)) + "\n")


def _said(said: Mapping[str, Any]) -> dict[str, float | None]:
    return {str(photo): None if p_dog is None else _fraction(p_dog) for photo, p_dog in said.items()}


def _fraction(value: Any) -> float:
    number = float(value)
    if not (math.isfinite(number) and 0 <= number <= 1):
        raise ValueError("Not a fraction")
    return number


def _time(value: Any) -> float:
    if not is_time(value):
        raise ValueError("Not a time")
    return float(value)
