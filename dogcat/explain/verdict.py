"""A network's verdict in words, and how often verdicts of similar confidence were correct in validation."""

import math
from dataclasses import dataclass

import numpy as np

from dogcat.common.language import _
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES
from dogcat.runs.run import Run

UNSURE = 0.6  # confidence from which a small change leads to the other answer
_LOWEST_SHOWN = 0.0005  # probability that is rounded to 0.1%
NUM_ALIKE = 100  # smallest number of validation verdicts that a verdict is compared with


@dataclass(frozen=True)
class Verdict:
    """A network's prediction for a picture.

    Attributes:
        p_dog: probability of dog, 0 to 1; nan from a network whose training diverged.
    """

    p_dog: float

    @property
    def label(self) -> int:
        """The predicted class: 1 for dog if `p_dog` is above 0.5, otherwise 0 for cat, as in `evaluation.label_of`."""
        return int(self.p_dog > 0.5)

    @property
    def names_a_class(self) -> bool:
        """Return True if `p_dog` is a number."""
        return not math.isnan(self.p_dog)

    @property
    def sureness(self) -> float:
        """The confidence: the probability of the predicted class, 0.5 to 1."""
        return max(self.p_dog, 1 - self.p_dog)

    @property
    def text(self) -> str:
        """The verdict in words, such as `dog, 91%`; never 100%, because no network is certain."""
        if not self.names_a_class:
            return _("no prediction: this network no longer gives numbers")
        animal = _(CLASSES[self.label])
        if self.sureness > 0.99:
            return _("{animal}, over 99%").format(animal=animal)
        return _("{animal}, {percent}%").format(animal=animal, percent=math.floor(100 * self.sureness + 0.5))

    @property
    def p_dog_text(self) -> str:
        """`p_dog` in percent with one decimal; never 0.0% or 100.0%, because no network is certain."""
        if self.p_dog < _LOWEST_SHOWN:
            return _("under {share:.1%}").format(share=0.001)
        if self.p_dog > 1 - _LOWEST_SHOWN:
            return _("over {share:.1%}").format(share=0.999)
        return f"{self.p_dog:.1%}"


@dataclass(frozen=True)
class TrackRecord:
    """How many validation verdicts of similar confidence were correct.

    Attributes:
        num_right: number of correct verdicts.
        num_all: number of verdicts of similar confidence, at least `NUM_ALIKE` if there are enough.
    """

    num_right: int
    num_all: int

    @property
    def text(self) -> str:
        """The record as a sentence."""
        return _("Of {num} validation predictions with about this confidence, {num_right} were right.").format(
            num=self.num_all, num_right=self.num_right
        )


def unsure_name(run: Run) -> str | None:
    """Return the name of the validation picture that a run gets right with a confidence nearest `UNSURE`.

    Returns:
        The name; None for a run without an evaluation, or if the run gets no picture right.
    """
    evaluation = run.evaluation("validation")
    right = {
        name: Verdict(p_dog).sureness
        for name, p_dog in (evaluation or {"p_dog": {}})["p_dog"].items()
        if p_dog is not None and Verdict(p_dog).label == CLASS_FOLDERS[name.split("/")[1]]
    }
    return min(right, key=lambda name: abs(right[name] - UNSURE), default=None)


def track_record(run: Run, verdict: Verdict) -> TrackRecord | None:
    """How often a run's validation verdicts of similar confidence were correct.

    These are the `NUM_ALIKE` verdicts with the nearest confidence, and all others at the same distance as the last.

    Returns:
        The record; None for a run without an evaluation, and for a verdict that is not a number.
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
