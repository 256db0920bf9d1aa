"""Loads a visitor's model and predicts with it, in a process with limits of memory and time.

The file is untrusted input. Its description is read as data, and the app builds the model from its own list of layers.
Layers with code (Lambda) or with access to other files are not on the list, nor is any unknown layer.
"""

import zipfile
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
from dogcat.common.units import GIGABYTE
from dogcat.explain.own_model import MAX_LOADING_BYTES
from dogcat.explain.pixel_scaling import scale
from dogcat.explain.protocol import answer_all, pixels_from_json
from dogcat.explain.worker.allowed_layers import channels_first
from dogcat.explain.worker.model_builder import build_model
from dogcat.explain.worker.model_facts import ending, input_shape, model_facts, picture_shape
from dogcat.explain.worker.model_weights import check_arrays, load_weights, opened_weights, read_description
from dogcat.recipe.recipe import Recipe, recipe_from_json
from dogcat.training.model import build_model as build_own_model

MAX_PICTURE_SIZE = 512  # pixels
MAX_OUTPUTS = 100
_BATCH = 10  # pictures per prediction


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
    """A visitor's model for pictures.

    Args:
        file: a copy of the uploaded file, which may be changed, named `.keras` or `.h5` by its content.

    Raises:
        DogcatError: the model has other inputs or outputs, has a layer that is not allowed, is too large, or cannot be
            loaded.
    """
    try:
        with opened_weights(file) as weights:
            description, writer = read_description(file, weights)
            model = build_model(description, writer)
            check_task(model)
            load_weights(model, weights)
        model(np.zeros((1, *input_shape(model)), np.float32), training=False)  # an operation may fail only now
    except DogcatError:
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError):
        raise DogcatError(
            _(
                "Loading this model needs more than {memory:.1f} GB of memory, which is the limit. Choose a smaller"
                " one."
            ).format(memory=MAX_LOADING_BYTES / GIGABYTE)
        ) from None
    except Exception:  # noqa: BLE001 - the libraries do not document their errors for damaged files
        raise DogcatError(
            _(
                "This file is not a complete Keras model: a part of it is missing or damaged. Expected: a complete"
                " model written by model.save(). Upload it again; if that does not help, save it again."
            )
        ) from None
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
            check_arrays(weights)
        model = build_own_model(recipe, "float32")
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
    pixels = pixels.reshape(len(pixels), *input_shape(model))  # without the channel, if the model has none
    parts = [model(pixels[start : start + _BATCH], training=False) for start in range(0, len(pixels), _BATCH)]
    return {"outputs": np.concatenate([np.asarray(part, dtype=np.float32) for part in parts])}


@lru_cache(maxsize=1)
def _load_again(file: str) -> keras.Model:
    return load_foreign(Path(file))


def check_task(model: keras.Model) -> None:
    """Raises `DogcatError` if the model does not take pictures, or has too many outputs."""
    takes, gives = tuple(model.inputs[0].shape), tuple(model.outputs[0].shape)
    sizes, num_channels = (takes[1:], 1) if len(takes) == 3 else (takes[1:-1], takes[-1])
    if len(takes) == 4 and takes[1] in {1, 3} and takes[3] not in {1, 3}:
        raise channels_first()
    if len(sizes) != 2 or num_channels not in {1, 3} or not all((size or 1) <= MAX_PICTURE_SIZE for size in sizes):
        raise DogcatError(
            _(
                "This model's input is {shape}. Expected: colour or grey pictures, (N, H, W, 3) or (N, H, W, 1), with H"
                " and W up to {size} pixels. Choose another model."
            ).format(shape=_shape(takes), size=MAX_PICTURE_SIZE)
        )
    if len(gives) != 2 or not 1 <= (gives[1] or 0) <= MAX_OUTPUTS:
        raise DogcatError(
            _(
                "This model outputs {shape}. Expected: one value, or a value for each class, (N, 1) to (N, {number})."
                " Choose a model that tells cats from dogs."
            ).format(shape=_shape(gives), number=MAX_OUTPUTS)
        )
    if gives[1] == 1 and ending(model) == "softmax":
        raise DogcatError(
            _(
                "This model ends in a softmax over one output, which is always 1. Expected: one sigmoid output, or two"
                " softmax outputs. Change the last layer, and train the model again."
            )
        )


def _shape(shape: Any) -> str:
    return str(shape).replace("None", "N")[:100]
