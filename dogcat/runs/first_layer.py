"""The first convolution after each epoch: its filters, and their feature maps of one watched picture.

The files are in the run's folder, as `learning/epoch-0001.npz`.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dogcat.common.language import _
from dogcat.common.storage import whole_path
from dogcat.common.units import MEGABYTE
from dogcat.runs.run_files import ContentError, has_run_file, read_run_file

_MAX_ARRAYS = 20 * MEGABYTE  # unpacked size of a file
_FILE_NAME = re.compile(r"epoch-(\d+)\.npz")


@dataclass(frozen=True)
class FirstLayer:
    """The first convolution at the end of an epoch.

    Attributes:
        kernels: float32 (kernel_size, kernel_size, 3, F): row, column, colour, filter. With batch normalisation, its
            factors are multiplied in.
        biases: float32 (F,).
        responses: float32 (h, w, F), 0 or more: the feature maps after ReLU and pooling; in a residual network, whose
            first convolution halves the size itself, after ReLU.
    """

    kernels: np.ndarray
    biases: np.ndarray
    responses: np.ndarray


def write_first_layer(folder: Path, epoch: int, layer: FirstLayer) -> None:
    """Writes the first layer after an epoch to a run's folder.

    Responses are stored as uint8, in steps of 1/255 of the largest.

    Args:
        folder: of the run.
        epoch: 0 for the untrained network.
        layer: what to write.
    """
    inside = folder / "learning"
    inside.mkdir(exist_ok=True)
    scale = float(layer.responses.max()) / 255 or 1.0
    with whole_path(inside / f"epoch-{epoch:04d}.npz") as file, file.open("wb") as opened:
        np.savez_compressed(
            opened,
            kernels=layer.kernels,
            biases=layer.biases,
            responses=np.round(layer.responses / scale).astype(np.uint8),
            scale=scale,
        )


def kept_epochs(folder: Path) -> list[int]:
    """The epochs for which the first layer was written, ascending, of files that may be read."""
    names = (_FILE_NAME.fullmatch(path.name) for path in (folder / "learning").glob("epoch-*.npz"))
    return sorted(int(name[1]) for name in names if name and has_run_file(folder, f"learning/{name[0]}"))


def read_first_layer(folder: Path, epoch: int) -> FirstLayer | None:
    """The first layer after an epoch; None if it was not written or its file is damaged."""
    try:
        return check_first_layer(folder, f"learning/epoch-{epoch:04d}.npz")
    except (FileNotFoundError, ContentError):
        return None


def check_first_layer(folder: Path, name: str) -> FirstLayer:
    """Return the first layer in a file of a run.

    Args:
        folder: of the run.
        name: path of the file in it, such as `learning/epoch-0001.npz`.

    Raises:
        FileNotFoundError: there is no such file.
        ContentError: it is not as `write_first_layer` writes it, or unpacks to too much.
    """
    data = io.BytesIO(read_run_file(folder, name))
    try:
        with zipfile.ZipFile(data) as arrays:
            if sum(array.file_size for array in arrays.infolist()) > _MAX_ARRAYS:
                raise ContentError(_("it is too large"))
        data.seek(0)
        with np.load(data) as kept:
            kernels, biases, packed = kept["kernels"], kept["biases"], kept["responses"]
            layer = FirstLayer(kernels, biases, packed.astype(np.float32) * np.float32(kept["scale"]))
    except (OSError, ValueError, TypeError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        raise ContentError(_("it is damaged")) from None
    size, filters = kernels.shape[:1], biases.shape
    are_right = (kernels.shape, layer.responses.shape[2:]) == ((*size, *size, 3, *filters), filters)
    are_floats = all(array.dtype.kind == "f" for array in vars(layer).values())
    if not are_right or not are_floats or not layer.responses.size or not kernels.size:
        raise ContentError(_("it is damaged"))
    return layer
