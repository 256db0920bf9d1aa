"""Two networks compared: on the same pictures, and over several seeds, with how sure one can be of the difference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dogcat.common.statistics import is_number, mcnemar, paired_interval
from dogcat.pictures.picture_set import CLASS_FOLDERS, PictureSet
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

SIGNIFICANCE = 0.05  # of a p-value
Said = Mapping[str, float | None]  # P(dog) by the picture's name, as an evaluation has it


@dataclass(frozen=True)
class Paired:
    """What two networks say of the same pictures.

    Attributes:
        n: pictures that both have looked at.
        both_right: their names, those that the two together were least sure of first.
        only_first: names of those that only the first network got right; the second one's most confident mistake first.
        only_second: the same the other way round.
        both_wrong: names of those that neither got right, the two's most confident mistakes first.
        first_accuracy: share of right verdicts of the first network, 0 to 1.
        second_accuracy: of the second one.
        difference: second minus first, -1 to 1.
        interval: of the difference, 95 %, by the paired bootstrap.
        p: the two-sided p-value of McNemar's exact test (McNemar 1947): how often two equally good networks would
            differ at least as much.
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
    """A curve over several seeds; all lists have one value an epoch.

    Attributes:
        epochs: those that every history has.
        mean: over the seeds.
        low: the lowest of the seeds.
        high: the highest of the seeds.
        n: number of seeds.
    """

    epochs: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]
    n: int


def label_of_name(name: str) -> int:
    """The class of a picture, 0 for cat and 1 for dog, by its name in a set, such as `test/cats/cat.1500.jpg`."""
    return CLASS_FOLDERS[name.split("/")[1]]


def on_the_same_pictures(first: Run, second: Run, split: str = "validation") -> tuple[Said, Said] | None:
    """What two networks say of the pictures that both have looked at, for `compare_pairs`.

    Drawn sets give their pictures the same names, so those of two sets are never the same; photos of one name are
    taken to be the same ones, under whatever name the set was imported.

    Args:
        first: a run.
        second: another one.
        split: `validation` or `test`.

    Returns:
        P(dog) of the first and of the second by the picture's name; None where there are no such pictures, or one of
        the two has not been evaluated yet.
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
    """Compares two networks on the pictures that both have looked at.

    Args:
        first: what the first network says; None where it was no number, which is wrong.
        second: what the other one says.

    Raises:
        ValueError: they have no picture in common.
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
    """How far the network is on the side of the right class, -0.5 to 0.5; above 0 is right."""
    if p_dog is None:
        return -0.5
    return p_dog - 0.5 if label_of_name(name) else (0.5 - p_dog or 1e-12)  # exactly one half counts as cat


def ribbon(histories: Sequence[Sequence[Mapping[str, Any]]], column: str) -> Ribbon:
    """The mean and the range of a column over several trainings.

    Args:
        histories: rows with `epoch` and the column, one history a seed, at least one. Epochs that not all of them
            have, or whose figure is no number in one, are left out.
        column: such as `val_accuracy`.
    """
    by_epoch = [{int(row["epoch"]): row[column] for row in history if is_number(row[column])} for history in histories]
    epochs = sorted(set.intersection(*(set(each) for each in by_epoch)))
    values = np.array([[each[epoch] for epoch in epochs] for each in by_epoch], dtype=np.float64)
    return Ribbon(
        epochs, values.mean(axis=0).tolist(), values.min(axis=0).tolist(), values.max(axis=0).tolist(), len(by_epoch)
    )


def num_measured(run: Run) -> tuple[int, int] | None:
    """On how many training and on how many validation pictures a run's figures were measured; None if not started."""
    timeline = Timeline()
    timeline.follow(run)
    start = timeline.start
    return (int(start["num_training"]), int(start["num_validation"])) if start else None
