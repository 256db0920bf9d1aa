"""How the parts of a functional model are called: read from its description, in the forms of Keras 2 and Keras 3."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dogcat.explain.worker.allowed_layers import plain
from dogcat.explain.worker.operations import constant, index

_NO_VALUES = {"training", "mask", "name", "data_format", "dtype"}  # of no use when a model predicts
_VALUES = {"x", "y", "x1", "x2", "bias", "values", "xs", "a", "b"}  # names of arguments that may be tensors


@dataclass(frozen=True)
class Reference:
    """An output of another part: its name, and the number of its call."""

    name: str
    node: int


@dataclass
class Call:
    """One call of a part: references and constants in their order, and the other arguments by name."""

    values: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def references(self) -> list[Reference]:
        """Those of the values that other parts give."""
        return [value for value in self.values if isinstance(value, Reference)]


def read_calls(layer: dict[str, Any]) -> list[Call]:
    """Return the calls of a part of a functional model."""
    return [_call(node) for node in layer.get("inbound_nodes") or []]


def references(value: Any) -> list[Reference]:
    """Return the outputs that a description names, whether as one, a list, or a dictionary of them."""
    if isinstance(value, dict):
        value = list(value.values())
    one = _reference(value)
    return [one] if one else [found for each in value for found in references(each)]


def _call(node: Any) -> Call:
    call = Call()
    if isinstance(node, dict):  # Keras 3
        arguments, named = node.get("args", []), node.get("kwargs", {})
        for place, argument in enumerate(arguments):
            if place == 1 and _is_index(argument):
                call.options["key"] = _key(argument)
            else:
                call.values += _values(argument)
    else:
        inputs = [node] if _starts_with_a_name(node) else node
        named = {}
        for each in inputs:
            call.values += [constant(each[2])] if each[0] == "_CONSTANT_VALUE" else _values(each[:3])
            named |= each[3] if len(each) > 3 else {}
    for name, value in named.items():
        if name in {"key", "slice_spec"}:
            call.options["key"] = _key(value)
        elif name in _VALUES and value is not None:
            call.values += _values(value)
        elif name not in _NO_VALUES and value is not None:
            call.options[name] = plain(value)
    return call


def _values(argument: Any) -> list[Any]:
    one = _reference(argument)
    if one:
        return [one]
    if isinstance(argument, list) and any(True for _ in _inside(argument)):
        return [found for each in argument for found in _values(each)]
    return [constant(plain(argument))]


def _inside(argument: Any) -> Iterator[Reference]:
    waiting = [argument]
    while waiting:
        each = waiting.pop()
        found = _reference(each)
        if found:
            yield found
        elif isinstance(each, list):
            waiting += each


def _reference(value: Any) -> Reference | None:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        value = value["config"]["keras_history"]
    if _starts_with_a_name(value) and len(value) == 3 and type(value[1]) is int and value[1] >= 0:
        return Reference(value[0], value[1])
    return None


def _starts_with_a_name(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], str)


def _is_index(argument: Any) -> bool:
    parts = argument if isinstance(argument, list) else [argument]
    return any(isinstance(part, dict) and part.get("class_name") in {"__ellipsis__", "__slice__"} for part in parts)


def _key(value: Any) -> Any:
    if isinstance(value, dict) and value.get("class_name") == "__tuple__":
        value = value["items"]
    return [index(part) for part in value] if isinstance(value, list) else index(value)
