"""What the class learned: pairs of answers, and no result of a few."""

from dataclasses import replace

import pytest

from dogcat.common.statistics import paired_score_interval
from dogcat.lesson.answer_gains import MIN_LEARNERS, answer_gains
from dogcat.lesson.board import BoardEntry
from dogcat.lesson.steps import STEPS, read_step

STEPS_READ = {name: read_step(name) for name in STEPS}
NAME = STEPS[0]
STEP = STEPS_READ[NAME]


def learner(number: int, before: bool, after: bool) -> BoardEntry:
    def place(right: int, is_right: bool) -> int:
        return right if is_right else 1 - min(right, 1)

    return BoardEntry(
        f"t{number}", f"n{number}", {NAME: place(STEP.predict.right, before)}, False, True,
        {NAME: place(STEP.check.right, after)},
    )  # fmt: skip


def test_a_gain_is_of_those_who_share_and_have_answered_both() -> None:
    kinds = [(True, True)] * 2 + [(False, True)] * 4 + [(True, False)] + [(False, False)] * 3
    entries = [learner(number, *kind) for number, kind in enumerate(kinds)]
    entries += [replace(learner(20, True, True), shares_answers=False), replace(learner(21, True, True), checks={})]
    gains = answer_gains(entries, STEPS_READ)
    assert [gain.step for gain in gains] == list(STEPS)
    first = gains[0]
    assert (first.num, first.before, first.after) == (10, 0.3, 0.6)
    assert first.gain == pytest.approx(0.3)
    assert (first.low, first.high) == paired_score_interval(2, 1, 4, 3)
    assert not any(gain.is_shown for gain in gains[1:])


@pytest.mark.parametrize("num", [0, 1, MIN_LEARNERS - 1, MIN_LEARNERS])
def test_a_few_learners_give_no_result(num: int) -> None:
    gain = answer_gains([learner(number, False, True) for number in range(num)], STEPS_READ)[0]
    assert gain.num == num
    assert gain.is_shown == (num >= MIN_LEARNERS)
    assert gain.gain == (1.0 if gain.is_shown else 0.0)
