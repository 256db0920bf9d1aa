"""What the class learned: answers before and after each step, of those who share theirs on the class board.

The question before a step and the one after it are two questions. So a gain mixes what was learned with how hard the
two are, and is one number for a class, no mark for a learner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dogcat.common.statistics import paired_score_interval
from dogcat.lesson.board import BoardEntry
from dogcat.lesson.steps import Step

MIN_LEARNERS = 5  # fewer would let others guess who has answered what


@dataclass(frozen=True)
class AnswerGain:
    """The answers to both questions of one step. Only those who have answered both count.

    Attributes:
        step: name of the step.
        num: number of learners who have answered both; the other attributes are 0 if it is below `MIN_LEARNERS`.
        before: fraction of them who answered the question before the step correctly.
        after: fraction who answered the check after it correctly, at the first attempt.
        low: lower bound of the 95% interval of the difference, see `paired_score_interval`.
        high: upper bound.
    """

    step: str
    num: int
    before: float = 0.0
    after: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def is_shown(self) -> bool:
        """Return True if enough learners have answered."""
        return self.num >= MIN_LEARNERS

    @property
    def gain(self) -> float:
        """`after` minus `before`."""
        return self.after - self.before


def answer_gains(entries: Sequence[BoardEntry], steps: Mapping[str, Step]) -> list[AnswerGain]:
    """Return the gain of each step, in the order of the lesson.

    Args:
        entries: of the class board.
        steps: the steps by name, in any language: the options have the same order in all.
    """
    sharing = [entry for entry in entries if entry.shares_answers]
    gains = []
    for name, step in steps.items():
        pairs = [
            (entry.predictions[name] == step.predict.right, entry.checks[name] == step.check.right)
            for entry in sharing
            if name in entry.predictions and name in entry.checks
        ]
        num = len(pairs)
        if num < MIN_LEARNERS:
            gains.append(AnswerGain(name, num))
            continue
        both, only_before, only_after, neither = (
            pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))
        )
        interval = paired_score_interval(both, only_before, only_after, neither)
        gains.append(AnswerGain(name, num, (both + only_before) / num, (both + only_after) / num, *interval))
    return gains
