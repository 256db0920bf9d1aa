"""What a network does with one picture, layer by layer; the other side of `inspector`, in the process with TensorFlow.

All of it is computed in float32, so that a pocket calculator comes to the same figures.
"""

import base64
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import keras
import numpy as np

from dogcat.errors import DogcatError
from dogcat.home import whole_path
from dogcat.inspector import NUM_PASSES
from dogcat.model import build_model, load_model
from dogcat.recipe import Recipe, recipe_from_json

Arrays = dict[str, np.ndarray]


def open_network(recipe: Recipe, model_file: Path | None) -> keras.Sequential:
    """The network of a recipe in float32: with the weights of a file, or with those its training begins with.

    Raises:
        DogcatError: the file is not a whole model of this recipe.
    """
    keras.utils.set_random_seed(recipe.seed)  # as `training.train` does before it builds the network
    model = build_model(recipe, "float32")
    if model_file:
        try:
            model.set_weights(load_model(model_file).get_weights())
        except ValueError:
            raise DogcatError(f"{model_file} holds another network than its run's recipe. Train it again.") from None
    return model


def activations(model: keras.Sequential, pixels: np.ndarray) -> Arrays:
    """The output of every layer for a picture, as in validation: float32 arrays without the batch, by layer.

    Args:
        model: from `open_network`.
        pixels: uint8 (S, S, 3).
    """
    outputs = _all_layers(model)(pixels[None], training=False)
    return {layer.name: np.asarray(output)[0] for layer, output in zip(model.layers, outputs, strict=True)}


def filters(model: keras.Sequential) -> Arrays:
    """`conv_1/kernel`, float32 (K, K, channels in, channels out), `conv_1/bias` and so on for every convolution."""
    found: Arrays = {}
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            kernel, bias = layer.get_weights()
            found |= {f"{layer.name}/kernel": kernel, f"{layer.name}/bias": bias}
    return found


def dropout_passes(model: keras.Sequential, pixels: np.ndarray, rate: float, seed: int) -> Arrays:
    """`NUM_PASSES` looks at a picture with Keras' dropout before the dense layer.

    Returns:
        The arrays of `inspector.DropoutPasses` by the names that they have there.
    """
    dense, output = model.get_layer("dense"), model.get_layer("output")
    before = keras.Model(model.inputs[0], dense.input)  # dropout changes nothing when not in training
    features = np.asarray(before(pixels[None], training=False))
    dropout = keras.layers.Dropout(rate, seed=seed)
    # Of ones dropout leaves just what was switched off, also where a feature is 0.
    factors = np.asarray(dropout(np.ones((NUM_PASSES, features.shape[1]), np.float32), training=True))
    p_dog = np.asarray(output(dense(features * factors)), dtype=np.float64)[:, 0]
    without = float(np.asarray(output(dense(features)))[0, 0])
    return {"features": features[0], "is_on": factors > 0, "p_dog": p_dog, "p_dog_without": np.array(without)}


def answer(questions: IO[bytes], replies: IO[bytes]) -> None:
    """Answers questions as `inspector` writes them, until there are no more."""
    open_again = lru_cache(maxsize=4)(_open)
    for line in questions:
        question = json.loads(line)
        try:
            model = open_again(question["recipe"], question["model_file"], str(question.get("written")))
            arrays = _COMPUTATIONS[question["what"]](model, question)
            with whole_path(Path(question["into"])) as file, file.open("wb") as opened:
                np.savez(opened, allow_pickle=False, **arrays)
            reply = {}
        except DogcatError as error:
            reply = {"error": str(error)}
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _open(recipe: str, model_file: str | None, _written: str) -> keras.Sequential:
    return open_network(recipe_from_json(recipe), Path(model_file) if model_file else None)


@lru_cache(maxsize=4)
def _all_layers(model: keras.Sequential) -> keras.Model:
    return keras.Model(model.inputs[0], [layer.output for layer in model.layers])


def _pixels(question: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(question["pixels"]), np.uint8).reshape(question["shape"])


_COMPUTATIONS: dict[str, Callable[[keras.Sequential, dict[str, Any]], Arrays]] = {
    "activations": lambda model, question: activations(model, _pixels(question)),
    "filters": lambda model, _question: filters(model),
    "dropout": lambda model, question: dropout_passes(model, _pixels(question), question["rate"], question["seed"]),
}
