"""People against networks: the pictures that both classify, and the score of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dogcat.common.statistics import wilson_interval
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from dogcat.runs.run import Run

NUM_ASKED = 20
SPLIT = "validation"  # the test split stays sealed: nobody sees answers to its pictures while they still choose


@dataclass(frozen=True)
class Score:
    """The number of correct answers among all answers."""

    num_right: int
    num_all: int

    @property
    def share(self) -> float:
        """Fraction of correct answers; 0 before the first answer."""
        return self.num_right / self.num_all if self.num_all else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95% Wilson interval of the fraction; (0, 1) before the first answer."""
        return wilson_interval(self.num_right, self.num_all) if self.num_all else (0.0, 1.0)


def recorded_score(run: Run, split: str) -> Score | None:
    """Return the score of a run's network on `validation` or `test`; None until it is evaluated."""
    found = run.evaluation(split)
    return Score(round(found["accuracy"] * found["n"]), found["n"]) if found else None


def pictures_to_guess(pictures: PictureSet, seed: int) -> list[Picture]:
    """Return `NUM_ASKED` pictures of `SPLIT` in random order, half of them cats; fewer if the split has fewer.

    Args:
        pictures: the picture set.
        seed: seed of the choice and of the order, at least 0.
    """
    generator = np.random.default_rng(seed)
    listing = pictures.pictures(SPLIT)
    chosen: list[Picture] = []
    for label in range(len(CLASSES)):
        of_class = [picture for picture in listing if picture.label == label]
        places = generator.permutation(len(of_class))[: NUM_ASKED // len(CLASSES)]
        chosen += [of_class[place] for place in places]
    return [chosen[place] for place in generator.permutation(len(chosen))]


def score(answers: Sequence[int], labels: Sequence[int]) -> Score:
    """Return the score of answers to the first pictures of a list.

    Args:
        answers: 0 for cat, 1 for dog.
        labels: correct answers; there are at least as many as answers.
    """
    return Score(sum(answer == label for answer, label in zip(answers, labels, strict=False)), len(answers))
