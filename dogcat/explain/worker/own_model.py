"""Loads a visitor's model and predicts with it, in a process with limits of memory and time.

The file is untrusted input. Before Keras loads it, its description is read as data and checked against a list of
allowed layers. Layers with code (Lambda) or with access to other files are not on the list, nor is any unknown layer.
"""

import json
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import h5py  # type: ignore[import-untyped]
import keras
import numpy as np
import psutil
import tensorflow as tf

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.types import Arrays
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.explain.own_model import MAX_LOADING_BYTES, MAX_MODEL_BYTES
from dogcat.explain.pixel_scaling import scale
from dogcat.explain.protocol import answer_all, pixels_from_json
from dogcat.explain.worker.model_facts import model_facts, picture_shape
from dogcat.recipe.recipe import Recipe, recipe_from_json
from dogcat.training.model import build_model

MAX_DESCRIPTION_BYTES = 5 * 2**20
MAX_PICTURE_SIZE = 512  # pixels
_BATCH = 10  # pictures per prediction
_LAYERS = (
    "InputLayer Dense Activation ReLU LeakyReLU PReLU ELU Softmax Flatten Reshape Permute Dropout SpatialDropout2D"
    " GaussianNoise GaussianDropout AlphaDropout Conv2D SeparableConv2D DepthwiseConv2D Conv2DTranspose MaxPooling2D"
    " AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D ZeroPadding2D Cropping2D UpSampling2D"
    " BatchNormalization LayerNormalization GroupNormalization Add Multiply Average Maximum Subtract Concatenate"
    " Rescaling Resizing CenterCrop Normalization RandomFlip RandomRotation RandomZoom RandomTranslation"
    " RandomContrast RandomBrightness RandomCrop Sequential Functional Model"
)
_PARTS = (
    "Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling GlorotUniform GlorotNormal HeNormal"
    " HeUniform LecunNormal LecunUniform Orthogonal L1 L2 L1L2 MaxNorm NonNeg UnitNorm MinMaxNorm DTypePolicy Policy"
    " __keras_tensor__ __numpy__"
)
ALLOWED = frozenset(_LAYERS.split() + _PARTS.split())


def answer(questions: IO[bytes], replies: IO[bytes]) -> None:
    """Answers the questions of `explain.own_model` until the input ends, with a memory limit for this process."""
    limit_memory(MAX_LOADING_BYTES)
    answer_all(questions, replies, _compute)


def limit_memory(more: int) -> None:
    """Limits the memory of this process to `more` bytes above its present use; only Linux has such a limit."""
    used = getattr(psutil.Process().memory_info(), "data", None)
    if used is not None:
        import resource  # missing on Windows

        resource.setrlimit(resource.RLIMIT_DATA, (used + more, used + more))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def load_foreign(file: Path) -> keras.Model:
    """A visitor's model of two classes for square colour pictures.

    Args:
        file: a copy of the uploaded file; the description in an `.h5` file is updated in place.

    Raises:
        DogcatError: the model has other inputs or outputs, has a layer that is not allowed, is too large, or cannot be
            loaded.
    """
    try:
        description = _description(file)
        _check_names(description)
        model: keras.Model = keras.saving.load_model(file, compile=False, safe_mode=True)
        num_bytes = 4 * model.count_params()
    except DogcatError:
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError):
        raise DogcatError(
            _(
                "Loading this model needs more than {memory:.1f} GB of memory, which is the limit. Choose a smaller"
                " one."
            ).format(memory=MAX_LOADING_BYTES / GIGABYTE)
        ) from None
    except Exception:  # noqa: BLE001 - Keras does not document its errors for damaged files
        raise DogcatError(
            _(
                "Keras cannot load this file. It may be damaged, or written by another version. Expected: a complete"
                " model written by model.save(). Save it again, if possible with a current version of Keras."
            )
        ) from None
    if num_bytes > MAX_MODEL_BYTES:
        raise _too_large(num_bytes)
    _check_task(model)
    return model


def take_weights(file: Path, recipe: Recipe) -> int:
    """Replace a saved model by the recipe's own network with the weights of the file and its optimizer's state.

    Only arrays are read from the file, not its description, so what is kept was written by this app alone.

    Args:
        file: a `.keras` file whose members are checked.
        recipe: what the network was trained by.

    Returns:
        The number of training steps that the optimizer has done.

    Raises:
        DogcatError: the weights are too large, refer to other files, or are those of another network.
    """
    try:
        with (
            zipfile.ZipFile(file) as archive,
            archive.open("model.weights.h5") as packed,
            h5py.File(packed, "r") as weights,
        ):
            _check_arrays(weights)
        model = build_model(recipe, "float32")
        model.optimizer.build(model.trainable_variables)
        model.load_weights(file)
        model.save(file)
    except DogcatError:
        raise
    except Exception:  # noqa: BLE001 - Keras does not document its errors for damaged files
        raise DogcatError(_("its weights are damaged, or those of another network than the recipe's")) from None
    return int(model.optimizer.iterations)


