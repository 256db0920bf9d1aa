"""Models as Keras 2 wrote them to `.h5`: made by Keras 3, then described in the words of Keras 2."""

import json
from pathlib import Path
from typing import Any

import h5py
import keras

_NEW = {"module", "registered_name", "build_config", "compile_config"}
_OPERATIONS = {"TrueDivide": "math.truediv", "Subtract": "math.subtract", "Sigmoid": "math.sigmoid"}


def keras_2_file(model: keras.Model, folder: Path, version: str = "2.13.1") -> bytes:
    """The content of the `.h5` file that a version of Keras 2 would have written."""
    file = folder / "keras2.h5"
    model.save(file)
    with h5py.File(file, "r+") as saved:
        saved.attrs["model_config"] = json.dumps(_old(json.loads(saved.attrs["model_config"])))
        saved.attrs["keras_version"] = version.encode()
    return file.read_bytes()


def write_h5(file: Path, description: Any, weights: dict[str, dict[str, Any]], version: bytes) -> None:
    """Write a description and the weights of its layers: values for each name of each layer."""
    with h5py.File(file, "w") as opened:
        opened.attrs["model_config"] = json.dumps(description).encode()
        opened.attrs["keras_version"] = version
        group = opened.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in weights]
        for name, arrays in weights.items():
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [f"{name}/{which}".encode() for which in arrays]
            for which, values in arrays.items():
                layer[f"{name}/{which}"] = values


def _old(value: Any) -> Any:
    if isinstance(value, list):
        return [_old(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy":
        return value["config"]["name"]
    old = {key: _old(each) for key, each in value.items() if key not in _NEW and key != "inbound_nodes"}
    if value.get("class_name") in {"Functional", "Model"}:
        _number_calls(old["config"], value["config"])
    config = old.get("config", {})
    if old.get("class_name") == "DepthwiseConv2D":
        config["groups"] = 1
    if old.get("class_name") == "LeakyReLU":
        config["alpha"] = config.pop("negative_slope")
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
    return old


def _number_calls(old: dict[str, Any], new: dict[str, Any]) -> None:
    """The calls of a functional model: those of nested models are counted from 1."""
    nested = {layer["name"] for layer in new["layers"] if layer["class_name"] in {"Functional", "Sequential"}}

    def reference(tensor: Any) -> list[Any]:
        name, node, place = tensor["config"]["keras_history"]
        return [name, node + (name in nested), place]

    for layer, source in zip(old["layers"], new["layers"], strict=True):
        layer["inbound_nodes"] = []
        for node in source["inbound_nodes"]:
            first, *others = node["args"]
            if source["class_name"] in _OPERATIONS:
                layer["class_name"] = "TFOpLambda"
                layer["config"] = {"name": layer["name"], "function": _OPERATIONS[source["class_name"]]}
                layer["inbound_nodes"].append([*reference(first), {"y": others[0] if others else None, "name": None}])
            else:
                tensors = first if isinstance(first, list) else [first]
                layer["inbound_nodes"].append([[*reference(tensor), {}] for tensor in tensors])
