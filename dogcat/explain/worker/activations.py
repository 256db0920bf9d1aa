"""Computes what each layer of a network outputs for one picture, and answers the questions of both clients.

Runs in the worker process (`python -m dogcat inspect`). `explain.activations` and `explain.attribution` ask; the
questions of the latter go to `explain.worker.attribution`. Everything is computed in float32, so that a learner with a
pocket calculator gets the same values.
"""

import functools
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import keras
import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.types import Arrays
from dogcat.explain.activations import NUM_PASSES
from dogcat.explain.protocol import answer_all, pixels_from_json
from dogcat.explain.worker import attribution
from dogcat.explain.worker.imagenet import imagenet_answers
from dogcat.explain.worker.normalization import first_normalization
from dogcat.recipe.recipe import Recipe, recipe_from_json
from dogcat.training.model import build_model, load_model
from dogcat.training.normalization.folding import folded


def open_network(recipe: Recipe, model_file: Path | None) -> keras.Model:
    """The network of a recipe in float32, with the weights of a file, or with the initial weights of its training.

    Raises:
        DogcatError: the file is not a complete model of this recipe.
    """
    keras.utils.set_random_seed(recipe.seed)  # as in `training.train`, so that the initial weights are the same
    model = build_model(recipe, "float32")
    if model_file:
        try:
            model.set_weights(load_model(model_file).get_weights())
        except ValueError:
            raise DogcatError(
                _("{file} contains a different network from its run's recipe. Train it again.").format(file=model_file)
            ) from None
    model.mirror_at_test = recipe.mirror_at_test  # for `attribution.predict`
    return model


def activations(model: keras.Model, pixels: np.ndarray) -> Arrays:
    """The output of every layer for a picture, as in validation: float32 arrays without the batch axis, by layer.

    Args:
        model: from `open_network`.
        pixels: uint8 (S, S, 3).
    """
    outputs = _all_layers(model)(pixels[None], training=False)
    return {layer.name: np.asarray(output)[0] for layer, output in zip(_layers(model), outputs, strict=True)}


def filters(model: keras.Model) -> Arrays:
    """The weights of every convolution: `conv_1/kernel`, float32 (K, K, input channels, filters), `conv_1/bias`, ...

    Those of a convolution before batch normalisation also do its work, see `training.normalization.folding`.
    """
    found: Arrays = {}
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            kernel, bias = folded(model, layer.name)
            found |= {f"{layer.name}/kernel": kernel, f"{layer.name}/bias": bias}
    return found


def dropout_passes(model: keras.Model, pixels: np.ndarray, rate: float, seed: int) -> Arrays:
    """`NUM_PASSES` predictions for a picture with Keras' dropout before the first dense layer.

    Returns:
        The arrays of `explain.activations.DropoutPasses`, by their names there.
    """
    dense = [layer for layer in model.layers if layer.name in ("dense", "output")]
    before = keras.Model(model.inputs[0], dense[0].input)  # without training=True a dropout layer changes nothing
    features = np.asarray(before(pixels[None], training=False))
    dropout = keras.layers.Dropout(rate, seed=seed)
    # Dropout on ones shows what is switched off, also where a feature is 0.
    factors = np.asarray(dropout(np.ones((NUM_PASSES, features.shape[1]), np.float32), training=True))
    p_dog = np.asarray(_through(dense, features * factors), dtype=np.float64)[:, 0]
    without = float(np.asarray(_through(dense, features))[0, 0])
    return {"features": features[0], "is_on": factors > 0, "p_dog": p_dog, "p_dog_without": np.array(without)}


def _through(layers: list[keras.layers.Layer], values: np.ndarray) -> np.ndarray:
    """What the layers make of values, one after another."""
    return functools.reduce(lambda inputs, layer: layer(inputs), layers, values)


def answer(questions: IO[bytes], replies: IO[bytes]) -> None:
    """Answers questions about networks until the input ends, see `explain.protocol`."""
    open_again = lru_cache(maxsize=4)(_open)

    def compute(question: dict[str, Any]) -> Arrays:
        if question["what"] == "imagenet":  # of no run
            return imagenet_answers(pixels_from_json(question))
        model = open_again(question["recipe"], question["model_file"], str(question.get("written")))
        return _COMPUTATIONS[question["what"]](model, question)

    answer_all(questions, replies, compute)


def _open(recipe: str, model_file: str | None, _written: str) -> keras.Model:
    return open_network(recipe_from_json(recipe), Path(model_file) if model_file else None)


@lru_cache(maxsize=4)
def _all_layers(model: keras.Model) -> keras.Model:
    return keras.Model(model.inputs[0], [layer.output for layer in _layers(model)])


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers without the input, which only a network with shortcuts lists."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def _look_at_split(model: keras.Model, question: dict[str, Any]) -> Arrays:
    recipe = recipe_from_json(question["recipe"])
    places = (question["first"], question["count"])
    return attribution.look_at_split(model, recipe, question["pictures"], question["split"], *places)


def _with_pixels(compute: Callable[..., Arrays], *details: str) -> Callable[[keras.Model, dict[str, Any]], Arrays]:
    """The computation with the question's pixels and its details of these names as arguments."""
    return lambda model, question: compute(model, pixels_from_json(question), *(question[name] for name in details))


_COMPUTATIONS: dict[str, Callable[[keras.Model, dict[str, Any]], Arrays]] = {
    "activations": _with_pixels(activations),
    "filters": lambda model, _question: filters(model),
    "normalization": _with_pixels(first_normalization, "number"),
    "dropout": _with_pixels(dropout_passes, "rate", "seed"),
    "predict": _with_pixels(lambda model, pixels: {"p_dog": attribution.predict(model, pixels)}),
    "class_map": _with_pixels(lambda *arguments: {"map": attribution.class_map(*arguments)}, "label"),
    "occlusion": _with_pixels(attribution.occlusion, "label"),
    "stability": _with_pixels(attribution.stability, "seed"),
    "look": _with_pixels(attribution.look),
    "look_at_split": _look_at_split,
}
