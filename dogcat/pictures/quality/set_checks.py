"""Findings about a whole picture set: copies, counts, and statistics that show the class."""

import numpy as np

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence, listed
from dogcat.common.statistics import wilson_interval
from dogcat.pictures.picture_set import CLASSES, SPLITS
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.pictures.quality.duplicates import Copies
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding, num_pictures
from dogcat.pictures.quality.shortcuts import Shortcut

MIN_PER_CLASS = {"train": 100, "validation": 50, "test": 50}
MAX_IMBALANCE = 1.5  # larger class ÷ smaller class; always guessing the larger one is then right in 60%
LARGE_SHARE = 0.01  # fraction of a split from which copies change its accuracy visibly
_SEED = 1  # of the random sample that balances the classes


def copy_findings(copies: list[Copies], splits: dict[str, SplitPixels]) -> list[Finding]:
    """Return the findings about copies: with two labels, in two splits, in one split.

    Args:
        copies: the groups of copies; their rows count through the pictures of train, validation and test.
        splits: the decoded pictures in use, by split.
    """
    names = [name for split in SPLITS for name in splits[split].names]
    labels = np.concatenate([splits[split].labels for split in SPLITS])
    contradicting, leaking, repeated = [], [], []
    for one in copies:
        group = [names[row] for row in one.rows]
        if len({labels[row] for row in one.rows}) > 1:
            contradicting.append((group, one.likeness))
        elif len({_split_of(name) for name in group}) > 1:
            leaking.append((group, one.likeness))
        else:
            repeated.append((group, one.likeness))
    found = (_contradiction(contradicting), _leak(leaking, splits), _repetition(repeated, splits))
    return [finding for finding in found if finding.groups]


def count_findings(splits: dict[str, SplitPixels]) -> list[Finding]:
    """Return the findings about the numbers of decoded pictures: classes of unequal size, and too few pictures."""
    counts = {
        split: [int(np.sum(pixels.labels == label)) for label in range(len(CLASSES))]
        for split, pixels in splits.items()
    }
    return [finding for finding in (_imbalance(splits, counts), _few(counts)) if finding.groups]


def shortcut_findings(shortcuts: list[Shortcut]) -> list[Finding]:
    """Return the findings about statistics that show the class."""
    failing = [shortcut for shortcut in shortcuts if shortcut.fails_in_test]
    holding = [shortcut for shortcut in shortcuts if shortcut.is_found and not shortcut.fails_in_test]
    advice = Sentence(
        N_(
            "Leaving pictures out does not help. Use pictures in which this does not differ between the classes, or"
            " crop and recolour them until it does not."
        )
    )
    found = [
        Finding(
            "failing-shortcut",
            Sentence(N_("Works in validation, fails in test: {statistics}"), statistics=_titles(failing)),
            Sentence(
                N_(
                    "In training and validation you can tell cats from dogs without looking at the animal, but not in"
                    " test. A network may learn just that: its validation accuracy looks good, but it fails on new"
                    " pictures. {advice}"
                ),
                advice=advice,
            ),
            ERROR,
            [one.examples for one in failing],
            [_accuracies(one) for one in failing],
        ),
        Finding(
            "shortcut",
            Sentence(N_("Gives the class away: {statistics}"), statistics=_titles(holding)),
            Sentence(
                N_(
                    "You can tell cats from dogs without looking at the animal. A network may learn just that. Then it"
                    " reaches a good accuracy on these pictures and fails on others. {advice}"
                ),
                advice=advice,
            ),
            WARNING,
            [one.examples for one in holding],
            [_accuracies(one) for one in holding],
        ),
    ]
    return [finding for finding in found if finding.groups]


def _titles(shortcuts: list[Shortcut]) -> Sentence:
    return listed([one.title for one in shortcuts] or [Sentence("")])


def _contradiction(groups: list[tuple[list[str], Sentence]]) -> Finding:
    mend = [name for group, _likeness in groups for name in group]
    return Finding(
        "two-labels",
        Sentence(
            N_("{pictures} labelled as a cat in one copy and as a dog in another"), pictures=num_pictures(len(mend))
        ),
        Sentence(
            N_(
                "At least one label of each group is wrong. In training the network is told both; in validation or"
                " test a right answer may count as wrong. Only a person can see which label is right, so this fix"
                " leaves out all copies."
            )
        ),
        ERROR,
        [group for group, _likeness in groups],
        [likeness for _group, likeness in groups],
        mend,
        Sentence(N_("Leave out {pictures}: all copies of each group"), pictures=num_pictures(len(mend))),
    )


def _leak(groups: list[tuple[list[str], Sentence]], splits: dict[str, SplitPixels]) -> Finding:
    num_known = dict.fromkeys(SPLITS[1:], 0)
    for group, _likeness in groups:
        first = min(SPLITS.index(_split_of(name)) for name in group)
        for split in SPLITS[first + 1 :]:
            num_known[split] += sum(_split_of(name) == split for name in group)
    shares = {split: num / max(1, len(splits[split])) for split, num in num_known.items()}
    known = [
        Sentence(
            N_("{num} of {total:,} {split} pictures ({share:.1%})"),
            num=num,
            total=len(splits[split]),
            split=Sentence(split),
            share=shares[split],
        )
        for split, num in num_known.items()
        if num
    ] or [Sentence("")]
    mend = _spare(groups)
    return Finding(
        "leak",
        Sentence(N_("{groups} of copies in more than one split"), groups=_groups(len(groups))),
        Sentence(
            N_(
                "{known} are also in an earlier split. A network that learned them by heart gets them right, so"
                " accuracy can come out too high by that much. This fix leaves out the earlier copies. So validation"
                " and test stay the same, and earlier results can still be compared."
            ),
            known=Sentence(N_("{first} and {second}"), first=known[0], second=known[1])
            if len(known) == len(SPLITS[1:])
            else known[0],
        ),
        ERROR if max(shares.values()) >= LARGE_SHARE else WARNING,
        [group for group, _likeness in groups],
        [likeness for _group, likeness in groups],
        mend,
        Sentence(
            N_("Leave out {pictures}: the copy in test stays, otherwise the one in validation"),
            pictures=num_pictures(len(mend)),
        ),
    )


