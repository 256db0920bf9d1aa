"""Importing TensorFlow without its lines on stderr and without garbage collection, shown with other modules."""

import gc
import importlib
import os
from types import ModuleType

import pytest

from dogcat.training import load_tensorflow
from dogcat.training.load_tensorflow import load_with_tensorflow


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The imported names, each with whether garbage collection was on; every import writes to stderr."""
    seen: list[tuple[str, bool]] = []

    def import_module(name: str) -> ModuleType:
        seen.append((name, gc.isenabled()))
        os.write(2, b"a line of " + name.encode())
        return ModuleType(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    return seen


def test_tensorflow_writes_no_lines_and_others_do(
    imported: list[tuple[str, bool]], capfd: pytest.CaptureFixture[str]
) -> None:
    load_tensorflow.load_tensorflow()
    assert imported == [("tensorflow", True)]
    assert capfd.readouterr().err == ""
    os.write(2, b"an error")
    assert capfd.readouterr().err == "an error"


def test_garbage_is_not_collected_during_the_imports(imported: list[tuple[str, bool]]) -> None:
    load_with_tensorflow.cache_clear()
    module = load_with_tensorflow("some.module")
    load_with_tensorflow.cache_clear()
    assert module.__name__ == "some.module"
    assert imported == [("tensorflow", False), ("some.module", False)]
    assert gc.isenabled()


def test_stderr_comes_back_when_the_import_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_name: str) -> ModuleType:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ImportError):
        load_tensorflow.load_tensorflow()
    os.write(2, b"an error")
    assert capfd.readouterr().err == "an error"
