"""Reads a file of named arrays that PyTorch wrote before its version 1.6, without PyTorch and without code in the file.

Such a file has five pickles and then the numbers. A pickle may name any function of Python and have it called. This
reader knows four names, all of which stand for arrays. It refuses a file with any other.
"""

import io
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class TensorFileError(ValueError):
    """A file of arrays is damaged, or names something that is no array."""


class _Storage:
    """A row of numbers that follows the pickles; arrays are views of it."""

    def __init__(self, kind: np.dtype, size: int) -> None:
        self.kind, self.size = kind, size
        self.values = np.empty(0, kind)


class _Tensor:
    """A part of a storage with a shape; it becomes an array once the numbers are read."""

    def __init__(
        self, storage: _Storage, start: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
    ) -> None:
        self.storage, self.start, self.shape, self.strides = storage, start, shape, strides

    def array(self) -> np.ndarray:
        """Return a copy of the numbers in the tensor's shape."""
        last = self.start + sum((size - 1) * step for size, step in zip(self.shape, self.strides, strict=True))
        if self.start < 0 or min(self.shape, default=1) < 1 or min(self.strides, default=0) < 0:
            raise TensorFileError("an array has an impossible shape")
        if last >= self.storage.size:
            raise TensorFileError("an array reaches beyond its numbers")
        values = self.storage.values[self.start :]
        steps = [values.itemsize * step for step in self.strides]
        return np.lib.stride_tricks.as_strided(values, self.shape, steps).copy()


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that knows arrays and nothing else."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise TensorFileError(f"the file asks for {module}.{name}, which is no array")

    def persistent_load(self, pid: Any) -> _Storage:
        word, kind, key, _place, size, _view = pid
        if word != "storage" or not isinstance(kind, np.dtype) or not isinstance(size, int) or size < 0:
            raise TensorFileError("the file asks for something that is no array")
        return self.storages.setdefault(str(key), _Storage(kind, size))


def read_tensors(file: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a file by their names.

    Compare the file's hash first: an unpickler of Python can be made to take much memory.

    Raises:
        TensorFileError: the file is damaged, or names something that is no array.
        OSError: the file cannot be read.
    """
    with file.open("rb") as opened:
        try:
            if [_ArraysOnly(opened).load() for _ in range(2)] != [_MAGIC, _PROTOCOL]:
                raise TensorFileError("the file has another format")
            if not _ArraysOnly(opened).load()["little_endian"]:
                raise TensorFileError("the file has another order of bytes")
            reader = _ArraysOnly(opened)
            found = reader.load()
            for key in _ArraysOnly(opened).load():
                _read_numbers(opened, reader.storages[key])
            return {str(name): tensor.array() for name, tensor in found.items()}
        except TensorFileError:
            raise
        except (pickle.UnpicklingError, EOFError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise TensorFileError(f"the file is damaged ({error})") from None


def _read_numbers(opened: io.BufferedIOBase, storage: _Storage) -> None:
    size = int.from_bytes(opened.read(8), "little")
    data = opened.read(size * storage.kind.itemsize)
    if size != storage.size or len(data) != size * storage.kind.itemsize:
        raise TensorFileError("numbers are missing")
    storage.values = np.frombuffer(data, storage.kind)
