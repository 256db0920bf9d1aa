"""The first convolution after each epoch: its filters, and their feature maps of one watched picture.

The files are in the run's folder, as `learning/epoch-0001.npz`.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dogcat.common.storage import whole_path

_FILE_NAME = re.compile(r"epoch-(\d+)\.npz")


@dataclass(frozen=True)
class FirstLayer:
    """The first convolution at the end of an epoch.

    Attributes:
        kernels: float32 (kernel_size, kernel_size, 3, F): row, column, colour, filter.
        biases: float32 (F,).
        responses: float32 (h, w, F), 0 or more: the feature maps after ReLU and pooling.
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
    """The epochs for which the first layer was written, ascending."""
    names = (_FILE_NAME.fullmatch(path.name) for path in (folder / "learning").glob("epoch-*.npz"))
    return sorted(int(name[1]) for name in names if name)


def read_first_layer(folder: Path, epoch: int) -> FirstLayer | None:
    """The first layer after an epoch; None if it was not written or its file is damaged."""
    try:
        with np.load(io.BytesIO((folder / "learning" / f"epoch-{epoch:04d}.npz").read_bytes())) as kept:
            responses = kept["responses"].astype(np.float32) * np.float32(kept["scale"])
            return FirstLayer(kept["kernels"], kept["biases"], responses)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