def _compute(question: dict[str, Any]) -> Arrays:
    if question["what"] == "take weights":
        return {"num_steps": np.array(take_weights(Path(question["file"]), recipe_from_json(question["recipe"])))}
    model = _load_again(question["file"])
    if question["what"] == "describe":
        return model_facts(model)
    pixels = scale(pixels_from_json(question), question["scaling"], picture_shape(model)[2])
    parts = [model(pixels[start : start + _BATCH], training=False) for start in range(0, len(pixels), _BATCH)]
    return {"outputs": np.concatenate([np.asarray(part, dtype=np.float32) for part in parts])}


@lru_cache(maxsize=1)
def _load_again(file: str) -> keras.Model:
    return load_foreign(Path(file))


def _description(file: Path) -> Any:
    """The description of the layers as plain data. Raises `DogcatError` if the declared weights are too large."""
    if file.suffix == ".h5":
        with h5py.File(file, "r+") as opened:
            _check_arrays(opened)
            description = _with_input_layer(json.loads(opened.attrs["model_config"]))
            opened.attrs["model_config"] = json.dumps(description)
            return description
    with zipfile.ZipFile(file) as archive:
        with archive.open("model.weights.h5") as packed, h5py.File(packed, "r") as weights:
            _check_arrays(weights)
        with archive.open("config.json") as opened:
            return json.loads(opened.read(MAX_DESCRIPTION_BYTES))


def _with_input_layer(description: Any) -> Any:
    """The description of an old Sequential model in the form that Keras 3 reads.

    Before Keras 2.3, the first layer had the input's shape with the batch, which Keras 3 takes for a shape without it.
    """
    if description["class_name"] != "Sequential":
        return description
    layers = description["config"]
    if isinstance(layers, dict):  # before Keras 2.2.3 the config was the list of layers
        layers = layers["layers"]
    first = layers[0]
    if first["class_name"] != "InputLayer" and "batch_input_shape" in first["config"]:
        shape = first["config"].pop("batch_input_shape")
        layers.insert(0, {"class_name": "InputLayer", "config": {"batch_input_shape": shape, "name": "pixels"}})
    return {"class_name": "Sequential", "config": {"name": "model", "layers": layers}}


def _check_arrays(file: Any) -> None:
    links: list[Any] = []
    file.visititems_links(lambda _name, link: links.append(link))
    arrays: list[Any] = []
    file.visititems(lambda _name, item: arrays.append(item) if isinstance(item, h5py.Dataset) else None)
    is_whole = all(isinstance(link, h5py.HardLink) for link in links)
    if not is_whole or any(array.external or array.is_virtual for array in arrays):
        raise DogcatError(_("This file refers to other files. Expected: a self-contained model."))
    total = sum(array.size * array.dtype.itemsize for array in arrays)
    if total > MAX_MODEL_BYTES:
        raise _too_large(total)


def _check_names(description: Any) -> None:
    for named in _named(description):
        name = named["class_name"]
        is_activation = name == "function" and named.get("module") == "builtins"
        if not (isinstance(name, str) and (name in ALLOWED or is_activation)):
            if name == "Lambda":
                refusal = _(
                    "This model has a Lambda layer, which contains code. The app never runs code from a file, so it"
                    " allows only Keras' common layers for pictures. Replace the Lambda layer by such a layer and save"
                    " the model again."
                )
            else:
                refusal = _(
                    "This model has {name!r}. The app never runs code from a file, so it allows only Keras' common"
                    " layers for pictures. Replace it by such a layer and save the model again."
                ).format(name=str(name)[:40])
            raise DogcatError(refusal)


def _named(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a description from which Keras makes an object."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "class_name" in value:
                yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _check_task(model: keras.Model) -> None:
    takes, gives = model.input_shape, model.output_shape
    is_picture = isinstance(takes, tuple) and len(takes) == 4 and takes[1] == takes[2] and takes[3] == 3
    if not (is_picture and isinstance(takes[1], int) and takes[1] <= MAX_PICTURE_SIZE):
        raise DogcatError(
            _(
                "This model's input is {shape}. Expected: square colour pictures, (N, S, S, 3) with S up to {size}"
                " pixels, as in this exercise. Choose another model."
            ).format(shape=_shape(takes), size=MAX_PICTURE_SIZE)
        )
    if gives not in {(None, 1), (None, 2)}:
        raise DogcatError(
            _(
                "This model outputs {shape}. Expected: one or two probabilities, (N, 1) or (N, 2), because there are"
                " two classes. Choose a model that tells cats from dogs."
            ).format(shape=_shape(gives))
        )


def _shape(shape: Any) -> str:
    return str(shape).replace("None", "N")[:100]


def _too_large(num_bytes: int) -> DogcatError:
    return DogcatError(
        _("This model has {size:,.0f} MB of weights; at most {allowed} MB are allowed. Choose a smaller one.").format(
            size=num_bytes / MEGABYTE, allowed=MAX_MODEL_BYTES // MEGABYTE
        )
    )
