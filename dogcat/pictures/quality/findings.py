"""A finding: one fault or peculiarity of a picture set, in a learner's words, with what mends it."""

from dataclasses import dataclass, field

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence

ERROR, WARNING, NOTE = N_("error"), N_("warning"), N_("note")


@dataclass(frozen=True)
class Finding:
    """One fault or peculiarity of a picture set.

    Attributes:
        kind: its short name, by which it is mended.
        title: one line.
        effect: what it does to a training, and what can be done.
        severity: `error`, `warning` or `note`.
        groups: names of the pictures concerned; copies stand together, others alone. Where a detail is about a
            whole split, its group is empty.
        details: a line for each group.
        mend: names of the pictures to leave out; empty when leaving out helps nothing.
        mend_words: what the mend does; empty without one.
    """

    kind: str
    title: Sentence
    effect: Sentence
    severity: str
    groups: list[list[str]]
    details: list[Sentence]
    mend: list[str] = field(default_factory=list)
    mend_words: Sentence = field(default_factory=lambda: Sentence(""))


def num_pictures(number: int) -> Sentence:
    """`1 picture`, `2 pictures`."""
    return Sentence(N_("{count:,} picture") if number == 1 else N_("{count:,} pictures"), count=number)
