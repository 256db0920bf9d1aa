"""Arithmetic between the layers of a visitor's model, such as `preprocess_input`: plain operations without code.

Keras 3 writes them under the names of its classes, "TrueDivide". Keras 2 writes "TFOpLambda" with a name of TensorFlow,
"math.truediv", and TensorFlow 2.0 to 2.3 write "TensorFlowOpLayer" with a node of a graph.
"""

import json
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from keras import ops

from dogcat.explain.worker.allowed_layers import not_allowed, plain, too_large_value

Values = list[Any]  # tensors and numbers, in their order
Options = dict[str, Any]  # plain values by name
Operation = Callable[[Values, Options], Any]
MAX_INDEX = 10_000


def _folded(operation: Callable[[Any, Any], Any]) -> Operation:
    return lambda values, _options: reduce(operation, _two(values))


def _two(values: Values) -> Values:
    if len(values) < 2:
        raise ValueError("an operation needs two values")
    return values


def _first(operation: Callable[[Any], Any]) -> Operation:
    return lambda values, _options: operation(values[0])


def _mean(values: Values, options: Options) -> Any:
    axis = options.get("axis")
    return ops.mean(values[0], tuple(axis) if isinstance(axis, list) else axis, bool(options.get("keepdims", False)))


def _item(values: Values, options: Options) -> Any:
    key = options["key"]
    return values[0][tuple(key) if isinstance(key, list) else key]


def _axis(options: Options, normally: int) -> int:
    axis = options.get("axis", normally)
    return normally if axis is None else axis


_ARITHMETIC: dict[str, Operation] = {
    "Add": _folded(ops.add),
    "Subtract": _folded(ops.subtract),
    "Multiply": _folded(ops.multiply),
    "TrueDivide": _folded(ops.true_divide),
    "Divide": _folded(ops.true_divide),
    "Maximum": _folded(ops.maximum),
    "Minimum": _folded(ops.minimum),
    "Average": lambda values, _options: reduce(ops.add, _two(values)) / len(values),
    "Negative": _first(ops.negative),
    "Cast": _first(lambda tensor: tensor),  # everything is computed with float32
    "Concatenate": lambda values, options: ops.concatenate(_two(values), _axis(options, -1)),
    "Stack": lambda values, options: ops.stack(_two(values), _axis(options, 0)),
    "GetItem": _item,
    "Mean": _mean,
    "GreyToColour": _first(lambda tensor: ops.repeat(tensor, 3, -1)),
    "Relu": _first(ops.relu),
    "Relu6": _first(ops.relu6),
    "Silu": _first(ops.silu),
    "Tanh": _first(ops.tanh),
    "Sigmoid": _first(ops.sigmoid),
    "Softmax": lambda values, options: ops.softmax(values[0], _axis(options, -1)),
}
_OF_TENSORFLOW = {
    "math.add": "Add", "__operators__.add": "Add", "nn.bias_add": "Add", "math.subtract": "Subtract",
    "math.multiply": "Multiply", "math.truediv": "TrueDivide", "math.divide": "TrueDivide", "math.negative": "Negative",
    "cast": "Cast", "stack": "Stack", "concat": "Concatenate", "__operators__.getitem": "GetItem",
    "math.reduce_mean": "Mean", "math.maximum": "Maximum", "math.minimum": "Minimum", "nn.relu": "Relu",
    "nn.relu6": "Relu6", "nn.silu": "Silu", "nn.swish": "Silu", "math.tanh": "Tanh", "nn.tanh": "Tanh",
    "math.sigmoid": "Sigmoid", "nn.sigmoid": "Sigmoid", "nn.softmax": "Softmax",
    "image.grayscale_to_rgb": "GreyToColour",
}  # fmt: skip
_OF_GRAPHS = {
    "Add": "Add", "AddV2": "Add", "BiasAdd": "Add", "Sub": "Subtract", "Mul": "Multiply", "RealDiv": "TrueDivide",
    "Neg": "Negative", "Cast": "Cast", "Relu": "Relu", "Relu6": "Relu6", "Sigmoid": "Sigmoid", "Softmax": "Softmax",
}  # fmt: skip
_LAYERS_TOO = {"Softmax"}  # names of operations and of layers; the layer has a config of its own


def find_operation(class_name: object, config: dict[str, Any]) -> Operation | None:
    """Return the operation of a part of a model; None if the part is a layer.

    Args:
        class_name: the part's name in the file.
        config: its arguments in the file.

    Raises:
        DogcatError: it is an operation that is not on the list.
    """
    if not isinstance(class_name, str):
        return None
    if class_name in {"TFOpLambda", "SlicingOpLambda"}:
        name = config.get("function")
        if not isinstance(name, str) or name not in _OF_TENSORFLOW:
            raise not_allowed(f"tf.{name}")
        return _ARITHMETIC[_OF_TENSORFLOW[name]]
    if class_name == "TensorFlowOpLayer":
        return _of_a_graph(config)
    if class_name not in _ARITHMETIC:
        return None
    if class_name in _LAYERS_TOO and "trainable" in config:
        return None
    fixed = {key: plain(value) for key, value in config.items() if key in {"axis", "keepdims"}}
    operation = _ARITHMETIC[class_name]
    return lambda values, options: operation(values, fixed | options)


def _of_a_graph(config: dict[str, Any]) -> Operation:
    node = config.get("node_def")
    node = json.loads(node) if isinstance(node, str) else node
    name = node.get("op") if isinstance(node, dict) else None
    constants = {int(place): constant(value) for place, value in config.get("constants", {}).items()}
    if name == "StridedSlice":
        steps = [int(step) for step in np.ravel(constants.get(3, []))]
        if steps and set(steps[:-1]) <= {1} and steps[-1] == -1:
            return _first(lambda tensor: tensor[..., ::-1])
    if not isinstance(name, str) or name not in _OF_GRAPHS:
        raise not_allowed(f"tf.raw_ops.{name}")

    def compute(values: Values, options: Options) -> Any:
        waiting = list(values)
        places = range(len(values) + len(constants))
        joined = [constants[place] if place in constants else waiting.pop(0) for place in places]
        return _ARITHMETIC[_OF_GRAPHS[name]](joined, options)

    return compute


def constant(value: Any) -> Any:
    """Return a number or an array of numbers from a file, as float32."""
    array = np.asarray(value, np.float32)
    if array.size > MAX_INDEX or not np.isfinite(array).all():
        raise too_large_value()
    return array if array.ndim else float(array)


def index(value: Any) -> Any:
    """Return one part of `tensor[...]` from a file: a number, a slice, or an ellipsis."""
    if isinstance(value, dict):
        name, inner = value.get("class_name", "__slice__"), value.get("config", value)
        if name == "__ellipsis__":
            return Ellipsis
        if name == "__slice__" and isinstance(inner, dict) and {"start", "stop", "step"} <= inner.keys():
            return slice(*(index(inner[part]) for part in ("start", "stop", "step")))
        raise not_allowed(name)
    if value is not None and (not isinstance(value, int) or abs(value) > MAX_INDEX):
        raise too_large_value()
    return value
