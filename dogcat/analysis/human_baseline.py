"""People against networks: which pictures both are asked about, and the score of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dogcat.common.statistics import wilson_interval
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet

NUM_ASKED = 20


@dataclass(frozen=True)
class Score:
    """How many answers were right."""

    num_right: int
    num_all: int

    @property
    def share(self) -> float:
        """Of right answers, 0 to 1; 0 when there is no answer yet."""
        return self.num_right / self.num_all if self.num_all else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share; 0 to 1 when there is no answer yet."""
        return wilson_interval(self.num_right, self.num_all) if self.num_all else (0.0, 1.0)


def pictures_to_guess(pictures: PictureSet, seed: int) -> list[Picture]:
    """`NUM_ASKED` pictures of the test split in any order, half of them cats; fewer when there are not as many.

    Args:
        pictures: the set.
        seed: the same seed chooses the same pictures, 0 or more.
    """
    generator = np.random.default_rng(seed)
    listing = pictures.pictures("test")
    chosen: list[Picture] = []
    for label in range(len(CLASSES)):
        of_class = [picture for picture in listing if picture.label == label]
        places = generator.permutation(len(of_class))[: NUM_ASKED // len(CLASSES)]
        chosen += [of_class[place] for place in places]
    return [chosen[place] for place in generator.permutation(len(chosen))]


def score(answers: Sequence[int], labels: Sequence[int]) -> Score:
    """The score of answers, 0 for cat and 1 for dog, to the first of the pictures with these labels."""
    return Score(sum(answer == label for answer, label in zip(answers, labels, strict=False)), len(answers))
