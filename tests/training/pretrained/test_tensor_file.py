"""Files of arrays as PyTorch wrote them: what is read, and that nothing in a file is called."""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dogcat.training.pretrained.tensor_file import TensorFileError, read_tensors

KERNEL = np.arange(24, dtype="<f4").reshape(2, 3, 4)


class Named:
    """Stands for a function or class by its name, without the package that has it."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class Writer(pickle._Pickler):  # the one in Python, whose methods can be replaced
    """Writes the pickles that PyTorch wrote."""

    def persistent_id(self, obj: Any) -> Any:
        return obj[1] if isinstance(obj, tuple) and len(obj) == 2 and obj[0] == "persistent" else None

    def save_named(self, obj: Named) -> None:
        self.write(b"c" + obj.module.encode() + b"\n" + obj.name.encode() + b"\n")

    def save_call(self, obj: "Call") -> None:
        self.save(obj.function)
        self.save(obj.arguments)
        self.write(pickle.REDUCE)

    dispatch = pickle._Pickler.dispatch | {Named: save_named}


class Call:
    """A call that the reader of the pickle makes."""

    def __init__(self, function: Named, *arguments: Any) -> None:
        self.function, self.arguments = function, arguments


Writer.dispatch[Call] = Writer.save_call


def storage(key: str, size: int) -> Any:
    return ("persistent", ("storage", Named("torch", "FloatStorage"), key, "cpu", size, None))


def tensor(key: str, size: int, start: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> Call:
    function = Named("torch._utils", "_rebuild_tensor_v2")
    return Call(function, storage(key, size), start, shape, strides, False, OrderedDict())


def write(file: Path, content: Any, numbers: np.ndarray = KERNEL) -> Path:
    with file.open("wb") as opened:
        for each in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, content, ["a"]):
            Writer(opened, protocol=2).dump(each)
        opened.write(numbers.size.to_bytes(8, "little") + numbers.tobytes())
    return file


def test_arrays_are_read_by_name_with_their_shape_and_strides(tmp_path: Path) -> None:
    content = {"whole": tensor("a", 24, 0, (2, 3, 4), (12, 4, 1)), "turned": tensor("a", 24, 12, (4, 3), (1, 4))}
    found = read_tensors(write(tmp_path / "file", content))
    np.testing.assert_array_equal(found["whole"], KERNEL)
    np.testing.assert_array_equal(found["turned"], KERNEL[1].T)


@pytest.mark.parametrize(
    ("module", "name"),
    [("os", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("numpy", "load"), ("torch", "load")],
)
def test_a_file_that_names_anything_else_is_refused_before_it_is_called(module: str, name: str, tmp_path: Path) -> None:
    marker = tmp_path / "called"
    content = {"a": Call(Named(module, name), f"touch {marker}")}
    with pytest.raises(TensorFileError, match=f"{module}.{name}"):
        read_tensors(write(tmp_path / "file", content))
    assert not marker.exists()


@pytest.mark.parametrize(
    ("start", "shape", "strides"),
    [
        (1, (2, 3, 4), (12, 4, 1)),
        (0, (24, 24), (1, 1)),
        (-1, (2,), (1,)),
        (0, (2,), (-1,)),
        (0, (0,), (1,)),
        (9**9, (1,), (1,)),
    ],
)
def test_an_array_beyond_its_numbers_is_refused(
    start: int, shape: tuple[int, ...], strides: tuple[int, ...], tmp_path: Path
) -> None:
    with pytest.raises(TensorFileError):
        read_tensors(write(tmp_path / "file", {"a": tensor("a", 24, start, shape, strides)}))


@pytest.mark.parametrize("length", [0, 10, 200, -1])
def test_a_part_of_a_file_is_refused(length: int, tmp_path: Path) -> None:
    file = write(tmp_path / "file", {"a": tensor("a", 24, 0, (24,), (1,))})
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(TensorFileError):
        read_tensors(file)
