"""What a page asks about one picture, without TensorFlow: a verdict, why, how firm it is, and what it resembles.

The answers come from the process that `worker` describes and stay in memory: a visitor's picture is never written to
disk. Only what is known of the training's own pictures is kept, in the cache folder.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dogcat.common.storage import cache_dir, remove_oldest
from dogcat.common.types import Arrays, ProgressCallback
from dogcat.explain.activations import Network, as_json
from dogcat.explain.out_of_distribution import Likeness, Reference, shipped_reference
from dogcat.explain.perturbations import AXES
from dogcat.explain.protocol import WorkerProcess, pixels_to_json
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.run import Run

MAX_KEPT_BYTES = 128 * 2**20  # of references on disk, some 4 MB each
_SEED = 1  # of the dice of `stability`: all networks see the same variants
_BLOCK = 200  # pictures of a split in one question, between which others can ask theirs
_VERSION = 1  # part of each reference's name: raise it whenever they change


@dataclass(frozen=True)
class ClassMap:
    """What in a picture speaks for a class.

    Attributes:
        evidence: float32 (S, S), 0 or more, in parts of the network's logit; where it is largest speaks most.
        label: of the class, 0 for cat, 1 for dog.
    """

    evidence: np.ndarray
    label: int


@dataclass(frozen=True)
class Occlusion:
    """What happens while a grey patch sweeps over a picture.

    Attributes:
        drop: float32 (S, S), by how much patches over a pixel lower the log-odds of the class; below 0 they help it.
        label: of the class, 0 for cat, 1 for dog.
        starts: the patch's first rows, and its first columns, in pixels.
        patch: its side in pixels.
        p_dog: float64 (K, K), of the picture with the patch at `starts[row]`, `starts[column]`.
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
    """P(dog) while a picture is changed.

    Attributes:
        draws: float64 (64,), under the tutorial's augmentation; the same draws for every network.
        curves: float64 arrays along each of `transforms.AXES`, by its name.
    """

    draws: np.ndarray
    curves: dict[str, np.ndarray]

    @property
    def wobble(self) -> float:
        """The standard deviation of P(dog) under the draws, 0 to 0.5."""
        return float(self.draws.std())

    @property
    def num_cats(self) -> int:
        """Of the draws, how many are called a cat."""
        return int(np.sum(self.draws <= 0.5))


def network_of(run: Run) -> Network:
    """The network that a run has kept, as `evaluate` and `predict` use it.

    Raises:
        RunError: there is none yet.
    """
    run.require_model()
    return Network(run.recipe, run.model_file)


class AttributionClient:
    """Asks the process for all visitors; can be used by any number of threads.

    Each method may raise `InspectionError` (the network is too large, or its file is gone), `AnswerError` (the process
    broke down) and `DogcatError` (the model's file is damaged). Pixels are uint8 of the network's picture size S, as
    `pixels.decode_picture` gives them.
    """

    def __init__(self, worker: WorkerProcess) -> None:
        """Starts nothing yet.

        Args:
            worker: best that of the server's `ActivationClient`, so that one process holds TensorFlow.
        """
        self._worker = worker

    def predict(self, network: Network, pictures: Sequence[np.ndarray]) -> list[Verdict]:
        """The verdict on each of any number of pictures, (S, S, 3) each."""
        if not pictures:
            return []
        found = self._ask("predict", network, np.stack(pictures))
        return [Verdict(float(p_dog)) for p_dog in found["p_dog"]]

    def class_map(self, network: Network, pixels: np.ndarray, label: int) -> ClassMap:
        """What speaks for a class in a picture (S, S, 3), see `explain.class_map`; label 0 is cat, 1 dog."""
        return ClassMap(self._ask("class_map", network, pixels, label=label)["map"], label)

    def occlusion(self, network: Network, pixels: np.ndarray, label: int) -> Occlusion:
        """The second opinion: which parts of a picture (S, S, 3) the class needs, see `explain.occlusion`."""
        found = self._ask("occlusion", network, pixels, label=label)
        starts = tuple(int(start) for start in found["starts"])
        return Occlusion(found["map"], label, starts, int(found["patch"]), found["p_dog"])

    def stability(self, network: Network, pixels: np.ndarray) -> Stability:
        """How firm the verdict on a picture (S, S, 3) is while the picture is changed."""
        found = self._ask("stability", network, pixels, seed=_SEED)
        return Stability(found["draws"], {name: found[name] for name in AXES})

    def likeness(
        self,
        network: Network,
        pixels: np.ndarray,
        pictures: PictureSet | None,
        progress: ProgressCallback | None = None,
    ) -> Likeness | None:
        """The training pictures that a picture (S, S, 3) resembles, and whether it is unlike all of them.

        The first question about a network looks at up to 2,000 training and 2,000 validation pictures, which takes some
        seconds; what it finds is kept. Of a network that ships with the app the validation pictures are known, and
        without its training pictures it can still be told whether a picture is unlike them.

        Args:
            network: which.
            pixels: the picture.
            pictures: the set that the network was trained on, None when it is not here.
            progress: called while the set is looked at.

        Returns:
            None where nothing can be said: without the set, of a network that does not ship with the app.

        Raises:
            PictureError: a class of the set has no picture that can be decoded.
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
            reference.write(file)
            remove_oldest(file, MAX_KEPT_BYTES)
        file.touch()  # the one asked for last is kept longest
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
    """Changes when a picture is added, removed or left out."""
    folders = [pictures.folder / split / kind for split in ("train", "validation") for kind in ("cats", "dogs")]
    return [*(folder.stat().st_mtime_ns for folder in folders), sorted(pictures.left_out())]
