"""Arithmetic between layers, as TensorFlow's versions wrote it and as an attacker would."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain.pixel_scaling import scale
from dogcat.explain.worker.own_model import load_foreign
from tests.explain.saved_models import SIZE, rewritten, saved, with_description
from tests.explain.worker.keras_2_files import write_h5
from tests.explain.worker.loading import refused
from tests.explain.worker.usual_models import (
    PIXELS,
)


def of_operations(folder: Path, *parts: dict[str, Any]) -> keras.Model:
    names = ["pixels", *(part["name"] for part in parts)]
    described = [
        {"class_name": "InputLayer", "name": "pixels", "inbound_nodes": [],
         "config": {"batch_input_shape": [None, 2, 2, 3], "dtype": "float32", "name": "pixels"}},
        *parts,
        {"class_name": "Flatten", "name": "flatten", "config": {"name": "flatten"},
         "inbound_nodes": [[[names[-1], 0, 0, {}]]]},
        {"class_name": "Dense", "name": "dense", "config": {"name": "dense", "units": 1, "activation": "linear"},
         "inbound_nodes": [[["flatten", 0, 0, {}]]]},
    ]  # fmt: skip
    config = {
        "name": "model",
        "layers": described,
        "input_layers": [["pixels", 0, 0]],
        "output_layers": [["dense", 0, 0]],
    }
    kernel = np.arange(12, dtype=np.float32)[:, None]
    weights = {"dense": {"kernel:0": kernel, "bias:0": np.zeros(1, np.float32)}}
    write_h5(folder / "model.h5", {"class_name": "Functional", "config": config}, weights, b"2.4.0")
    return load_foreign(folder / "model.h5")


def operation(function: str, inputs: list[Any], class_name: str = "TFOpLambda") -> dict[str, Any]:
    return {"class_name": class_name, "name": function, "config": {"name": function, "function": function},
            "inbound_nodes": [inputs]}  # fmt: skip


def graph_node(name: str, source: str, constants: dict[str, Any], *, as_text: bool = True) -> dict[str, Any]:
    node: Any = {"name": name, "op": name, "input": [source, f"{name}/y"], "attr": {"T": {"type": "DT_FLOAT"}}}
    config = {"name": name, "node_def": json.dumps(node) if as_text else node, "constants": constants}
    return {"class_name": "TensorFlowOpLayer", "name": name, "config": config, "inbound_nodes": [[[source, 0, 0, {}]]]}


BGR = [{"class_name": "__ellipsis__"}, {"start": None, "stop": None, "step": -1}]


MEANS = [-103.939, -116.779, -123.68]


@pytest.mark.parametrize(
    ("parts", "scaling"),
    [
        ([operation("math.truediv", ["pixels", 0, 0, {"y": 127.5, "name": None}]),
          operation("math.subtract", ["math.truediv", 0, 0, {"y": 1.0, "name": None}])], "-1-1"),
        ([operation("__operators__.getitem", ["pixels", 0, 0, {"slice_spec": BGR}], "SlicingOpLambda"),
          operation("nn.bias_add", ["__operators__.getitem", 0, 0, {"bias": MEANS, "data_format": "NHWC"}])],
         "mean BGR"),
        ([operation("math.multiply", ["_CONSTANT_VALUE", -1, 1 / 255, {"y": ["pixels", 0, 0], "name": None}])], "0-1"),
        ([graph_node("RealDiv", "pixels", {"1": 127.5}), graph_node("Sub", "RealDiv", {"1": 1.0}, as_text=False)],
         "-1-1"),
        ([graph_node("StridedSlice", "pixels", {"1": [0, 0, 0, 0], "2": [0, 0, 0, 0], "3": [1, 1, 1, -1]}),
          graph_node("BiasAdd", "StridedSlice", {"1": MEANS})], "mean BGR"),
    ],
    ids=["TFOpLambda", "SlicingOpLambda", "constant first", "TensorFlowOpLayer", "StridedSlice"],
)  # fmt: skip
def test_the_arithmetic_of_tensorflow_is_computed(tmp_path: Path, parts: list[dict[str, Any]], scaling: str) -> None:
    found = of_operations(tmp_path, *parts)
    pixels = PIXELS[:, :2, :2].astype(np.uint8)
    expected = scale(pixels, scaling, 3).reshape(2, 12) @ np.arange(12)[:, None]
    np.testing.assert_allclose(np.asarray(found(pixels.astype(np.float32))), expected, rtol=1e-4)


def test_an_operation_that_is_no_arithmetic_is_refused(tmp_path: Path) -> None:
    for part, name in (
        (operation("io.read_file", ["pixels", 0, 0, {}]), r"tf\.io\.read_file"),
        (graph_node("PyFunc", "pixels", {}), r"tf\.raw_ops\.PyFunc"),
        (graph_node("StridedSlice", "pixels", {"1": [0], "2": [9], "3": [1]}), r"tf\.raw_ops\.StridedSlice"),
    ):
        with pytest.raises(DogcatError, match=f"This model has '{name}'"):
            of_operations(tmp_path, part)


def arithmetic(tmp_path: Path, **last: Any) -> bytes:
    """A functional model `GlobalAveragePooling(x / 255)` with a changed first operation."""
    pixels = keras.Input((SIZE, SIZE, 3))
    model = keras.Model(pixels, keras.layers.Dense(1)(keras.layers.GlobalAveragePooling2D()(pixels / 255)))
    return rewritten(saved(model, tmp_path), lambda description: description["config"]["layers"][1].update(last))


def called_with(*arguments: Any) -> list[Any]:
    first = {"class_name": "__keras_tensor__", "config": {"keras_history": ["PLACE", 0, 0], "shape": [2**40]}}
    return [{"args": [first, *arguments], "kwargs": {}}]


@pytest.mark.parametrize(
    "change",
    [
        {"class_name": "GetItem", "inbound_nodes": called_with([{"class_name": "__slice__", "config": {
            "start": 0, "stop": 10**30, "step": 1}}])},
        {"class_name": "GetItem", "inbound_nodes": called_with([{"class_name": "__slice__", "config": {
            "start": {"class_name": "Lambda", "config": {}}, "stop": 1, "step": 1}}])},
        {"class_name": "GetItem", "inbound_nodes": called_with([0] * 9)},
        {"inbound_nodes": called_with([[1.0] * 200] * 200)},
        {"inbound_nodes": called_with(float("nan"))},
        {"inbound_nodes": called_with(0.0, {"class_name": "__lambda__", "config": {"value": "x"}})},
        {"inbound_nodes": called_with("__import__('os')")},
        {"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {
            "keras_history": ["true_divide", 0, 0]}}], "kwargs": {}}]},
        {"inbound_nodes": called_with({"class_name": "__numpy__", "config": {"value": [1.0] * 10**5, "dtype": "O"}})},
        {"class_name": "Stack", "config": {"axis": 10**18}, "inbound_nodes": called_with(2.0)},
    ],
)  # fmt: skip
def test_operations_that_keras_would_not_write_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    data = arithmetic(tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        description = json.loads(archive.read("config.json"))
    names = [layer["name"] for layer in description["config"]["layers"]]
    changed = json.loads(json.dumps(change).replace("PLACE", names[0]).replace("true_divide", names[1]))
    description["config"]["layers"][1].update(changed)
    refused(with_description(data, json.dumps(description)), tmp_path)
