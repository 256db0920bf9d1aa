"""How a verdict reads, and how often such verdicts were right on the validation pictures."""

import math
from dataclasses import dataclass

import numpy as np

from dogcat.common.language import _
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES
from dogcat.runs.run import Run

NUM_ALIKE = 100  # validation verdicts, at least, that a verdict is compared with


@dataclass(frozen=True)
class Verdict:
    """What a network says of a picture.

    Attributes:
        p_dog: from 0 to 1; nan from a network whose training diverged.
    """

    p_dog: float

    @property
    def label(self) -> int:
        """0 for cat, 1 for dog: above 0.5, as in `evaluation.label_of`."""
        return int(self.p_dog > 0.5)

    @property
    def names_a_class(self) -> bool:
        """Whether there is a verdict at all."""
        return not math.isnan(self.p_dog)

    @property
    def sureness(self) -> float:
        """The probability of the class that it names, 0.5 to 1."""
        return max(self.p_dog, 1 - self.p_dog)

    @property
    def text(self) -> str:
        """Such as `dog, 91%`; it never reads 100%, since no network can know that."""
        if not self.names_a_class:
            return _("no verdict: this network gives no numbers any more")
        animal = _(CLASSES[self.label])
        if self.sureness > 0.99:
            return _("{animal}, over 99%").format(animal=animal)
        return _("{animal}, {percent}%").format(animal=animal, percent=math.floor(100 * self.sureness + 0.5))


@dataclass(frozen=True)
class TrackRecord:
    """How right a network was with validation verdicts about as sure as one.

    Attributes:
        num_right: of these verdicts.
        num_all: at least `NUM_ALIKE`, if there are as many.
    """

    num_right: int
    num_all: int

    @property
    def text(self) -> str:
        """A sentence with the figure."""
        in_100 = round(100 * self.num_right / self.num_all)
        return _("Of {num} validation verdicts that were about as sure, {in_100} in 100 were right.").format(
            num=self.num_all, in_100=in_100
        )


def track_record(run: Run, verdict: Verdict) -> TrackRecord | None:
    """How often a run's network was right on the validation pictures of whose verdict it was about as sure.

    Those are the `NUM_ALIKE` whose sureness is nearest, and all others that are as near as the last of them.

    Returns:
        None for a run without an evaluation, and for a network that gives no numbers.
    """
    evaluation = run.evaluation("validation")
    known = {name: p_dog for name, p_dog in (evaluation or {"p_dog": {}})["p_dog"].items() if p_dog is not None}
    if not known or math.isnan(verdict.p_dog):
        return None
    p_dog = np.array(list(known.values()))
    labels = np.array([CLASS_FOLDERS[name.split("/")[1]] for name in known])
    apart = np.abs(np.maximum(p_dog, 1 - p_dog) - verdict.sureness)
    alike = apart <= np.sort(apart)[:NUM_ALIKE][-1]
    return TrackRecord(int(np.sum((p_dog > 0.5) == labels, where=alike)), int(alike.sum()))
