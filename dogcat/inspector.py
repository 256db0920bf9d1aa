"""Asks what a network sees, without TensorFlow: a process of its own computes, and the answers are kept on disk.

The process is `python -m dogcat inspect`. It is started by the first question, stays ready for the next ones, and ends
as soon as its standard input does, so it never outlives the server. A question is one line of JSON there; the answer is
an `.npz` file in the cache folder, and a line of JSON on standard output when it is complete.
"""

import base64
import contextlib
import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from dogcat.errors import DogcatError
from dogcat.home import cache_dir
from dogcat.layers import layer_table
from dogcat.recipe import Recipe, recipe_to_json
from dogcat.runs import Run

NUM_PASSES = 50  # with dropout on
MAX_NETWORK_BYTES = 256 * 2**20  # parameters and one picture's activations; the tutorial's network has 20 million
MAX_KEPT_BYTES = 256 * 2**20  # of answers on disk
MAX_SECONDS = 90.0  # until an answer; loading TensorFlow on a busy machine takes the most of it
UNTRAINED, BEST, LAST = "Before training", "Best epoch", "Last epoch"
_ANSWERS_VERSION = 1  # part of each answer's name: raise it whenever the answers change
_CODE_FOLDER = Path(__file__).resolve().parent.parent


class InspectionError(DogcatError):
    """A network that cannot be looked at, or a process that does not answer."""


class _ProcessEndedError(InspectionError):
    """The process ended before it answered."""


@dataclass(frozen=True)
class Network:
    """A network with its weights.

    Attributes:
        recipe: its shape, and the seed of its first weights.
        model_file: where its weights are; None for the network before its training.
    """

    recipe: Recipe
    model_file: Path | None


@dataclass(frozen=True)
class Filters:
    """The weights of one convolution.

    Attributes:
        kernel: float32 (K, K, channels in, channels out).
        bias: float32 (channels out,).
    """

    kernel: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class DropoutPasses:
    """One picture, looked at `NUM_PASSES` times with dropout on.

    Attributes:
        features: float32 (F,), the inputs of the dense layer before any is switched off.
        is_on: bool (NUM_PASSES, F), which of them each pass left on.
        p_dog: float64 (NUM_PASSES,), what each pass says.
        p_dog_without: what the network says with dropout off.
    """

    features: np.ndarray
    is_on: np.ndarray
    p_dog: np.ndarray
    p_dog_without: float


def kept_networks(chosen: Run | Recipe) -> dict[str, Network]:
    """The states in which a network can be looked at, by name, in the order of time as far as that is known.

    `UNTRAINED` is always there: the seed of a recipe says which weights its training begins with. `BEST` and `LAST` are
    there for runs that have kept them.
    """
    if isinstance(chosen, Recipe):
        return {UNTRAINED: Network(chosen, None)}
    last = chosen.last_epoch_file if chosen.last_epoch_file.is_file() else chosen.model_file
    files = {UNTRAINED: None, BEST: chosen.best_model_file, LAST: last}
    recipe = chosen.recipe
    return {name: Network(recipe, file) for name, file in files.items() if file is None or file.is_file()}


