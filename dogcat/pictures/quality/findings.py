"""The type of a finding: one fault or peculiarity of a picture set, explained for learners, with its mend."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence

# Translators: the mildest level of a finding, below “warning”
ERROR, WARNING, NOTE = N_("error"), N_("warning"), N_("note")  # severities


@dataclass(frozen=True)
class Finding:
    """One fault or peculiarity of a picture set.

    Attributes:
        kind: short name of the kind of finding, such as `leak`.
        title: one line.
        effect: the effect on a training, and what can be done.
        severity: `error`, `warning` or `note`.
        groups: names of the pictures; copies are one group, other pictures are groups of one. A detail about a whole
            split has an empty group.
        details: one line per group.
        mend: names of the pictures to leave out; empty if leaving pictures out does not help.
        mend_words: what the mend does; empty without a mend.
    """

    kind: str
    title: Sentence
    effect: Sentence
    severity: str
    groups: list[list[str]]
    details: list[Sentence]
    mend: list[str] = field(default_factory=list)
    mend_words: Sentence = field(default_factory=lambda: Sentence(""))


def count_by_severity(findings: Sequence[Finding]) -> dict[str, int]:
    """Return the number of errors, warnings and notes, in this order."""
    return {severity: sum(one.severity == severity for one in findings) for severity in (ERROR, WARNING, NOTE)}


def num_pictures(number: int) -> Sentence:
    """Return a number of pictures as text: `1 picture`, `2 pictures`."""
    return Sentence(N_("{count:,} picture") if number == 1 else N_("{count:,} pictures"), count=number)
