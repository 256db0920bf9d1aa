"""Asks the worker process about one picture: the prediction, its explanation, its stability, and similar pictures.

The answers stay in memory: a visitor's picture is never written to disk. Only the features of the network's training
and validation pictures are stored, in the cache folder.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dogcat.common.disk_space import require_space
from dogcat.common.storage import cache_dir, remove_oldest
from dogcat.common.types import Arrays, ProgressCallback
from dogcat.explain.activations import Network, as_json
from dogcat.explain.out_of_distribution import Likeness, Reference, shipped_reference
from dogcat.explain.perturbations import AXES
from dogcat.explain.protocol import WorkerProcess, pixels_to_json
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.run import Run

MAX_KEPT_BYTES = 128 * 2**20  # size of all references on disk, about 4 MB each
_SEED = 1  # seed of `stability`: all networks see the same variants of a picture
_BLOCK = 200  # pictures of a split in one question; other visitors' questions come between two of them
_VERSION = 2  # part of each reference's file name; increment it when the references change


@dataclass(frozen=True)
class ClassMap:
    """The evidence for a class at each pixel.

    Attributes:
        evidence: float32 (S, S), 0 or more: the contribution to the network's logit.
        label: the class, 0 for cat, 1 for dog.
    """

    evidence: np.ndarray
    label: int


@dataclass(frozen=True)
class Occlusion:
    """The predictions for a picture while a grey patch covers one place after another.

    Attributes:
        drop: float32 (S, S), mean decrease in the log-odds of the class over the patches that cover a pixel.
        label: the class, 0 for cat, 1 for dog.
        starts: first rows, and first columns, of the patch in pixels.
        patch: side of the patch in pixels.
        p_dog: float64 (K, K), P(dog) with the patch at `starts[row]`, `starts[column]`.
    """

    drop: np.ndarray
    label: int
    starts: tuple[int, ...]
    patch: int
    p_dog: np.ndarray

    @property
    def num_flips(self) -> int:
        """Number of places at which the patch makes the network name the other class."""
        return int(np.sum((self.p_dog > 0.5) != bool(self.label)))


@dataclass(frozen=True)
class Stability:
    """P(dog) of changed versions of a picture.

    Attributes:
        draws: float64 (64,), P(dog) with the tutorial's augmentation; every network sees the same versions.
        curves: P(dog) along each of `perturbations.AXES`, float64, by the axis' name.
    """

    draws: np.ndarray
    curves: dict[str, np.ndarray]

    @property
    def wobble(self) -> float:
        """Standard deviation of P(dog) over the draws, 0 to 0.5."""
        return float(self.draws.std())

    @property
    def num_cats(self) -> int:
        """Number of draws that the network predicts as cat."""
        return int(np.sum(self.draws <= 0.5))


def network_of(run: Run) -> Network:
    """The network of a run's saved model.

    Raises:
        RunError: the run has no model yet.
    """
    run.require_model()
    return Network(run.recipe, run.model_file)


class AttributionClient:
    """Asks questions about pictures for all visitors, from any number of threads.

    Each method may raise `InspectionError` (the network is too large, or its file is missing), `AnswerError` (the
    worker process ended or took too long) and `DogcatError` (the model's file is damaged). Pixels are uint8 of the
    network's picture size S, from `pictures.decoding.decode_picture`.
    """

    def __init__(self, worker: WorkerProcess) -> None:
        """Makes a client; starts no process.

        Args:
            worker: that of the server's `ActivationClient`, so that only one process holds TensorFlow.
        """
        self._worker = worker

    def predict(self, network: Network, pictures: Sequence[np.ndarray]) -> list[Verdict]:
        """The verdict on each picture of shape (S, S, 3)."""
        if not pictures:
            return []
        found = self._ask("predict", network, np.stack(pictures))
        return [Verdict(float(p_dog)) for p_dog in found["p_dog"]]

    def class_map(self, network: Network, pixels: np.ndarray, label: int) -> ClassMap:
        """The evidence for a class in a picture (S, S, 3), see `worker.attribution`; label 0 is cat, 1 dog."""
        return ClassMap(self._ask("class_map", network, pixels, label=label)["map"], label)

    def occlusion(self, network: Network, pixels: np.ndarray, label: int) -> Occlusion:
        """The parts of a picture (S, S, 3) that the class needs, see `worker.attribution`; label 0 is cat, 1 dog."""
        found = self._ask("occlusion", network, pixels, label=label)
        starts = tuple(int(start) for start in found["starts"])
        return Occlusion(found["map"], label, starts, int(found["patch"]), found["p_dog"])

    def stability(self, network: Network, pixels: np.ndarray) -> Stability:
        """P(dog) of changed versions of a picture (S, S, 3)."""
        found = self._ask("stability", network, pixels, seed=_SEED)
        return Stability(found["draws"], {name: found[name] for name in AXES})

    def likeness(
        self,
        network: Network,
        pixels: np.ndarray,
        pictures: PictureSet | None,
        progress: ProgressCallback | None = None,
    ) -> Likeness | None:
        """The training pictures most similar to a picture (S, S, 3), and whether it is unlike all of them.

        The first question about a network computes features of up to 2,000 training and 2,000 validation pictures,
        which takes seconds, and stores them. For the networks that ship with the app the reference ships too: it
        tells whether a picture is unlike the training pictures, even without the picture set.

        Args:
            network: the network.
            pixels: the picture.
            pictures: the set that the network was trained on; None if it is not on this machine.
            progress: called with (pictures done, pictures in all) while the features are computed.

        Returns:
            The likeness; None without the picture set, unless the network ships with the app.

        Raises:
            PictureError: no picture of a class can be decoded.
        """
        if pictures is None:
            reference = shipped_reference(network.model_file)
            if reference is None:
                return None
        else:
            reference = self._reference(network, pictures, progress)
        found = self._ask("look", network, pixels[None])
        return reference.judge(found["hidden"][0], found["texture"][0])

    def _ask(self, what: str, network: Network, pixels: np.ndarray, **details: int) -> Arrays:
        return self._worker.ask({"what": what, **as_json(network), **pixels_to_json(pixels), **details})

    def _reference(self, network: Network, pictures: PictureSet, progress: ProgressCallback | None) -> Reference:
        asked = as_json(network)
        facts = json.dumps([_VERSION, asked, pictures.name, _state(pictures)])
        file = cache_dir() / "explained" / f"{hashlib.sha256(facts.encode()).hexdigest()[:32]}.npz"
        if not file.is_file():
            training = self._look_at(asked, pictures, "train", progress)
            shipped = shipped_reference(network.model_file)
            reference = (
                shipped.with_pictures(training)
                if shipped
                else Reference.of(training, self._look_at(asked, pictures, "validation", progress))
            )
            require_space(MAX_KEPT_BYTES)
            reference.write(file)
            remove_oldest(file, MAX_KEPT_BYTES)
        file.touch()  # `remove_oldest` deletes the least recently used references
        return Reference.read(file)

    def _look_at(
        self, asked: dict[str, Any], pictures: PictureSet, split: str, progress: ProgressCallback | None
    ) -> Arrays:
        parts: list[Arrays] = []
        done, num_all = 0, 1
        while done < num_all:
            question = {"what": "look_at_split", **asked, "pictures": pictures.name, "split": split}
            parts.append(self._worker.ask({**question, "first": done, "count": _BLOCK}))
            done, num_all = done + len(parts[-1]["names"]), int(parts[-1]["num_all"])
            if progress:
                progress(done, num_all)
        return {name: np.concatenate([part[name] for part in parts]) for name in ("names", "hidden", "texture")}


def _state(pictures: PictureSet) -> list[object]:
    """A value that changes when a picture of the set is added, removed or left out."""
    folders = [pictures.folder / split / kind for split in ("train", "validation") for kind in ("cats", "dogs")]
    return [*(folder.stat().st_mtime_ns for folder in folders), sorted(pictures.left_out())]
