"""Asks the worker process for the outputs of a network's layers, and stores the answers on disk.

An answer is an `.npz` file in the cache folder.
"""

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dogcat.common.disk_space import require_space
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.storage import cache_dir, remove_oldest, whole_path
from dogcat.common.text_file import is_plain_file
from dogcat.common.types import Arrays
from dogcat.common.units import MEGABYTE
from dogcat.explain.protocol import WorkerProcess, pixels_to_json
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.run import Run

NUM_PASSES = 50  # number of predictions with dropout on
MAX_NETWORK_BYTES = 256 * MEGABYTE  # parameters and one picture's activations; the tutorial's network takes 20 million
MAX_KEPT_BYTES = 256 * 2**20  # size of all answers on disk
UNTRAINED, BEST, LAST = N_("Before training"), N_("Best epoch"), N_("Last epoch")
_ANSWERS_VERSION = 1  # part of each answer's file name; increment it when the answers change


class InspectionError(DogcatError):
    """A network is too large for this app, or its file is missing."""


@dataclass(frozen=True)
class Network:
    """A network with its weights.

    Attributes:
        recipe: gives the layers, and the seed of the initial weights.
        model_file: file with the weights; None for the network before its training.
    """

    recipe: Recipe
    model_file: Path | None


@dataclass(frozen=True)
class Filters:
    """The weights of one convolution.

    Attributes:
        kernel: float32 (K, K, input channels, filters).
        bias: float32 (filters,).
    """

    kernel: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class DropoutPasses:
    """`NUM_PASSES` predictions for one picture with dropout on.

    Attributes:
        features: float32 (F,), the inputs of the dense layer without dropout.
        is_on: bool (NUM_PASSES, F), the features that each pass keeps.
        p_dog: float64 (NUM_PASSES,), P(dog) of each pass.
        p_dog_without: P(dog) with dropout off.
    """

    features: np.ndarray
    is_on: np.ndarray
    p_dog: np.ndarray
    p_dog_without: float

    @property
    def usual_range(self) -> tuple[float, float]:
        """The 5% and the 95% quantile of P(dog): nine of ten passes lie between them."""
        low, high = np.quantile(self.p_dog, (0.05, 0.95))
        return float(low), float(high)

    @property
    def num_changed(self) -> int:
        """The number of passes whose verdict differs from the one without dropout."""
        return int(np.sum((self.p_dog > 0.5) != (self.p_dog_without > 0.5)))


@dataclass(frozen=True)
class Normalization:
    """One map of a batch before and after the first batch normalisation, as Keras computes it.

    Attributes:
        before: float32 (N, h, w), the map of each picture.
        as_trained: the same after it, by the batch's own mean and variance.
        as_evaluated: the same after it, by the averages that the training kept.
        gamma: the learned factor.
        beta: the learned offset.
        moving_mean: the average of the batches' means.
        moving_variance: the average of the batches' variances.
        epsilon: what is added to a variance, so that nothing is divided by 0.
    """

    before: np.ndarray
    as_trained: np.ndarray
    as_evaluated: np.ndarray
    gamma: float
    beta: float
    moving_mean: float
    moving_variance: float
    epsilon: float


def kept_networks(chosen: Run | Recipe) -> dict[str, Network]:
    """The states of a network that can be shown, by name: `UNTRAINED`, `BEST`, `LAST`.

    `UNTRAINED` always exists, because the recipe's seed determines the initial weights. `BEST` and `LAST` exist if the
    run has saved them.
    """
    if isinstance(chosen, Recipe):
        return {UNTRAINED: Network(chosen, None)}
    last = chosen.last_epoch_file if is_plain_file(chosen.last_epoch_file) else chosen.model_file
    files = {UNTRAINED: None, BEST: chosen.best_model_file, LAST: last}
    recipe = chosen.recipe
    return {name: Network(recipe, file) for name, file in files.items() if file is None or is_plain_file(file)}


