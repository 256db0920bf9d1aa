"""Calls of the parts of functional models, in the forms of Keras 2 and Keras 3."""

from typing import Any

import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain.worker.calls import Reference, read_calls, references


def tensor(name: str, node: int = 0) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 9], "keras_history": [name, node, 0]}}


@pytest.mark.parametrize(
    ("nodes", "values", "options"),
    [
        ([{"args": [tensor("a", 2)], "kwargs": {"training": False, "mask": None}}], [Reference("a", 2)], {}),
        ([{"args": [[tensor("a"), tensor("b")]], "kwargs": {}}], [Reference("a", 0), Reference("b", 0)], {}),
        ([{"args": [tensor("a"), 127.5], "kwargs": {}}], [Reference("a", 0), 127.5], {}),
        ([[["a", 1, 0, {}], ["b", 0, 0, {"axis": 3}]]], [Reference("a", 1), Reference("b", 0)], {"axis": 3}),
        ([["a", 0, 0, {"y": 2, "name": None}]], [Reference("a", 0), 2.0], {}),
        ([["_CONSTANT_VALUE", -1, 2, {"y": ["a", 0, 0]}]], [2.0, Reference("a", 0)], {}),
        ([["a", 0, 0, {"slice_spec": {"class_name": "__tuple__", "items": [{"class_name": "__ellipsis__"}, 1]}}]],
         [Reference("a", 0)], {"key": [..., 1]}),
        ([{"args": [tensor("a"), [{"class_name": "__slice__", "config": {"start": 1, "stop": None, "step": -1}}]]}],
         [Reference("a", 0)], {"key": [slice(1, None, -1)]}),
    ],
)  # fmt: skip
def test_a_call_is_read(nodes: Any, values: list[Any], options: dict[str, Any]) -> None:
    (call,) = read_calls({"inbound_nodes": nodes})
    assert (call.values, call.options) == (values, options)
    assert call.references == [value for value in values if isinstance(value, Reference)]


def test_lists_of_numbers_are_constants() -> None:
    (call,) = read_calls({"inbound_nodes": [{"args": [tensor("a"), [1, 2, 3]], "kwargs": {}}]})
    np.testing.assert_array_equal(call.values[1], [1, 2, 3])
    assert call.values[1].dtype == np.float32


@pytest.mark.parametrize("named", [["a", 0, 0], [["a", 0, 0]], {"out": ["a", 0, 0]}, {"out": [["a", 0, 0]]}])
def test_one_output_is_named_in_many_ways(named: Any) -> None:
    assert references(named) == [Reference("a", 0)]


@pytest.mark.parametrize(
    "argument",
    [{"class_name": "__lambda__", "config": {"value": "x"}}, [1.0] * 20_000, {"class_name": "__ellipsis__x"}, 1e400],
)
def test_other_values_are_refused(argument: Any) -> None:
    with pytest.raises(DogcatError):
        read_calls({"inbound_nodes": [{"args": [tensor("a"), argument], "kwargs": {}}]})
