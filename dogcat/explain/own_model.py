"""A model that a visitor trained elsewhere, as `.keras` or `.h5`. The file is untrusted input.

This module checks the ending, the file size, the members of a zip and their unpacked size. Everything else happens in
a separate worker process with limits of memory and time, `python -m dogcat foreign`, see `worker.own_model`. A harmful
file leads to an error message for its visitor and does not affect the app.
"""

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dogcat.analysis.human_baseline import Score, score
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.types import Arrays, ProgressCallback
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.common.zip_directory import open_zip
from dogcat.explain.protocol import AnswerError, WorkerProcess, pixels_to_json
from dogcat.explain.verdict import Verdict
from dogcat.explain.worker_places import PLACES
from dogcat.pictures.picture_set import CLASSES
from dogcat.pictures.pixel_cache import SplitPixels

ENDINGS = (".keras", ".h5")
MAX_MODEL_FILE_BYTES = 300 * MEGABYTE
MAX_MODEL_BYTES = 300 * MEGABYTE  # unpacked size of a zip, and size of the weights
MAX_LOADING_BYTES = 1_600 * MEGABYTE  # memory of the process besides TensorFlow's own; only Linux enforces it
MAX_SECONDS = 90.0  # limit for each answer; the first one loads TensorFlow
DIVISORS = {1: "0–255", 255: "0–1"}  # divisors of the pixels, and the resulting values
_SCALING_OF = {1: "0-255", 255: "0-1"}
_MEMBERS = {"config.json", "metadata.json", "model.weights.h5"}  # files in a .keras zip
_HDF5 = b"\x89HDF\r\n\x1a\n"  # first bytes of an .h5 file
_BLOCK = 50  # pictures in one question, and between two steps of a progress bar
NUM_KNOWN = 30  # pictures of each class for finding scaling and class order
_WORTH_IT = 0.6  # accuracy below which scaling and class order are uncertain


class ForeignModelError(DogcatError):
    """A file is not a model for this exercise, or exceeds a limit."""


@dataclass(frozen=True)
class ModelReading:
    """How a model's inputs are scaled and its outputs are read.

    Attributes:
        divisor: divisor of the pixels, one of `DIVISORS`.
        dog_output: the class that means dog, 0 or 1; a single output is the probability of class 1.
        num_right: number of known pictures that the model predicts correctly with this reading.
        num_all: number of known pictures.
    """

    divisor: int
    dog_output: int
    num_right: int
    num_all: int

    @property
    def text(self) -> str:
        """The reading in words, with its accuracy on the known pictures."""
        found = _(
            "With pixel values {values} and class 1 as the {animal}, the model gets {num_right} of {num} known"
            " pictures right."
        ).format(
            values=DIVISORS[self.divisor],
            animal=_(CLASSES[self.dog_output]),
            num_right=self.num_right,
            num=self.num_all,
        )
        if self.num_right < _WORTH_IT * self.num_all:
            return found + " " + _("That is hardly more than chance, so check both choices yourself.")
        return found