def _repetition(groups: list[tuple[list[str], Sentence]], splits: dict[str, SplitPixels]) -> Finding:
    mend = _spare(groups)
    shares = [sum(_split_of(name) == split for name in mend) / max(1, len(splits[split])) for split in SPLITS]
    return Finding(
        "copies",
        Sentence(N_("{groups} of copies within a split"), groups=_groups(len(groups))),
        Sentence(
            N_(
                "A picture that is there twice counts twice. In training the network sees it more often; in validation"
                " and test its answer counts double."
            )
        ),
        WARNING if max(shares) >= LARGE_SHARE else NOTE,
        [group for group, _likeness in groups],
        [likeness for _group, likeness in groups],
        mend,
        Sentence(N_("Leave out {pictures}: the first of each group stays"), pictures=num_pictures(len(mend))),
    )


def _spare(groups: list[tuple[list[str], Sentence]]) -> list[str]:
    """Return all names except one per group: the first in the latest split stays, because later splits measure."""
    spare = []
    for group, _likeness in groups:
        kept = max(group, key=lambda name: SPLITS.index(_split_of(name)))
        spare += [name for name in group if name != kept]
    return spare


def _imbalance(splits: dict[str, SplitPixels], counts: dict[str, list[int]]) -> Finding:
    generator = np.random.default_rng(_SEED)
    details: list[Sentence] = []
    mend: list[str] = []
    for split, (cats, dogs) in counts.items():
        if min(cats, dogs) and max(cats, dogs) / min(cats, dogs) > MAX_IMBALANCE:
            larger = int(dogs > cats)
            details.append(
                Sentence(
                    N_("{split}: {cats} and {dogs}; always guessing “{animal}” is right in {share:.0%}"),
                    split=Sentence(split),
                    cats=_cats(cats),
                    dogs=_dogs(dogs),
                    animal=Sentence(CLASSES[larger]),
                    share=max(cats, dogs) / (cats + dogs),
                )
            )
            rows = np.flatnonzero(splits[split].labels == larger)
            chosen = np.sort(generator.choice(rows, abs(dogs - cats), replace=False))
            mend += [splits[split].names[row] for row in chosen]
    return Finding(
        "imbalance",
        Sentence(N_("Many more pictures of one class than of the other")),
        Sentence(
            N_(
                "Always guessing the larger class already gives a good accuracy. So the accuracy means less than it"
                " seems to, and a network learns to prefer that class."
            )
        ),
        WARNING,
        [[] for _ in details],
        details,
        mend,
        Sentence(N_("Leave out {pictures} of the larger class, chosen at random"), pictures=num_pictures(len(mend))),
    )


def _few(counts: dict[str, list[int]]) -> Finding:
    details = []
    for split, (cats, dogs) in counts.items():
        if min(cats, dogs) < MIN_PER_CLASS[split]:
            values = {
                "split": Sentence(split),
                "cats": _cats(cats),
                "dogs": _dogs(dogs),
                "least": MIN_PER_CLASS[split],
            }
            if split != "train" and cats + dogs:
                low, high = wilson_interval(round(0.8 * (cats + dogs)), cats + dogs)
                message = N_(
                    "{split}: {cats} and {dogs}; at least {least} of each are needed. If four out of five are right,"
                    " the 95% confidence interval of the accuracy is {low:.0%} to {high:.0%}."
                )
                details.append(Sentence(message, **values, low=low, high=high))
            else:
                details.append(
                    Sentence(N_("{split}: {cats} and {dogs}; at least {least} of each are needed"), **values)
                )
    return Finding(
        "few",
        Sentence(N_("Too few pictures")),
        Sentence(
            N_(
                "A network learns few training pictures by heart. With few validation or test pictures, an accuracy is"
                " mostly chance. Add pictures."
            )
        ),
        ERROR if min(map(min, counts.values())) == 0 else WARNING,
        [[] for _ in details],
        details,
    )


def _accuracies(shortcut: Shortcut) -> Sentence:
    low, high = shortcut.validation_interval
    return Sentence(
        N_(
            "{statistic} alone predicts {validation:.1%} of validation right ({low:.0%} to {high:.0%}) and {test:.1%}"
            " of test; guessing gets {guessing:.0%}"
        ),
        statistic=shortcut.title,
        validation=shortcut.validation_accuracy,
        low=low,
        high=high,
        test=shortcut.test_accuracy,
        guessing=shortcut.guessing,
    )


def _split_of(name: str) -> str:
    return name.split("/", 1)[0]


def _groups(number: int) -> Sentence:
    return Sentence(N_("{count:,} group") if number == 1 else N_("{count:,} groups"), count=number)


def _cats(number: int) -> Sentence:
    return Sentence(N_("{count:,} cat") if number == 1 else N_("{count:,} cats"), count=number)


def _dogs(number: int) -> Sentence:
    return Sentence(N_("{count:,} dog") if number == 1 else N_("{count:,} dogs"), count=number)
