"""The state from which a training with a weight average continues, in one file that is replaced after each epoch.

A model file holds either the weights or their averages. Such a training needs both, of the same step.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dogcat.common.language import _
from dogcat.common.storage import whole_path
from dogcat.runs.run_files import TRAINING_STATE, ContentError, read_run_file

_PARTS = ("weights", "averages", "optimizer")


@dataclass(frozen=True)
class TrainingState:
    """The state after a whole epoch.

    Attributes:
        num_steps: number of steps from the start of the training.
        weights: the weights of the network, each a float32 array, in Keras' order.
        averages: the averages of the weights, in the same order and of the same shapes.
        optimizer: the optimizer's variables, in Keras' order.
    """

    num_steps: int
    weights: list[np.ndarray]
    averages: list[np.ndarray]
    optimizer: list[np.ndarray]


def write_training_state(folder: Path, state: TrainingState) -> None:
    """Writes the state to a run's folder, in the place of the last one."""
    arrays = {f"{name}_{number}": array for name in _PARTS for number, array in enumerate(getattr(state, name))}
    with whole_path(folder / TRAINING_STATE) as file, file.open("wb") as opened:
        np.savez(opened, num_steps=np.array(state.num_steps), **arrays)


def read_training_state(folder: Path) -> TrainingState | None:
    """The state of a run; None if there is none or its file is damaged."""
    try:
        return check_training_state(folder)
    except (FileNotFoundError, ContentError):
        return None


def check_training_state(folder: Path) -> TrainingState:
    """Return the state in a run's folder.

    Raises:
        FileNotFoundError: there is none.
        ContentError: the file is not as `write_training_state` writes it.
    """
    data = io.BytesIO(read_run_file(folder, TRAINING_STATE))
    try:
        with zipfile.ZipFile(data) as packed:
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in packed.infolist()):
                raise ContentError(_("it is damaged"))  # a packed one could unpack to any size
        data.seek(0)
        with np.load(data) as arrays:
            parts = {part: _listed(arrays, part) for part in _PARTS}
            state = TrainingState(int(arrays["num_steps"]), **parts)
    except (OSError, ValueError, TypeError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        raise ContentError(_("it is damaged")) from None
    shapes = [[array.shape for array in some] for some in (state.weights, state.averages)]
    are_floats = all(array.dtype == np.float32 for array in (*state.weights, *state.averages))
    if shapes[0] != shapes[1] or not shapes[0] or not are_floats or state.num_steps < 1:
        raise ContentError(_("it is damaged"))
    return state


def _listed(arrays: Mapping[str, np.ndarray], part: str) -> list[np.ndarray]:
    """Return the arrays `part_0`, `part_1`, ..."""
    num_arrays = sum(name.startswith(f"{part}_") for name in arrays)
    return [arrays[f"{part}_{number}"] for number in range(num_arrays)]
