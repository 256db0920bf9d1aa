"""Loading an untrusted model: what it must take and give, and what a harmful file costs."""

import json
import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.explain.worker.model_facts import input_shape
from dogcat.recipe.recipe import Recipe
from dogcat.training.model import build_model
from tests.explain.saved_models import SIZE, network, saved, with_description
from tests.explain.worker.loading import loads, refused


def network_of(shape: tuple[int | None, ...], outputs: int = 1, activation: str | None = "sigmoid") -> keras.Model:
    layers = [keras.layers.Reshape((*shape[:2], 1))] if len(shape) == 2 else []
    layers += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(outputs, activation=activation)]
    return keras.Sequential([keras.Input(shape), *layers])


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((9, 14, 3), (9, 14, 3)),
        ((28, 28, 1), (28, 28, 1)),
        ((28, 28), (28, 28)),
        ((512, 512, 3), (512, 512, 3)),
        ((None, None, 3), (150, 150, 3)),
        ((None, None, 1), (150, 150, 1)),
    ],
)
def test_pictures_of_every_shape_are_taken(tmp_path: Path, shape: Any, expected: tuple[int, ...]) -> None:
    assert input_shape(loads(saved(network_of(shape), tmp_path), tmp_path)) == expected


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (network_of((SIZE, SIZE, 3), 101), r"This model outputs \(N, 101\)\. Expected: .* to \(N, 100\)"),
        (network_of((SIZE, SIZE, 4)), r"This model's input is \(N, 12, 12, 4\)\. Expected: colour or grey"),
        (network_of((513, 9, 3)), "H and W up to 512 pixels"),
        (network_of((3, SIZE, SIZE)), "pictures with the channels first"),
        (network_of((SIZE, SIZE, 3), 1, "softmax"), "softmax over one output, which is always 1"),
        (keras.Sequential([keras.Input((7,)), keras.layers.Dense(1)]), r"This model's input is \(N, 7\)"),
        (keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(1, 3)]), r"outputs \(N, 10, 10, 1\)"),
    ],
)
def test_a_model_of_another_task_is_refused(tmp_path: Path, model: keras.Model, words: str) -> None:
    assert re.search(words, refused(saved(model, tmp_path), tmp_path))


def test_a_model_with_two_inputs_is_refused(tmp_path: Path) -> None:
    pixels, age = keras.Input((SIZE, SIZE, 3)), keras.Input((1,))
    features = keras.layers.Concatenate()([keras.layers.Flatten()(pixels), age])
    model = keras.Model([pixels, age], keras.layers.Dense(1)(features))
    assert "takes or gives 2 tensors" in refused(saved(model, tmp_path), tmp_path)


def test_a_dictionary_of_one_tensor_is_that_tensor(tmp_path: Path) -> None:
    pixels = keras.Input((SIZE, SIZE, 3))
    features = keras.layers.Dense(2)(keras.layers.Flatten()(pixels))
    model = keras.Model({"picture": pixels}, {"scores": features})
    for ending in (".keras", ".h5"):
        assert loads(saved(model, tmp_path, ending), tmp_path).output_shape == (None, 2)


def test_a_compiled_model_of_the_app_opens(tmp_path: Path, tiny_recipe: Recipe) -> None:
    model = build_model(tiny_recipe, "float32")
    pixels = np.random.default_rng(1).integers(0, 256, (4, 22, 22, 3)).astype(np.float32)
    expected = np.asarray(model(pixels, training=False))
    for ending in (".keras", ".h5"):
        loaded = loads(saved(model, tmp_path, ending), tmp_path)
        np.testing.assert_allclose(np.asarray(loaded(pixels)), expected, atol=1e-6)


def test_a_description_of_10000_levels_is_refused(tmp_path: Path) -> None:
    data = saved(network(1, True, 1), tmp_path)
    for text in ('{"config":' * 10_000 + "1" + "}" * 10_000, "[" * 10_000 + "]" * 10_000):
        assert "not a complete Keras model" in refused(with_description(data, text), tmp_path)
    nested: Any = {"class_name": "Dense", "config": {"units": 1}}
    for _ in range(200):
        nested = {"class_name": "Sequential", "config": {"layers": [nested], "build_input_shape": [None, 9, 9, 3]}}
    assert "more than 12 models inside each other" in refused(with_description(data, json.dumps(nested)), tmp_path)
