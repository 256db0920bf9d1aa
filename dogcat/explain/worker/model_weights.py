"""The weights and the description in a visitor's file: limits, and the way from the file into the built model."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped]
import keras
import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import MEGABYTE
from dogcat.explain.model_files import MAX_MODEL_BYTES
from dogcat.explain.worker.model_builder import Description, Writer

MAX_DESCRIPTION_BYTES = 5 * 2**20


@contextmanager
def opened_weights(file: Path) -> Iterator[h5py.File]:
    """Open the weights of a file; those of a `.keras` file are unpacked beside it meanwhile.

    Raises:
        DogcatError: the weights are too large, or refer to other files.
    """
    unpacked = file.with_suffix(".weights.h5")
    try:
        if file.suffix == ".keras":
            with zipfile.ZipFile(file) as archive, unpacked.open("wb") as copy:
                shutil.copyfileobj(archive.open("model.weights.h5"), copy)
            file = unpacked
        with h5py.File(file, "r") as opened:
            check_arrays(opened)
            yield opened
    finally:
        unpacked.unlink(missing_ok=True)


def check_arrays(file: Any) -> None:
    """Raises `DogcatError` if the arrays of an `.h5` file are too large or are in other files."""
    links: list[Any] = []
    file.visititems_links(lambda _name, link: links.append(link))
    arrays: list[Any] = []
    file.visititems(lambda _name, item: arrays.append(item) if isinstance(item, h5py.Dataset) else None)
    is_whole = all(isinstance(link, h5py.HardLink) for link in links)
    if not is_whole or any(array.external or array.is_virtual for array in arrays):
        raise DogcatError(_("This file refers to other files. Expected: a self-contained model."))
    total = sum(array.size * array.dtype.itemsize for array in arrays)
    if total > MAX_MODEL_BYTES:
        raise DogcatError(
            _(
                "This model has {size:,.0f} MB of weights; at most {allowed} MB are allowed. Choose a smaller one."
            ).format(size=total / MEGABYTE, allowed=MAX_MODEL_BYTES // MEGABYTE)
        )


def read_description(file: Path, weights: h5py.File) -> tuple[Description, Writer]:
    """Return the description of the layers as plain data, and the version of Keras that wrote it.

    Args:
        file: a `.keras` or `.h5` file.
        weights: its weights, from `opened_weights`.

    Raises:
        DogcatError: an `.h5` file has no description.
        ValueError: the description is no JSON.
    """
    if file.suffix == ".keras":
        with zipfile.ZipFile(file) as archive:
            description, metadata = (
                json.loads(archive.open(name).read(MAX_DESCRIPTION_BYTES)) for name in ("config.json", "metadata.json")
            )
        return description, Writer(_version(metadata))
    if "model_config" not in weights.attrs:
        raise _without_description(weights)
    text = weights.attrs["model_config"]
    if len(text) > MAX_DESCRIPTION_BYTES:
        raise ValueError("the description is too long")
    return json.loads(text), Writer(_version(dict(weights.attrs)))


def _version(facts: Any) -> str:
    found = facts.get("keras_version", "") if isinstance(facts, dict) else ""
    return found.decode(errors="replace") if isinstance(found, bytes) else str(found)


def _without_description(file: h5py.File) -> DogcatError:
    names = set(file.attrs) | set(file)
    if names & {"layer_names", "layer_names0", "layers", "_layer_checkpoint_dependencies", "vars", "model_weights"}:
        return DogcatError(
            _(
                "This file holds weights only, without the layers that they belong to. Expected: a whole model. Save it"
                " with model.save(), not with model.save_weights(); a ModelCheckpoint needs"
                " save_weights_only=False."
            )
        )
    return DogcatError(
        _(
            "This is an HDF5 file, but it holds no Keras model. Expected: a file written by model.save(). Choose"
            " another file."
        )
    )


def load_weights(model: keras.Model, weights: h5py.File) -> None:
    """Fill a built model with the weights of its file.

    Raises:
        DogcatError: the weights are not those of the model's layers.
    """
    if "model_weights" in weights:
        _load_by_order(model, weights["model_weights"])
    else:
        try:
            model.load_weights(weights.filename)
        except ValueError:
            raise _do_not_fit("") from None
    for layer in model._flatten_layers():  # noqa: SLF001 - there is no public way to the layers of nested models
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def _load_by_order(model: keras.Model, group: h5py.Group) -> None:
    """As Keras does for `.h5` files: the n-th layer with weights takes the n-th group with weights."""
    names = _names(group, "layer_names")
    saved = [(name, [group[name][each] for each in _names(group[name], "weight_names")]) for name in names]
    saved = [(name, arrays) for name, arrays in saved if arrays]
    layers = [(layer, layer.trainable_weights + layer.non_trainable_weights) for layer in model.layers]
    layers = [(layer, variables) for layer, variables in layers if variables]
    if len(saved) != len(layers):
        raise _do_not_fit("")
    for (name, arrays), (_layer, variables) in zip(saved, layers, strict=True):
        if [tuple(array.shape) for array in arrays] != [tuple(variable.shape) for variable in variables]:
            raise _do_not_fit(name)
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(np.asarray(array))


def _names(group: h5py.Group, attribute: str) -> list[str]:
    """The names in an attribute, or in several if they are too many for one."""
    parts = [attribute] if attribute in group.attrs else []
    while f"{attribute}{len(parts)}" in group.attrs:
        parts.append(f"{attribute}{len(parts)}")
    found = [name for part in parts for name in group.attrs[part]]
    return [name.decode() if isinstance(name, bytes) else str(name) for name in found]


def _do_not_fit(name: str) -> DogcatError:
    if name:
        return DogcatError(
            _(
                "The weights of the layer {name!r} in this file are not those of its description. Expected: a complete"
                " model written by model.save(). Save it again, or choose another file."
            ).format(name=name[:60])
        )
    return DogcatError(
        _(
            "The weights in this file are not those of its layers. Expected: a complete model written by model.save()."
            " Save it again, or choose another file."
        )
    )