class ActivationClient:
    """Asks questions about layers, one at a time, from any number of threads.

    Attributes:
        worker: the worker process, which other clients may ask too.
    """

    def __init__(self) -> None:
        self.worker = WorkerProcess()
        self._lock = threading.Lock()

    def activations(
        self, network: Network, pixels: np.ndarray, layers: Sequence[str] | None = None
    ) -> dict[str, np.ndarray]:
        """The outputs of the layers for a picture, in order, by the layers' names in `layer_table`.

        They are computed in float32, also for a network that was trained in bfloat16.

        Args:
            network: the network and its state.
            pixels: uint8 (S, S, 3) with the recipe's picture size S.
            layers: the layers to return, which saves memory; None for all. All are computed and stored on disk.

        Returns:
            float32 arrays of the layers' output shapes, such as (148, 148, 32) for `conv_1` and (1,) for `output`.

        Raises:
            InspectionError: the network is too large, or its file is missing.
            AnswerError: the worker process ended or took too long.
            DogcatError: the model's file is damaged.
        """
        return self._ask("activations", network, pixels, only=layers)

    def filters(self, network: Network) -> dict[str, Filters]:
        """The weights of every convolution, by the layer's name.

        Raises:
            InspectionError, AnswerError, DogcatError: as for `activations`.
        """
        found = self._ask("filters", network)
        names = dict.fromkeys(name.split("/")[0] for name in found)
        return {name: Filters(found[f"{name}/kernel"], found[f"{name}/bias"]) for name in names}

    def dropout_passes(self, network: Network, pixels: np.ndarray, rate: float, seed: int) -> DropoutPasses:
        """Predicts a picture `NUM_PASSES` times with dropout before the dense layer, as in training.

        Args:
            network: any network; one that is trained without dropout gets a dropout layer here.
            pixels: as for `activations`.
            rate: fraction of the features that each pass switches off, 0 or more and below 1.
            seed: seed of the random numbers.

        Raises:
            InspectionError, AnswerError, DogcatError: as for `activations`.
        """
        found = self._ask("dropout", network, pixels, rate=rate, seed=seed)
        return DropoutPasses(found["features"], found["is_on"], found["p_dog"], float(found["p_dog_without"]))

    def normalization(self, network: Network, pixels: np.ndarray, number: int) -> Normalization:
        """Returns what the first batch normalisation of a network does with one map of a batch.

        Args:
            network: a network with batch normalisation.
            pixels: uint8 (N, S, S, 3).
            number: of the map, from 0.

        Raises:
            InspectionError, AnswerError, DogcatError: as for `activations`.
        """
        found = self._ask("normalization", network, pixels, number=number)
        values: dict[str, Any] = {name: array if array.ndim else float(array) for name, array in found.items()}
        return Normalization(**values)

    def close(self) -> None:
        """Ends the worker process; the next question starts another one."""
        self.worker.close()

    def _ask(
        self,
        what: str,
        network: Network,
        pixels: np.ndarray | None = None,
        only: Sequence[str] | None = None,
        **details: float,
    ) -> Arrays:
        question = {"what": what, **as_json(network), **details}
        if pixels is not None:
            question |= pixels_to_json(pixels)
        name = hashlib.sha256(f"{_ANSWERS_VERSION} {json.dumps(question)}".encode()).hexdigest()[:32]
        answer = cache_dir() / "inspected" / f"{name}.npz"
        with self._lock:
            if answer.is_file():
                answer.touch()  # `remove_oldest` deletes the least recently used answers
            else:
                arrays = self.worker.ask(question)
                require_space(sum(array.nbytes for array in arrays.values()))
                with whole_path(answer) as file, file.open("wb") as opened:
                    np.savez(opened, allow_pickle=False, **arrays)
                remove_oldest(answer, MAX_KEPT_BYTES)
            with np.load(answer) as kept:
                return {name: kept[name] for name in only or kept.files}


def as_json(network: Network) -> dict[str, Any]:
    """The part of a question that identifies a network: its recipe, and the path, time and size of its file.

    Raises:
        InspectionError: the network is too large, or its file is missing.
    """
    _require_moderate_size(network.recipe)
    facts: dict[str, Any] = {"recipe": recipe_to_json(network.recipe), "model_file": None}
    if network.model_file:
        try:
            stat = network.model_file.stat()
        except OSError:
            raise InspectionError(
                _("The model {file} is gone; its run may have been deleted. Choose another network.").format(
                    file=network.model_file
                )
            ) from None
        facts |= {"model_file": str(network.model_file), "written": [stat.st_mtime_ns, stat.st_size]}
    return facts


def _require_moderate_size(recipe: Recipe) -> None:
    needed = sum(row.activation_bytes + 4 * row.num_parameters for row in layer_table(recipe))
    if needed > MAX_NETWORK_BYTES:
        raise InspectionError(
            _(
                "Looking into this network would need {needed:,.0f} MB; at most {allowed} MB are allowed. Choose"
                " smaller pictures, fewer filters or a narrower dense layer."
            ).format(needed=needed / MEGABYTE, allowed=MAX_NETWORK_BYTES // MEGABYTE)
        )
