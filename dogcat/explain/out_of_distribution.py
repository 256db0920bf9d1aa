"""Detects pictures unlike the training pictures of a network, and finds the most similar training pictures.

A network answers cat or dog even for a teapot. The texture of a picture is the mean and standard deviation of each
feature map of the second block, and `pixel_statistics` of the picture itself. A picture is unlike the training pictures
if the Mahalanobis distance of its texture from theirs is large (Lee et al. 2018, arXiv:1807.03888, but without the
classes). This is a hint, not a proof. It finds test patterns, plain colours and things on plain grounds; it does not
find a thing that stands where an animal could, in front of the same backgrounds.

The distance to the nearest training pictures in the last hidden layer (Sun et al. 2022, arXiv:2204.06507) works worse
here, because that layer keeps only what separates cats from dogs. `benchmarks/explanations.py` measures both.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dogcat.common.storage import ASSETS_DIR, whole_path
from dogcat.common.text_file import is_plain_file
from dogcat.common.types import Arrays

SHIPPED_DIR = ASSETS_DIR / "likeness"
NUM_NEIGHBOURS = 6  # training pictures shown
ROUNDING = 1e-5  # relative error: a matrix product rounds one row differently than many rows
USUAL_SHARE = 0.95  # fraction of the validation pictures within the threshold
_SHRINKAGE = 0.01  # added to variances of 1, so that few pictures give an invertible covariance


@dataclass(frozen=True)
class Neighbour:
    """A training picture with similar values in the last hidden layer.

    Attributes:
        name: the picture's name in its set.
        similarity: cosine similarity of the values of the last hidden layer, 0 to 1.
    """

    name: str
    similarity: float


@dataclass(frozen=True)
class Likeness:
    """How similar a picture is to the training pictures.

    Attributes:
        distance: Mahalanobis distance of its texture; comparable between networks with the same number of maps.
        threshold: the 95th percentile of the validation pictures' distances.
        share_as_far: fraction of the validation pictures that are at least as far, 0 to 1.
        neighbours: the most similar training pictures, the most similar first; empty without the picture set.
    """

    distance: float
    threshold: float
    share_as_far: float
    neighbours: tuple[Neighbour, ...]

    @property
    def is_unlike(self) -> bool:
        """Return True if the distance is larger than that of 95% of the validation pictures."""
        return self.distance > self.threshold

    @property
    def num_as_far_in_100(self) -> int:
        """Number of validation pictures, of each 100, that are at least as far."""
        return round(100 * self.share_as_far)


@dataclass(frozen=True)
class Reference:
    """The features of the training and validation pictures that other pictures are compared with.

    Attributes:
        names: (N,), names of the training pictures.
        hidden: float32 (N, U), values of their last hidden layer, scaled to length 1.
        mean: float32 (D,), mean of their textures.
        whitening: float32 (D, D): the distance is the length of (texture - mean) @ whitening.
        distances: float32 (M,), distances of the validation pictures, ascending.
    """

    names: np.ndarray
    hidden: np.ndarray
    mean: np.ndarray
    whitening: np.ndarray
    distances: np.ndarray

    @classmethod
    def of(cls, training: Arrays, validation: Arrays) -> "Reference":
        """The reference from `names`, `hidden` and `texture` of both splits, see `worker.attribution.look_at_split`."""
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
            hidden: float32 (U,), from `worker.attribution.look`.
            texture: float32 (D,), from the same function.
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
        """The reference without training pictures: 70 KB, enough to detect unlike pictures."""
        return replace(self, names=self.names[:0], hidden=self.hidden[:0])

    def with_pictures(self, training: Arrays) -> "Reference":
        """The reference with `names` and `hidden` of training pictures, see `worker.attribution.look_at_split`."""
        return replace(self, names=training["names"], hidden=_unit(training["hidden"]).astype(np.float32))

    def write(self, file: Path) -> None:
        """Writes the reference to an `.npz` file in an atomic write."""
        with whole_path(file) as temporary, temporary.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **vars(self))

    @classmethod
    def read(cls, file: Path) -> "Reference":
        """The reference from a file that `write` has written."""
        with np.load(file) as arrays:
            return cls(**arrays)


def pixel_statistics(pixels: np.ndarray) -> np.ndarray:
    """The levels and edges of pictures, whatever they show.

    Args:
        pixels: uint8 (N, S, S, 3).

    Returns:
        float32 (N, 31). For each colour: mean, standard deviation, five quantiles, and the mean difference of
        neighbours in a row and in a column. For the grey picture: four quantiles of the difference of neighbours.
    """
    levels = pixels.astype(np.float32) / 255
    flat = levels.reshape(len(levels), -1, 3)
    quantiles = np.quantile(flat, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).transpose(1, 0, 2).reshape(len(levels), -1)
    edges = [np.abs(np.diff(levels, axis=axis)).mean(axis=(1, 2)) for axis in (2, 1)]
    grey = np.abs(np.diff(levels.mean(axis=-1), axis=2)).reshape(len(levels), -1)
    sharpness = np.log(np.quantile(grey, [0.1, 0.5, 0.9, 0.99], axis=1).T + 1e-3)
    found = np.concatenate([flat.mean(axis=1), flat.std(axis=1), *edges, quantiles, sharpness], axis=1)
    return found.astype(np.float32)


def shipped_file(model_file: Path) -> Path:
    """Path of the reference that ships for a model file; for most networks there is no such file."""
    return SHIPPED_DIR / f"{hashlib.sha256(model_file.read_bytes()).hexdigest()[:32]}.npz"


def shipped_reference(model_file: Path | None) -> Reference | None:
    """The reference without pictures of a network; None if the network does not ship with the app."""
    if model_file is None or not is_plain_file(model_file):
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
