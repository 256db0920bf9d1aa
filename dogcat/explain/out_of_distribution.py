"""How much a picture is like those that a network was trained on: the nearest ones, and whether it is unlike all.

A network must answer cat or dog even for a teapot. What it was trained on has a certain look: in each map of its second
block a certain mean and spread. A picture whose own are far from that (in Mahalanobis' distance, as Lee et al. 2018,
arXiv:1807.03888, but without the classes) is unlike anything in the training. That is a hint, no proof.

The distance to the nearest training pictures in the last hidden layer (Sun et al. 2022, arXiv:2204.06507) would be the
obvious score, and does not work here: that layer keeps what tells cats from dogs and forgets the rest. Figures for both
are in `benchmarks/explanations.py`.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dogcat.common.storage import ASSETS_DIR, whole_path
from dogcat.common.types import Arrays

SHIPPED_DIR = ASSETS_DIR / "likeness"
NUM_NEIGHBOURS = 6
ROUNDING = 1e-5  # a product of matrices gives one row alone other last digits than among others
USUAL_SHARE = 0.95  # of the validation pictures lie within the threshold
_SHRINKAGE = 0.01  # of a variance of 1, so that few pictures are enough and no map is taken for exact


@dataclass(frozen=True)
class Neighbour:
    """A training picture that the network describes much as the one asked about.

    Attributes:
        name: as `Picture.name`.
        similarity: cosine of the angle between the values of the last hidden layer, 0 to 1.
    """

    name: str
    similarity: float


@dataclass(frozen=True)
class Likeness:
    """How a picture stands to those of the training.

    Attributes:
        distance: of its look from that of the training pictures; about the same scale for all networks of one width.
        threshold: what 95 in 100 validation pictures stay within.
        share_as_far: of the validation pictures, those that are at least as far, 0 to 1.
        neighbours: the nearest training pictures, the most similar first; none where those are not here.
    """

    distance: float
    threshold: float
    share_as_far: float
    neighbours: tuple[Neighbour, ...]

    @property
    def is_unlike(self) -> bool:
        """Whether it is further from the training than all but 5 in 100 validation pictures."""
        return self.distance > self.threshold

    @property
    def num_as_far_in_100(self) -> int:
        """Number of validation pictures, of each 100, that are at least as far."""
        return round(100 * self.share_as_far)


@dataclass(frozen=True)
class Reference:
    """What is kept of the pictures that others are compared with.

    Attributes:
        names: (N,) of the training pictures.
        hidden: float32 (N, U), their last hidden layer, each of length 1.
        mean: float32 (D,), of their looks.
        whitening: float32 (D, D); a look less the mean, times this, has the distance as its length.
        distances: float32 (M,), of the validation pictures, in order.
    """

    names: np.ndarray
    hidden: np.ndarray
    mean: np.ndarray
    whitening: np.ndarray
    distances: np.ndarray

    @classmethod
    def of(cls, training: Arrays, validation: Arrays) -> "Reference":
        """From `names`, `hidden` and `texture` of both splits, see `explain.look_at_split`."""
        texture = training["texture"].astype(np.float64)
        mean, spread = texture.mean(axis=0), texture.std(axis=0) + 1e-9
        scaled = (texture - mean) / spread
        covariance = scaled.T @ scaled / len(scaled) + _SHRINKAGE * np.eye(len(mean))
        whitening = np.linalg.cholesky(np.linalg.inv(covariance)) / spread[:, None]
        distances = np.sort(_distances(validation["texture"], mean, whitening))
        kept = (_unit(training["hidden"]), mean, whitening, distances)
        return cls(training["names"], *(values.astype(np.float32) for values in kept))

    def judge(self, hidden: np.ndarray, texture: np.ndarray) -> Likeness:
        """The likeness of one picture.

        Args:
            hidden: float32 (U,), from `explain.look`.
            texture: float32 (D,), from there too.
        """
        distance = float(_distances(texture[None], self.mean, self.whitening)[0])
        similarities = self.hidden @ _unit(hidden)
        nearest = np.argsort(-similarities, kind="stable")[:NUM_NEIGHBOURS]
        return Likeness(
            distance=distance,
            threshold=float(np.quantile(self.distances, USUAL_SHARE)),
            share_as_far=float(np.mean(self.distances >= distance * (1 - ROUNDING))),
            neighbours=tuple(Neighbour(str(self.names[row]), float(similarities[row])) for row in nearest),
        )

    def without_pictures(self) -> "Reference":
        """What is enough to tell whether a picture is unlike all: 70 KB that hold no picture."""
        return replace(self, names=self.names[:0], hidden=self.hidden[:0])

    def with_pictures(self, training: Arrays) -> "Reference":
        """The same with `names` and `hidden` of the training pictures, see `explain.look_at_split`."""
        return replace(self, names=training["names"], hidden=_unit(training["hidden"]).astype(np.float32))

    def write(self, file: Path) -> None:
        """Keeps it in an `.npz` file, whole or not at all."""
        with whole_path(file) as temporary, temporary.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **vars(self))

    @classmethod
    def read(cls, file: Path) -> "Reference":
        """What `write` has kept."""
        with np.load(file) as arrays:
            return cls(**arrays)


def shipped_file(model_file: Path) -> Path:
    """Where the reference without pictures of a network that ships with the app is; most networks have none."""
    return SHIPPED_DIR / f"{hashlib.sha256(model_file.read_bytes()).hexdigest()[:32]}.npz"


def shipped_reference(model_file: Path | None) -> Reference | None:
    """The reference without pictures of a network, None for one that does not ship with the app."""
    if model_file is None or not model_file.is_file():
        return None
    file = shipped_file(model_file)
    return Reference.read(file) if file.is_file() else None


def _distances(texture: np.ndarray, mean: np.ndarray, whitening: np.ndarray) -> np.ndarray:
    distances: np.ndarray = np.linalg.norm((texture - mean) @ whitening, axis=1)
    return distances


def _unit(hidden: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(hidden, axis=-1, keepdims=True)
    unit: np.ndarray = hidden / np.maximum(length, 1e-9)
    return unit
