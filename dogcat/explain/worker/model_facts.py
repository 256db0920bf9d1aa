"""What a loaded model says of itself: its inputs, its outputs, and what it does with the pixels first."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from dogcat.common.types import Arrays
from dogcat.explain.pixel_scaling import SCALINGS, scalings

DEFAULT_SIZE = 150  # pixels; for a model that takes pictures of any size
_SHAPE_ONLY = {
    "Flatten", "Reshape", "Permute", "Identity", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Mean", "GetItem",
}  # fmt: skip
_UNCHANGED = {
    "InputLayer", "Identity", "Resizing", "CenterCrop", "RandomCrop", "ZeroPadding2D", "Cropping2D", "Cast",
}  # fmt: skip
_ARITHMETIC = {
    "Rescaling", "Normalization", "Add", "Subtract", "Multiply", "TrueDivide", "Negative", "GetItem", "Stack",
}  # fmt: skip


def model_facts(model: keras.Model) -> Arrays:
    """Return what `own_model.ForeignModel` tells of a model, as arrays."""
    height, width, num_channels = picture_shape(model)
    own_scaling, expected_scaling = scaling_inside(model, num_channels)
    facts = {
        "input_height": height,
        "input_width": width,
        "num_channels": num_channels,
        "num_outputs": int(model.outputs[0].shape[-1]),
        "num_parameters": model.count_params(),
        "ends_in": ending(model),
        "own_scaling": own_scaling,
        "expected_scaling": expected_scaling,
    }
    return {name: np.array(value) for name, value in facts.items()}


def picture_shape(model: keras.Model) -> tuple[int, int, int]:
    """Return height, width and number of channels of the pictures that the model takes."""
    height, width, num_channels = (*model.inputs[0].shape[1:], 1)[:3]
    return height or width or DEFAULT_SIZE, width or height or DEFAULT_SIZE, num_channels


def input_shape(model: keras.Model) -> tuple[int, ...]:
    """Return the shape of one picture as the model takes it: grey pictures may come without a channel."""
    return picture_shape(model)[: len(model.inputs[0].shape) - 1]


def ending(model: keras.Model) -> str:
    """Return what the outputs are: "sigmoid", "sigmoids", "softmax", "logit" or "logits"."""
    is_one = model.outputs[0].shape[-1] == 1
    for operation in _from_the_end(model.outputs[0]):
        name = type(operation).__name__
        activation = getattr(getattr(operation, "activation", None), "__name__", name).lower()
        if "softmax" in activation:
            return "softmax"
        if "sigmoid" in activation:
            return "sigmoid" if is_one else "sigmoids"
        if not (name in _SHAPE_ONLY or (name == "Activation" and activation == "linear")):
            break
    return "logit" if is_one else "logits"


def _from_the_end(tensor: Any) -> Iterator[Any]:
    """Every operation on the way from a tensor back to an input, those of nested models too."""
    while True:
        history = tensor._keras_history  # noqa: SLF001 - Keras has no public name for it
        operation, node = history.operation, history.operation._inbound_nodes[history.node_index]  # noqa: SLF001
        if isinstance(operation, keras.Model):
            yield from _from_the_end(operation.outputs[0])
        else:
            yield operation
        if not node.input_tensors:
            return
        tensor = node.input_tensors[0]


def scaling_inside(model: keras.Model, num_channels: int) -> tuple[str, str]:
    """Return what the model computes with each pixel before its first layer with weights.

    Returns:
        A formula, and the name of the scaling that fits it; both empty if the model does nothing of that kind. The name
        alone is empty if no scaling fits well.
    """
    black_white = np.stack([np.full((2, 2, num_channels), value, np.float32) for value in (0, 255)])
    primaries = np.stack([np.tile(255 * row, (2, 2, 1)) for row in np.eye(num_channels, dtype=np.float32)])
    probe = np.concatenate([black_white, primaries])
    try:
        result = np.asarray(_follow(model, probe), np.float64)[:, 0, 0]
    except Exception:  # noqa: BLE001 - a model that computes something else with its pixels says nothing of its scaling
        return "", ""
    if result.shape != (2 + num_channels, num_channels) or np.array_equal(result, probe[:, 0, 0]):
        return "", ""
    low, high = result[:2]
    sources = np.abs(result[2:] - low).argmax(axis=0)  # the channel from which each channel of the result comes
    slope = (high - low) / 255
    if not slope.all() or not np.isfinite(result).all():
        return "", ""
    return _formula(slope, low, sources), _expected(slope, low, sources)


def _follow(model: keras.Model, values: np.ndarray) -> np.ndarray:
    """The values after the arithmetic at the beginning of a model, which may reach into a nested model."""
    known: dict[int, Any] = {id(model.inputs[0]): values}
    last = values
    for operation, node in _in_order(model):
        takes = [id(tensor) for tensor in node.input_tensors]
        name = type(operation).__name__
        if not takes or not all(tensor in known for tensor in takes):
            continue
        if isinstance(operation, keras.Model):
            inside = _follow(operation, known[takes[0]])
            if inside is not known[takes[0]]:
                last = inside
            if not _is_arithmetic_only(operation):
                continue
            found = inside
        elif name in _UNCHANGED:
            found = known[takes[0]]
        elif name in _ARITHMETIC:
            given = {id(tensor): known[id(tensor)] for tensor in node.input_tensors}
            arguments, named = node.arguments.fill_in({key: np.asarray(value) for key, value in given.items()})
            found = last = np.asarray(operation(*arguments, **named))
        else:
            continue
        known[id(node.outputs[0])] = found
    return last


def _in_order(model: keras.Model) -> Iterator[tuple[Any, Any]]:
    graph = getattr(model, "_functional", None) or model
    for depth in sorted(graph._nodes_by_depth, reverse=True):  # noqa: SLF001
        for node in graph._nodes_by_depth[depth]:  # noqa: SLF001
            yield node.operation, node


def _is_arithmetic_only(model: keras.Model) -> bool:
    return all(
        _is_arithmetic_only(operation)
        if isinstance(operation, keras.Model)
        else type(operation).__name__ in _UNCHANGED | _ARITHMETIC
        for operation, _node in _in_order(model)
    )


def _formula(slope: np.ndarray, low: np.ndarray, sources: np.ndarray) -> str:
    """The arithmetic in words that need no translation, such as "x / 127.5 − 1"."""
    order = "" if (sources == np.arange(len(sources))).all() else "RGB → BGR, "
    if np.ptp(slope) < 1e-6 * abs(slope).max():
        first = "x" if np.isclose(slope[0], 1) else f"x / {1 / slope[0]:.4g}"
        if not np.any(low):
            return order + first
        if np.ptp(low) < 1e-6:
            return f"{order}{first} {'−' if low[0] < 0 else '+'} {abs(low[0]):.4g}"
    middle, deviation = ([f"{each:.4g}" for each in part] for part in (-low / slope, 1 / slope))
    if np.allclose(slope, 1):
        return f"{order}x − [{', '.join(middle)}]"
    return f"{order}(x − [{', '.join(middle)}]) / [{', '.join(deviation)}]"


def _expected(slope: np.ndarray, low: np.ndarray, sources: np.ndarray) -> str:
    """The scaling after which the model's own arithmetic gives what networks are usually trained with."""
    if np.allclose(abs(slope), 1) and -200 < low.min() < 0:
        return "0-255"  # means of 0 to 255 are subtracted
    names = scalings(len(slope))
    ranges = {}
    for name in names:
        black_white = np.array([[0.0] * len(slope), [255.0] * len(slope)], np.float32)
        ranges[name] = SCALINGS[name](black_white)[:, sources] * slope + low
        if any(np.allclose(ranges[name], [[bottom], [1]], atol=1e-3) for bottom in (0, -1)):
            return name
    for name in names[:3]:
        span = float(np.ptp(ranges[name]))
        if 0.8 < span < 6 and ranges[name].min() < 0.1 * span:
            return name
    return ""
