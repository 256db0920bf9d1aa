"""Loading an untrusted model: which files are accepted, and which are refused before Keras reads them."""

import json
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain.worker.own_model import load_foreign
from tests.explain.saved_models import SIZE, network, rewritten, saved


def refused(data: bytes, folder: Path, ending: str = ".keras") -> str:
    """What is said of a file in the process that looks into it."""
    file = folder / f"refused{ending}"
    file.write_bytes(data)
    with pytest.raises(DogcatError) as caught:
        load_foreign(file)
    return str(caught.value)


@pytest.mark.parametrize("layers_alone", [True, False], ids=["2.0", "2.2.4"])
def test_a_file_of_keras_2_is_read(tmp_path: Path, layers_alone: bool) -> None:
    """As the tutorial's readers have it: the first layer has `batch_input_shape`, there is no layer for the input."""
    layers = [
        {"class_name": "Conv2D", "config": {
            "name": "conv2d_1", "trainable": True, "batch_input_shape": [None, SIZE, SIZE, 3], "dtype": "float32",
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
        "dense_1": {"kernel:0": generator.normal(size=(200, 1)), "bias:0": np.ones(1)},
    }
    with h5py.File(tmp_path / "old.h5", "w") as file:
        config = layers if layers_alone else {"name": "sequential_1", "layers": layers}
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config}).encode()
        file.attrs["keras_version"] = b"2.2.4"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in weights]
        for name, arrays in weights.items():
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [f"{name}/{which}".encode() for which in arrays]
            for which, values in arrays.items():
                layer[f"{name}/{which}"] = values.astype(np.float32)
    model = load_foreign(tmp_path / "old.h5")
    assert model.input_shape == (None, SIZE, SIZE, 3)
    np.testing.assert_array_equal(model.layers[-1].bias, [1])


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_lambda_layer_is_refused_before_keras_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    shape = keras.Input((SIZE, SIZE, 3))
    model = keras.Sequential([shape, keras.layers.Lambda(lambda x: x[:, 0, 0, :1], output_shape=(1,))])
    data = saved(model, tmp_path, ending)
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("the file was loaded"))
    assert "This model has a Lambda layer, which contains code" in refused(data, tmp_path, ending)


@pytest.mark.parametrize(
    "gadget",
    [
        {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "/tmp"}},  # noqa: S108
        {"class_name": "function", "module": "keras.utils", "config": "get_file", "registered_name": "get_file"},
        {"class_name": ["Dense"], "config": {}},
    ],
)
def test_what_could_run_or_fetch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gadget: dict[str, Any]
) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][-1]["config"]["activation"] = gadget

    data = rewritten(saved(network(1, True, 1), tmp_path), change)
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("the file was loaded"))
    assert "it allows only Keras' common layers for pictures" in refused(data, tmp_path)


def test_a_file_that_refers_to_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linked.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "linked.h5", "a") as file:
        file["model_weights/other"] = h5py.ExternalLink("saved.h5", "/model_weights")
    data = (tmp_path / "linked.h5").read_bytes()
    assert "refers to other files" in refused(data, tmp_path, ".h5")


@pytest.mark.parametrize("kept", [0.95, 0.5, 0.02])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: float) -> None:
    whole = saved(network(1, True, 1), tmp_path, ".h5")
    assert "Save it again" in refused(whole[: int(kept * len(whole))], tmp_path, ".h5")


def test_a_model_of_another_task_is_refused(tmp_path: Path) -> None:
    ten = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Flatten(), keras.layers.Dense(10)])
    assert "This model outputs (N, 10). Expected: one or two probabilities" in refused(saved(ten, tmp_path), tmp_path)
    row = keras.Sequential([keras.Input((7,)), keras.layers.Dense(1)])
    assert "This model's input is (N, 7). Expected: square colour pictures" in refused(saved(row, tmp_path), tmp_path)
    grey = keras.Sequential([keras.Input((SIZE, SIZE, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    assert "This model's input is (N, 12, 12, 1)" in refused(saved(grey, tmp_path), tmp_path)


def test_declared_weights_of_2_gb_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "declared.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "declared.h5", "a") as file:
        file.create_dataset("model_weights/large", (2**29,), "f4", chunks=(2**20,), compression="gzip")
    data = (tmp_path / "declared.h5").read_bytes()
    assert len(data) < 2**20
    assert "This model has 2,147 MB of weights; at most 300 MB" in refused(data, tmp_path, ".h5")
