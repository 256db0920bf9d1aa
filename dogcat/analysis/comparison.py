"""Compares two networks on the same pictures, and trainings of one recipe over several seeds.

Each difference comes with its interval and its p-value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dogcat.common.statistics import is_number, mcnemar, paired_interval
from dogcat.pictures.picture_set import CLASS_FOLDERS, PictureSet
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

SIGNIFICANCE = 0.05  # of a p-value
Said = Mapping[str, float | None]  # P(dog) by name of the picture, from an evaluation; None is not a number


@dataclass(frozen=True)
class Paired:
    """The predictions of two networks on the same pictures.

    Attributes:
        n: number of pictures that both networks have evaluated.
        both_right: names of pictures that both get right, lowest joint confidence first.
        only_first: names of pictures that only the first network gets right, most confident mistake first.
        only_second: names of pictures that only the second network gets right, most confident mistake first.
        both_wrong: names of pictures that neither gets right, most confident mistakes first.
        first_accuracy: fraction of correct predictions of the first network.
        second_accuracy: fraction of correct predictions of the second network.
        difference: second accuracy minus first accuracy, -1 to 1.
        interval: 95% interval of the difference, by the paired bootstrap.
        p: two-sided p-value of McNemar's exact test (McNemar 1947): the probability that two equally good networks
            differ at least this much.
    """

    n: int
    both_right: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    both_wrong: tuple[str, ...]
    first_accuracy: float
    second_accuracy: float
    difference: float
    interval: tuple[float, float]
    p: float

    @property
    def num_disagreed(self) -> int:
        """Number of pictures that exactly one of the two networks gets right."""
        return len(self.only_first) + len(self.only_second)

    @property
    def is_significant(self) -> bool:
        """Return True if equally good networks would differ this much in fewer than 5% of cases."""
        return self.p < SIGNIFICANCE


@dataclass(frozen=True)
class Ribbon:
    """A curve over several seeds; each list has one value per epoch.

    Attributes:
        epochs: epochs that every history has.
        mean: mean over the seeds.
        low: lowest value of the seeds.
        high: highest value of the seeds.
        n: number of seeds.
    """

    epochs: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]
    n: int


def label_of_name(name: str) -> int:
    """Return the class of a picture, 0 for cat and 1 for dog, from a name such as `test/cats/cat.1500.jpg`."""
    return CLASS_FOLDERS[name.split("/")[1]]


def on_the_same_pictures(first: Run, second: Run, split: str = "validation") -> tuple[Said, Said] | None:
    """Return the predictions of two networks for `compare_pairs`, if both have evaluated the same pictures.

    Two drawn sets give different pictures the same names, so only runs on one drawn set are compared. Photos of the
    same name count as the same picture, whatever the name of the imported set.

    Args:
        first: the first run.
        second: the second run.
        split: `validation` or `test`.

    Returns:
        P(dog) of the first and of the second network by name of the picture. None if the two have no picture in
        common, or if one of them is not evaluated yet.
    """
    drawn_sets = [run.pictures if run.request.get("drawn") is True else None for run in (first, second)]
    if drawn_sets[0] != drawn_sets[1]:
        return None
    evaluations = first.evaluation(split), second.evaluation(split)
    if evaluations[0] is None or evaluations[1] is None:
        return None
    said: tuple[Said, Said] = (evaluations[0]["p_dog"], evaluations[1]["p_dog"])
    return said if set(said[0]) & set(said[1]) else None


def has_predictions(run: Run) -> bool:
    """Return True if the run is evaluated and its network says a number of at least one validation picture."""
    found = run.evaluation("validation")
    return found is not None and any(p_dog is not None for p_dog in found["p_dog"].values())


def find_set(run: Run, names: Iterable[str], offered: Sequence[PictureSet]) -> PictureSet | None:
    """Return the set among `offered` that has all validation pictures of these names; None if no set has.

    The run's own set comes first. A photo set never stands for a drawn one, because names may be the same.
    """
    for pictures in sorted(offered, key=lambda one: one.name != run.pictures):
        is_alike = pictures.is_drawn == (run.request.get("drawn") is True)
        if is_alike and set(names) <= {picture.name for picture in pictures.all_pictures("validation")}:
            return pictures
    return None


def compare_pairs(first: Said, second: Said) -> Paired:
    """Return the comparison of two networks on the pictures that both have evaluated.

    Args:
        first: predictions of the first network; None counts as wrong.
        second: predictions of the second network; None counts as wrong.

    Raises:
        ValueError: the two have no picture in common.
    """
    names = [name for name in first if name in second]
    if not names:
        raise ValueError("Two networks can be compared only on pictures that both have looked at; there are none.")
    surely = {name: (_support(first[name], name), _support(second[name], name)) for name in names}

    def cell(is_first_right: bool, is_second_right: bool) -> tuple[str, ...]:
        chosen = [name for name in names if tuple(s > 0 for s in surely[name]) == (is_first_right, is_second_right)]
        if is_first_right == is_second_right:
            return tuple(sorted(chosen, key=lambda name: sum(surely[name])))
        return tuple(sorted(chosen, key=lambda name: min(surely[name])))

    only_first, only_second = cell(True, False), cell(False, True)
    both_right, both_wrong = cell(True, True), cell(False, False)
    n = len(names)
    return Paired(
        n=n,
        both_right=both_right,
        only_first=only_first,
        only_second=only_second,
        both_wrong=both_wrong,
        first_accuracy=(len(both_right) + len(only_first)) / n,
        second_accuracy=(len(both_right) + len(only_second)) / n,
        difference=(len(only_second) - len(only_first)) / n,
        interval=paired_interval(len(only_first), len(only_second), n),
        p=mcnemar(len(only_first), len(only_second)),
    )


def _support(p_dog: float | None, name: str) -> float:
    """Return how far P(dog) lies on the side of the correct class, -0.5 to 0.5; above 0 is correct."""
    if p_dog is None:
        return -0.5
    return p_dog - 0.5 if label_of_name(name) else (0.5 - p_dog or 1e-12)  # exactly one half counts as cat


def ribbon(histories: Sequence[Sequence[Mapping[str, Any]]], column: str) -> Ribbon:
    """Return the mean and the range of a column over several trainings.

    Args:
        histories: at least one history, one per seed; its rows have `epoch` and the column. Epochs that a history
            lacks, or for which it has no number, are left out.
        column: name of the column, such as `val_accuracy`.
    """
    by_epoch = [{int(row["epoch"]): row[column] for row in history if is_number(row[column])} for history in histories]
    epochs = sorted(set.intersection(*(set(each) for each in by_epoch)))
    values = np.array([[each[epoch] for epoch in epochs] for each in by_epoch], dtype=np.float64)
    return Ribbon(
        epochs, values.mean(axis=0).tolist(), values.min(axis=0).tolist(), values.max(axis=0).tolist(), len(by_epoch)
    )


def num_measured(run: Run) -> tuple[int, int] | None:
    """Return the numbers of training and of validation pictures that a run is measured on; None before it starts."""
    timeline = Timeline()
    timeline.follow(run)
    start = timeline.start
    return (int(start["num_training"]), int(start["num_validation"])) if start else None
