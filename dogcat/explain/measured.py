"""Results of `benchmarks/explanations.py` for the two networks that ship with the app; None for any other network."""

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
    """Variation of P(dog) while pictures are changed in one way.

    Attributes:
        before: mean over all pictures of the standard deviation of P(dog) over a picture's versions, 0 to 0.5, for the
            first network.
        after: the same figure for the second network.
        num_steadier: number of pictures with a smaller standard deviation for the second network.
    """

    before: float
    after: float
    num_steadier: int


@dataclass(frozen=True)
class Wobbles:
    """The variation of P(dog) for the two networks, by change.

    Attributes:
        num_pictures: number of pictures of the test split.
        by_change: `draws` for the tutorial's augmentation, and each name of `perturbations.AXES`.
    """

    num_pictures: int
    by_change: dict[str, Wobble]

    @property
    def unsteadier(self) -> list[str]:
        """The changes under which the second network wobbles more than the first."""
        return [name for name, wobble in self.by_change.items() if wobble.after > wobble.before]


@dataclass(frozen=True)
class Unlike:
    """How well `out_of_distribution` detects pictures that are not photos of cats and dogs. Fractions are 0 to 1.

    Attributes:
        area: area under the ROC curve of drawn things and noise against test pictures; 0.5 for guessing, 1 at best.
        share_found: fraction of the drawn things and noise that are called unlike.
        share_wrong: fraction of the test pictures that are called unlike.
        share_of_photos: fraction of the parts of two photos, a temple and a flower, that are called unlike.
        share_of_scenes: fraction of the drawn rooms and lawns without an animal that are called unlike.
        num_unlike: number of drawn things and noise pictures.
    """

    area: float
    share_found: float
    share_wrong: float
    share_of_photos: float
    share_of_scenes: float
    num_unlike: int


def measured_wobbles(before: Run, after: Run) -> Wobbles | None:
    """The variation for two networks; None unless these two were measured, in this order."""
    found = _measured()
    if found is None or not all(_is_of(run, found[side]) for side, run in (("before", before), ("after", after))):
        return None
    return Wobbles(found["num_pictures"], {name: Wobble(**row) for name, row in found["wobbles"].items()})


def measured_unlike(run: Run) -> Unlike | None:
    """How well the hint "unlike anything it was trained on" works for a network; None if it was not measured."""
    found = _measured()
    sides = [found[side] for side in ("before", "after")] if found else []
    return next((Unlike(**side["unlike"]) for side in sides if _is_of(run, side)), None)


def fingerprint(file: Path) -> str:
    """SHA-256 of a model's file, in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _measured() -> dict[str, Any] | None:
    if not MEASURED_FILE.is_file():
        return None
    found: dict[str, Any] = json.loads(MEASURED_FILE.read_text(encoding="utf-8"))
    return found


def _is_of(run: Run, side: dict[str, Any]) -> bool:
    return bool(run.id == side["run"] and fingerprint(run.model_file) == side["sha256"])
