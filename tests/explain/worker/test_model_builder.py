"""Models of Keras 2, of Teachable Machine and of tutorials: they open and give what they gave."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from dogcat.explain.worker.model_facts import ending, scaling_inside
from tests.explain.saved_models import network, rewritten, saved
from tests.explain.worker.keras_2_files import write_h5
from tests.explain.worker.loading import loads, refused
from tests.explain.worker.usual_models import (
    SIDE,
    adapted,
    chollet,
    outputs,
    saved_as,
    teachable_machine,
    tutorial,
)


@pytest.mark.parametrize("layers_alone", [True, False], ids=["2.0", "2.2.4"])
def test_a_file_of_keras_2_is_read(tmp_path: Path, layers_alone: bool) -> None:
    """As the tutorial's readers have it: the first layer has `batch_input_shape`, there is no layer for the input."""
    parts = [
        {"class_name": "Conv2D", "config": {
            "name": "conv2d_1", "trainable": True, "batch_input_shape": [None, SIDE, SIDE, 3], "dtype": "float32",
            "filters": 2, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid",
            "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "relu", "use_bias": True,
            "kernel_initializer": {"class_name": "VarianceScaling", "config": {
                "scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}},
            "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": None,
            "bias_regularizer": None, "activity_regularizer": None, "kernel_constraint": None,
            "bias_constraint": None}},
        {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": True, "data_format": "channels_last"}},
        {"class_name": "Dense", "config": {"name": "dense_1", "trainable": True, "units": 1, "activation": "sigmoid"}},
    ]  # fmt: skip
    generator = np.random.default_rng(1)
    weights = {
        "conv2d_1": {"kernel:0": generator.normal(size=(3, 3, 3, 2)), "bias:0": np.zeros(2)},
        "flatten_1": {},
        "dense_1": {"kernel:0": generator.normal(size=(1800, 1)), "bias:0": np.ones(1)},
    }
    config = parts if layers_alone else {"name": "sequential_1", "layers": parts}
    write_h5(tmp_path / "old.h5", {"class_name": "Sequential", "config": config}, weights, b"2.2.4")
    model = loads((tmp_path / "old.h5").read_bytes(), tmp_path)
    assert model.input_shape == (None, SIDE, SIDE, 3)
    np.testing.assert_array_equal(model.layers[-1].bias, [1])


@pytest.mark.parametrize("form", ["Keras 2", ".h5", ".keras"])
@pytest.mark.parametrize(
    ("build", "ends_in", "scaling"),
    [
        (teachable_machine, "softmax", ""),
        (lambda: tutorial(keras.applications.mobilenet_v2.preprocess_input, "sigmoid"), "sigmoid", "x / 127.5 − 1"),
        (lambda: tutorial(layers.Rescaling(1 / 127.5, -1), None), "logit", "x / 127.5 − 1"),
        (chollet, "softmax", "x / 255"),
        (adapted, "logits", ""),
    ],
    ids=["teachable machine", "preprocess_input", "rescaling", "chollet", "normalization"],
)
def test_what_people_save_opens(
    tmp_path: Path, form: str, build: Callable[[], keras.Model], ends_in: str, scaling: str
) -> None:
    model = build()
    found = loads(saved_as(model, tmp_path, form), tmp_path)
    np.testing.assert_allclose(outputs(found), outputs(model), rtol=1e-4, atol=1e-5)
    assert ending(found) == ends_in
    assert scaling_inside(found, 3)[0].startswith(scaling)


@pytest.mark.parametrize("form", [".h5", ".keras"])
def test_the_preprocessing_of_vgg_opens(tmp_path: Path, form: str) -> None:
    model = tutorial(keras.applications.vgg16.preprocess_input, "sigmoid")
    found = loads(saved_as(model, tmp_path, form), tmp_path)
    np.testing.assert_allclose(outputs(found), outputs(model), rtol=1e-4, atol=1e-5)
    assert scaling_inside(found, 3) == ("RGB → BGR, x − [103.9, 116.8, 123.7]", "0-255")


def test_a_layer_that_keras_refuses_is_named_with_the_version(tmp_path: Path) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][-1]["config"]["units"] = -3

    message = refused(rewritten(saved(network(1, True, 1), tmp_path), change), tmp_path)
    assert f"Keras {keras.__version__} cannot build the layer 'dense" in message
