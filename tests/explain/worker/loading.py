"""Loads files as the worker process does, and says what it says of them."""

from pathlib import Path
from typing import Any

import keras
import pytest
from keras.src.saving import serialization_lib
from keras.src.utils import python_utils

from dogcat.common.errors import DogcatError
from dogcat.explain.worker.own_model import load_foreign

_LOOK_UP = serialization_lib._retrieve_class_or_fn


def loads(data: bytes, folder: Path) -> keras.Model:
    """The model that is made of a file. Whatever the file says, Keras looks up no class or function for it."""
    file = folder / f"loaded{'.keras' if data.startswith(b'PK') else '.h5'}"
    file.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serialization_lib, "_retrieve_class_or_fn", _own_names_only)
        patch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("Keras loaded the file"))
        patch.setattr(python_utils, "func_load", lambda *_, **__: pytest.fail("code was read"))
        return load_foreign(file)


def _own_names_only(name: str, *others: Any, **named: Any) -> Any:
    """Keras' layers themselves look up the names of their initial values."""
    if name not in {"Zeros", "Ones"}:
        pytest.fail(f"{name} was looked up")
    return _LOOK_UP(name, *others, **named)


def refused(data: bytes, folder: Path) -> str:
    """What is said of a file in the process that looks into it."""
    with pytest.raises(DogcatError) as caught:
        loads(data, folder)
    return str(caught.value)
