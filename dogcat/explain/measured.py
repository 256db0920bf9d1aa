"""What `benchmarks/explanations.py` has measured on the two networks that ship with the app, for a page to show.

The figures are of those networks alone, so whoever asks about other ones gets none.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dogcat.common.storage import ASSETS_DIR
from dogcat.runs.run import Run

MEASURED_FILE = ASSETS_DIR / "explanations.json"


@dataclass(frozen=True)
class Wobble:
    """How P(dog) wobbles while pictures are changed in one way.

    Attributes:
        before: standard deviation of P(dog) over the variants of a picture, the mean of all pictures, 0 to 0.5.
        after: the same of the second network.
        num_steadier: pictures on which the second network's is smaller.
    """

    before: float
    after: float
    num_steadier: int


@dataclass(frozen=True)
class Wobbles:
    """The two networks' wobbles.

    Attributes:
        num_pictures: on which they were measured, of the test split.
        by_change: `draws` for the tutorial's augmentation, and each name of `transforms.AXES`.
    """

    num_pictures: int
    by_change: dict[str, Wobble]

    @property
    def unsteadier(self) -> list[str]:
        """The changes under which the second network wobbles more than the first."""
        return [name for name, wobble in self.by_change.items() if wobble.after > wobble.before]


@dataclass(frozen=True)
class Unlike:
    """How well a network tells what is no photo of a cat or dog, see `likeness`; shares from 0 to 1.

    Attributes:
        area: under the ROC curve of drawn things and noise against test pictures, 0.5 for a guess, 1 at best.
        share_found: of the drawn things and noise, those called unlike.
        share_wrong: of the test pictures, those called unlike.
        share_of_photos: of pieces of two photos, a temple and a flower, those called unlike.
        share_of_scenes: of drawn rooms and lawns without an animal, those called unlike.
        num_unlike: how many drawn things and noise there were.
    """

    area: float
    share_found: float
    share_wrong: float
    share_of_photos: float
    share_of_scenes: float
    num_unlike: int


def measured_wobbles(before: Run, after: Run) -> Wobbles | None:
    """The wobbles of two networks; None unless these are the two that were measured, in this order."""
    found = _measured()
    if found is None or not all(_is_of(run, found[side]) for side, run in (("before", before), ("after", after))):
        return None
    return Wobbles(found["num_pictures"], {name: Wobble(**row) for name, row in found["wobbles"].items()})


def measured_unlike(run: Run) -> Unlike | None:
    """How well the hint "unlike anything it was trained on" works for a network; None where it was not measured."""
    found = _measured()
    sides = [found[side] for side in ("before", "after")] if found else []
    return next((Unlike(**side["unlike"]) for side in sides if _is_of(run, side)), None)


def fingerprint(file: Path) -> str:
    """The SHA-256 of a model's file, in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _measured() -> dict[str, Any] | None:
    if not MEASURED_FILE.is_file():
        return None
    found: dict[str, Any] = json.loads(MEASURED_FILE.read_text(encoding="utf-8"))
    return found


def _is_of(run: Run, side: dict[str, Any]) -> bool:
    return bool(run.id == side["run"] and fingerprint(run.model_file) == side["sha256"])