class ForeignModel:
    """A visitor's model in its own worker process. `close` ends the process.

    Attributes:
        input_height: height of its input pictures in pixels.
        input_width: width of its input pictures in pixels.
        num_channels: 3 for colour, 1 for grey.
        num_parameters: number of parameters of all layers.
        num_outputs: number of its output values, 1 to 100.
        ends_in: what the outputs are: "sigmoid" or "logit" for one; "softmax", "logits" or "sigmoids" for several.
        own_scaling: a formula of what the model itself computes with each pixel first, such as "x / 127.5 − 1"; None if
            it has no such layers.
        expected_scaling: the name of the scaling in `pixel_scaling` that fits `own_scaling`; None if the model does not
            say.
    """

    def __init__(self, name: str, data: bytes) -> None:
        """Loads the model in its process.

        Args:
            name: name of the uploaded file; only its ending is used.
            data: content of the file.

        Raises:
            ForeignModelError: the file is not a model of two classes for square colour pictures, it has a layer that is
                not allowed, or it exceeds the limits of memory or time.
        """
        ending = check_file(name, data)
        self._folder = tempfile.TemporaryDirectory(prefix="dogcat-foreign-")
        self._worker = WorkerProcess("foreign", MAX_SECONDS, PLACES)
        try:
            self._file = Path(self._folder.name) / f"model{ending}"
            self._file.write_bytes(data)
            found = self._ask("describe")
        except BaseException:
            self.close()
            raise
        self.input_height, self.input_width, self.num_channels, self.num_outputs, self.num_parameters = (
            int(found[fact])
            for fact in ("input_height", "input_width", "num_channels", "num_outputs", "num_parameters")
        )
        self.ends_in = str(found["ends_in"])
        self.own_scaling = str(found["own_scaling"]) or None
        self.expected_scaling = str(found["expected_scaling"]) or None

    @property
    def picture_size(self) -> int:
        """Height and width of its input pictures in pixels."""
        return self.input_height

    def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
        """Return the raw outputs, float32 (N, `num_outputs`).

        Args:
            pixels: uint8 (N, `input_height`, `input_width`, 3); colour also for a model of grey pictures.
            scaling: a name of `pixel_scaling.scalings(num_channels)`.

        Raises:
            ForeignModelError: the model exceeds the limits.
        """
        blocks = [pixels[start : start + _BLOCK] for start in range(0, len(pixels), _BLOCK)]
        found = [self._ask("outputs", scaling=scaling, **pixels_to_json(block))["outputs"] for block in blocks]
        return np.concatenate(found)

    def find_reading(self, pixels: np.ndarray, labels: np.ndarray) -> ModelReading:
        """The scaling and class order with the highest accuracy on known pictures.

        Args:
            pixels: uint8 (N, S, S, 3) of `picture_size` S; dozens of each class.
            labels: (N,), 0 for cat, 1 for dog.

        Raises:
            ForeignModelError: the outputs are not probabilities, or the model exceeds the limits.
        """
        readings = []
        for divisor in DIVISORS:
            of_class_1 = self._of_class_1(pixels, divisor)
            for dog_output in (1, 0):
                right = (of_class_1 > 0.5) == (labels == dog_output)
                readings.append(ModelReading(divisor, dog_output, int(right.sum()), len(labels)))
        return max(readings, key=lambda reading: reading.num_right)

    def predict(self, pixels: np.ndarray, reading: ModelReading) -> list[Verdict]:
        """The verdict on each picture; pixels are uint8 (N, S, S, 3) of `picture_size` S.

        Raises:
            ForeignModelError: as for `find_reading`.
        """
        of_class_1 = self._of_class_1(pixels, reading.divisor)
        p_dog = of_class_1 if reading.dog_output else 1 - of_class_1
        return [Verdict(float(each)) for each in p_dog]

    def close(self) -> None:
        """Ends the process and deletes the copy of the file."""
        self._worker.close()
        self._folder.cleanup()

    def _of_class_1(self, pixels: np.ndarray, divisor: int) -> np.ndarray:
        outputs = self.outputs(pixels, _SCALING_OF[divisor]).astype(np.float64)
        sums_to_1 = outputs.shape[1] == 1 or np.allclose(outputs.sum(axis=1), 1, atol=0.01)
        if not (sums_to_1 and outputs.min() >= 0 and outputs.max() <= 1):  # nan fails these comparisons too
            raise ForeignModelError(
                _(
                    "This model's outputs are not probabilities: they range from {lowest:.3g} to {highest:.3g}."
                    " Expected: one sigmoid output, or two softmax outputs. End the network with such a layer and save"
                    " it again."
                ).format(lowest=outputs.min(), highest=outputs.max())
            )
        return outputs[:, -1]

    def _ask(self, what: str, **details: object) -> Arrays:
        try:
            return self._worker.ask({"what": what, "file": str(self._file), **details})
        except AnswerError:
            raise ForeignModelError(
                _(
                    "This model could not be used. Its process needed more than {memory:.1f} GB of memory or"
                    " {seconds:.0f} seconds. Expected: a network about as large as that of this exercise. Choose"
                    " another file, or try again when no training is running."
                ).format(memory=MAX_LOADING_BYTES / GIGABYTE, seconds=MAX_SECONDS)
            ) from None
        except DogcatError as error:
            raise ForeignModelError(str(error)) from None


def known_pictures(split: SplitPixels) -> tuple[np.ndarray, np.ndarray]:
    """Pixels and labels of the first `NUM_KNOWN` pictures of each class, for `ForeignModel.find_reading`."""
    places = np.concatenate([np.flatnonzero(split.labels == label)[:NUM_KNOWN] for label in range(len(CLASSES))])
    return split.pixels[places], split.labels[places]


def score_on(
    split: SplitPixels, model: ForeignModel, reading: ModelReading, progress: ProgressCallback | None = None
) -> Score:
    """The score of a model on the pictures of a split.

    Args:
        split: pixels of the model's `picture_size`.
        model: the model.
        reading: how its outputs are read.
        progress: called with (pictures done, pictures in all).

    Raises:
        ForeignModelError: as for `ForeignModel.predict`.
    """
    labels: list[int] = []
    for start in range(0, len(split), _BLOCK):
        block = np.ascontiguousarray(split.pixels[start : start + _BLOCK])
        labels += [verdict.label for verdict in model.predict(block, reading)]
        if progress:
            progress(len(labels), len(split))
    return score(labels, [int(label) for label in split.labels])


def check_file(name: str, data: bytes) -> str:
    """Return the ending of the file.

    Args:
        name: name of the file; only its ending is used.
        data: content of the file.

    Raises:
        ForeignModelError: the worker process must not load the file, because of its ending, size or members.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ForeignModelError(
            _("This file does not end in {ending} or {other}. Expected: a model saved by Keras.").format(
                ending=ENDINGS[0], other=ENDINGS[1]
            )
        )
    if len(data) > MAX_MODEL_FILE_BYTES:
        raise ForeignModelError(
            _(
                "This file is {size:,.0f} MB; at most {allowed} MB are allowed. Save the model without its optimizer"
                " (include_optimizer=False), or choose a smaller one."
            ).format(size=len(data) / MEGABYTE, allowed=MAX_MODEL_FILE_BYTES // MEGABYTE)
        )
    if ending == ".h5":
        if not data.startswith(_HDF5):
            raise _not_whole(ending)
        return ending
    try:
        with open_zip(io.BytesIO(data), len(_MEMBERS)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise _not_whole(ending) from None
    if names != _MEMBERS:
        raise _not_whole(ending)
    if unpacked > MAX_MODEL_BYTES:
        raise ForeignModelError(
            _(
                "This file would unpack to {size:,.0f} MB; at most {allowed} MB are allowed. Choose a smaller model."
            ).format(size=unpacked / MEGABYTE, allowed=MAX_MODEL_BYTES // MEGABYTE)
        )
    return ending


def _not_whole(ending: str) -> ForeignModelError:
    return ForeignModelError(
        _(
            "This file is not a complete Keras model, although its name ends in {ending}. Expected: a file written by"
            " model.save(). Upload it again; if that does not help, save it again."
        ).format(ending=ending)
    )