class Inspector:
    """At most one process, which is asked one question at a time by any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def activations(
        self, network: Network, pixels: np.ndarray, layers: Sequence[str] | None = None
    ) -> dict[str, np.ndarray]:
        """The output of every layer for a picture, from input to output, by the layers' names in `layer_table`.

        Computed in float32, also for a network that was trained in bfloat16.

        Args:
            network: which, and in which state.
            pixels: uint8 (S, S, 3) with the recipe's picture size S.
            layers: only these, which spares the server's memory; all are computed and kept on disk.

        Returns:
            float32 arrays of the layers' output shapes, such as (148, 148, 32) for `conv_1` and (1,) for `output`.

        Raises:
            InspectionError: the network is too large to be looked at, its file is gone, or the process broke down.
            DogcatError: the model's file is damaged.
        """
        return self._ask("activations", network, pixels, only=layers)

    def filters(self, network: Network) -> dict[str, Filters]:
        """The weights of every convolution, by the layer's name.

        Raises:
            InspectionError: as `activations`.
            DogcatError: as `activations`.
        """
        found = self._ask("filters", network)
        names = dict.fromkeys(name.split("/")[0] for name in found)
        return {name: Filters(found[f"{name}/kernel"], found[f"{name}/bias"]) for name in names}

    def dropout_passes(self, network: Network, pixels: np.ndarray, rate: float, seed: int) -> DropoutPasses:
        """Looks at a picture again and again with dropout on, before the dense layer, as in training.

        Args:
            network: any; a network that is trained without dropout is given it here.
            pixels: as for `activations`.
            rate: share of the features that each pass switches off, from 0 up to but not including 1.
            seed: of the dice.

        Raises:
            InspectionError: as `activations`.
            DogcatError: as `activations`.
        """
        found = self._ask("dropout", network, pixels, rate=rate, seed=seed)
        return DropoutPasses(found["features"], found["is_on"], found["p_dog"], float(found["p_dog_without"]))

    def close(self) -> None:
        """Ends the process; the next question starts another one."""
        with self._lock:
            self._end()

    def _ask(
        self,
        what: str,
        network: Network,
        pixels: np.ndarray | None = None,
        only: Sequence[str] | None = None,
        **details: float,
    ) -> dict[str, np.ndarray]:
        _require_moderate_size(network.recipe)
        question = {"what": what, **_as_json(network), **details}
        if pixels is not None:
            question |= {"shape": pixels.shape, "pixels": base64.b64encode(pixels.tobytes()).decode()}
        name = hashlib.sha256(f"{_ANSWERS_VERSION} {json.dumps(question)}".encode()).hexdigest()[:32]
        answer = cache_dir() / "inspected" / f"{name}.npz"
        with self._lock:
            if answer.is_file():
                answer.touch()  # the one asked for last is kept longest
            else:
                self._compute({**question, "into": str(answer)})
                _remove_oldest(answer)
            with np.load(answer) as arrays:
                return {name: arrays[name] for name in only or arrays.files}

    def _compute(self, question: dict[str, Any]) -> None:
        was_there = self._child is not None
        try:
            reply = self._reply(question)
        except _ProcessEndedError:
            if not was_there:
                raise
            reply = self._reply(question)  # somebody had ended it since the last question, or while it waited
        if "error" in reply:
            raise DogcatError(reply["error"])

    def _reply(self, question: dict[str, Any]) -> dict[str, str]:
        self._child = self._child or _Child()
        try:
            return self._child.ask(question)
        except InspectionError:
            self._end()
            raise

    def _end(self) -> None:
        if self._child:
            self._child.close()
        self._child = None


class _Child:
    """The process."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dogcat", "inspect"],
            cwd=_CODE_FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._stdin, self._stdout = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)

    def ask(self, question: dict[str, Any]) -> dict[str, str]:
        too_late = threading.Timer(MAX_SECONDS, self._process.kill)  # which ends all waiting for it
        too_late.daemon = True
        began = time.monotonic()
        too_late.start()
        try:
            self._stdin.write(json.dumps(question).encode() + b"\n")
            self._stdin.flush()
            line = self._stdout.readline()
        except OSError:
            line = b""
        finally:
            too_late.cancel()
        if line:
            reply: dict[str, str] = json.loads(line)
            return reply
        if time.monotonic() - began >= MAX_SECONDS:
            raise InspectionError(
                f"The network did not answer within {MAX_SECONDS:.0f} seconds; this computer may be busy with other"
                " things. Try again, best when no training is going on."
            )
        raise _ProcessEndedError(
            f"The process that looks into networks broke down ({self._last_words()}). Try again; if it happens"
            " again, this computer may have too little memory for it."
        )

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):  # what it never read cannot be delivered any more
            self._stdin.close()
        self._stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it was ended from outside"


def _as_json(network: Network) -> dict[str, object]:
    """The network, and of its file what changes whenever a training writes it again."""
    facts: dict[str, object] = {"recipe": recipe_to_json(network.recipe), "model_file": None}
    if network.model_file:
        try:
            stat = network.model_file.stat()
        except OSError:
            raise InspectionError(
                f"The model {network.model_file} is gone; its run may have been deleted. Choose another network."
            ) from None
        facts |= {"model_file": str(network.model_file), "written": [stat.st_mtime_ns, stat.st_size]}
    return facts


def _require_moderate_size(recipe: Recipe) -> None:
    needed = sum(row.activation_bytes + 4 * row.num_parameters for row in layer_table(recipe))
    if needed > MAX_NETWORK_BYTES:
        raise InspectionError(
            f"To look into this network would take {needed / 2**20:,.0f} MB; at most {MAX_NETWORK_BYTES // 2**20} MB"
            " are allowed. Choose smaller pictures, fewer filters or a narrower dense layer."
        )


def _remove_oldest(newest: Path) -> None:
    """Deletes the answers that were not asked for since longest, until the others take no more than allowed."""
    kept = 0
    for file in sorted(newest.parent.glob("[!.]*.npz"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
        kept += file.stat().st_size
        if kept > MAX_KEPT_BYTES and file != newest:
            file.unlink()
