"""A model that a visitor trained elsewhere, a Keras file. The file is untrusted input.

`model_files` tells what the file is. Everything else happens in a separate worker process with limits of memory and
time, `python -m dogcat foreign`, see `worker.own_model`. A harmful file leads to an error message for its visitor and
does not affect the app.
"""

import numpy as np

from dogcat.common.disk_space import require_space
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.temporary import TemporaryFolder
from dogcat.common.types import Arrays
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.explain.model_files import ForeignModelError, read_model_file
from dogcat.explain.protocol import AnswerError, WorkerProcess, pixels_to_json
from dogcat.explain.worker_places import PLACES

MAX_LOADING_BYTES = 1_600 * MEGABYTE  # memory of the process besides TensorFlow's own; only Linux enforces it
MAX_SECONDS = 90.0  # limit for each answer; the first one loads TensorFlow
_BLOCK = 50  # pictures in one question


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
        labels: names of the outputs, where the file says them; otherwise empty.
    """

    def __init__(self, data: bytes) -> None:
        """Loads the model in its process.

        Args:
            data: content of the uploaded file, whatever its name.

        Raises:
            ForeignModelError: the file is not a model for pictures, it has a layer that is not allowed, or it exceeds
                the limits of memory or time.
        """
        model_file = read_model_file(data)
        self.labels = model_file.labels
        require_space(len(model_file.data))
        self._folder = TemporaryFolder("model")
        self._worker = WorkerProcess("foreign", MAX_SECONDS, PLACES)
        try:
            self._file = self._folder.path / f"model{model_file.ending}"
            self._file.write_bytes(model_file.data)
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
        self._folder.close()

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
