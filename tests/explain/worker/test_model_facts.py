"""What a loaded model says of its inputs, its outputs and its own scaling."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.explain.worker.model_facts import ending, model_facts, scaling_inside

layers, applications = keras.layers, keras.applications


def model(*middle: Any, channels: int = 3, outputs: int = 1, activation: str | None = "sigmoid") -> keras.Model:
    pixels = keras.Input((32, 48, channels))
    features: Any = pixels
    for each in middle:
        features = each(features)
    features = layers.GlobalAveragePooling2D()(layers.Conv2D(2, 3)(features))
    return keras.Model(pixels, layers.Dense(outputs, activation=activation)(features))


def adapted(mean: Any, variance: Any) -> keras.layers.Layer:
    return layers.Normalization(mean=mean, variance=variance)


def augmented() -> keras.Sequential:
    return keras.Sequential([layers.Identity(), layers.CenterCrop(20, 20)])


@pytest.mark.parametrize(
    ("first", "formula", "scaling"),
    [
        ([], "", ""),
        ([augmented()], "", ""),
        ([layers.Conv2D(3, 1)], "", ""),
        ([layers.BatchNormalization()], "", ""),
        ([layers.Rescaling(1 / 255)], "x / 255", "0-255"),
        ([layers.Rescaling(1 / 127.5, -1)], "x / 127.5 − 1", "0-255"),
        ([layers.Rescaling(2, -1)], "x / 0.5 − 1", "0-1"),
        ([lambda x: x / 127.5 - 1], "x / 127.5 − 1", "0-255"),
        ([augmented(), applications.mobilenet_v2.preprocess_input], "x / 127.5 − 1", "0-255"),
        ([applications.vgg16.preprocess_input], "RGB → BGR, x − [103.9, 116.8, 123.7]", "0-255"),
        ([applications.densenet.preprocess_input], "(x − [123.7, 116.3, 103.5]) / [58.39, 57.12, 57.37]", "0-255"),
        ([adapted([120, 118, 110], [3600, 3500, 3400])], "(x − [120, 118, 110]) / [60, 59.16, 58.31]", "0-255"),
        ([adapted([0.485, 0.456, 0.406], [0.05, 0.05, 0.05])], "(x − [0.485, 0.456, 0.406]) / [0.2236, 0.2236, 0.2236]",
         "0-1"),
        ([keras.Sequential([layers.Rescaling(1 / 255), layers.Conv2D(3, 1)])], "x / 255", "0-255"),
        ([lambda x: layers.Add()([x, layers.Conv2D(3, 1)(x)])], "", ""),
        ([layers.Rescaling(0.0)], "", ""),
        ([layers.Rescaling(0.5, 0.5)], "x / 2 + 0.5", "-1-1"),
        ([layers.Rescaling(1 / 255, [103.939 / 255, 116.779 / 255, 123.68 / 255])],
         "(x − [-103.9, -116.8, -123.7]) / [255, 255, 255]", "mean BGR"),
        ([layers.Rescaling([0.229, 0.224, 0.225], [0.485, 0.456, 0.406])],
         "(x − [-2.118, -2.036, -1.804]) / [4.367, 4.464, 4.444]", "torch"),
        ([layers.Rescaling(1 / 255, [0.4, 0.5, 0.6])], "(x − [-102, -127.5, -153]) / [255, 255, 255]", ""),
    ],
)  # fmt: skip
def test_the_own_scaling_is_found(first: list[Callable[[Any], Any]], formula: str, scaling: str) -> None:
    assert scaling_inside(model(*first), 3) == (formula, scaling)


def test_the_own_scaling_of_grey_pictures_is_found() -> None:
    assert scaling_inside(model(layers.Rescaling(1 / 255), channels=1), 1) == ("x / 255", "0-255")


@pytest.mark.parametrize(
    ("outputs", "activation", "expected"),
    [(1, "sigmoid", "sigmoid"), (1, None, "logit"), (2, "softmax", "softmax"), (3, "sigmoid", "sigmoids"),
     (2, None, "logits"), (1, "tanh", "logit"), (1, "hard_sigmoid", "sigmoid")],
)  # fmt: skip
def test_the_ending_is_found_wherever_it_stands(outputs: int, activation: str | None, expected: str) -> None:
    direct = model(outputs=outputs, activation=activation)
    apart = keras.Sequential([model(outputs=outputs, activation=None), layers.Activation(activation or "linear")])
    assert ending(direct) == ending(apart) == expected
    nested = keras.Model(inside := keras.Input((32, 48, 3)), layers.Flatten()(direct(inside)))
    assert ending(nested) == expected


def test_layers_without_activation_end_a_model_too() -> None:
    assert ending(keras.Sequential([model(outputs=2, activation=None), layers.Softmax()])) == "softmax"
    logits = model(activation=None)
    assert ending(keras.Model(logits.inputs, keras.ops.sigmoid(logits.outputs[0]))) == "sigmoid"
    convolved = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(2, 3, activation="softmax")])
    assert ending(keras.Sequential([convolved, layers.GlobalAveragePooling2D()])) == "softmax"


def test_the_facts_are_those_of_the_model() -> None:
    facts = {name: value.item() for name, value in model_facts(model(layers.Rescaling(1 / 255), outputs=4)).items()}
    assert facts == {
        "input_height": 32, "input_width": 48, "num_channels": 3, "num_outputs": 4, "num_parameters": 68,
        "ends_in": "sigmoids", "own_scaling": "x / 255", "expected_scaling": "0-255",
    }  # fmt: skip


def test_a_model_of_any_size_is_asked_with_150_pixels() -> None:
    free = keras.Sequential([keras.Input((None, None, 3)), layers.GlobalAveragePooling2D(), layers.Dense(1)])
    facts = model_facts(free)
    assert (facts["input_height"], facts["input_width"]) == (150, 150)
    assert np.asarray(facts["ends_in"]) == "logit"
