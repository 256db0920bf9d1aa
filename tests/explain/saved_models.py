"""Small models of other people's, and their files with another description."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

SIZE = 12


def network(outputs: int, scaled: bool, bright_output: int) -> keras.Sequential:
    """Calls bright pictures class `bright_output`; made for pixels of 0–1 if `scaled`."""
    activation = "sigmoid" if outputs == 1 else "softmax"
    layers = [keras.Input((SIZE, SIZE, 3)), keras.layers.GlobalAveragePooling2D()]
    model = keras.Sequential([*layers, keras.layers.Dense(outputs, activation=activation)])
    middle = 125 / 255 if scaled else 125
    slope = np.full((3, 1), (10 if scaled else 10 / 255) * (1 if bright_output else -1), np.float32)
    kernel = slope if outputs == 1 else np.hstack([-slope, slope])
    model.layers[-1].set_weights([kernel, -middle * kernel.sum(axis=0)])
    return model


def saved(model: keras.Model, folder: Path, ending: str = ".keras") -> bytes:
    file = folder / f"saved{ending}"
    model.save(file)
    return file.read_bytes()


def rewritten(data: bytes, change: Callable[[Any], None]) -> bytes:
    """A .keras file with another description."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        description = json.loads(archive.read("config.json"))
    change(description)
    return with_description(data, json.dumps(description))


def with_description(data: bytes, text: str) -> bytes:
    """A .keras file with another description, which may be no JSON."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == "config.json" else old.read(name))
    return copy.getvalue()


def enlarge(description: Any) -> None:
    """537 million weights, 2 GB, in the description and none in the file."""
    last = description["config"]["layers"][-1]
    last["config"]["units"] = 179_000_000
    last["build_config"] = {"input_shape": [None, 3]}
