"""A model that a visitor trained elsewhere, as `.keras` or `.h5`. The file is untrusted input.

This module checks the ending, the file size, the members of a zip and their unpacked size. Everything else happens in
a separate worker process with limits of memory and time, `python -m dogcat foreign`, see `worker.own_model`. A harmful
file leads to an error message for its visitor and does not affect the app.
"""

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.types import Arrays
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.common.zip_directory import open_zip
from dogcat.explain.protocol import AnswerError, WorkerProcess, pixels_to_json
from dogcat.explain.worker_places import PLACES

ENDINGS = (".keras", ".h5")
MAX_MODEL_FILE_BYTES = 300 * MEGABYTE
MAX_MODEL_BYTES = 300 * MEGABYTE  # unpacked size of a zip, and size of the weights
MAX_LOADING_BYTES = 1_600 * MEGABYTE  # memory of the process besides TensorFlow's own; only Linux enforces it
MAX_SECONDS = 90.0  # limit for each answer; the first one loads TensorFlow
_MEMBERS = {"config.json", "metadata.json", "model.weights.h5"}  # files in a .keras zip
_HDF5 = b"\x89HDF\r\n\x1a\n"  # first bytes of an .h5 file
_BLOCK = 50  # pictures in one question


class ForeignModelError(DogcatError):
    """A file is not a model for this exercise, or exceeds a limit."""


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

    def close(self) -> None:
        """Ends the process and deletes the copy of the file."""
        self._worker.close()
        self._folder.cleanup()

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
