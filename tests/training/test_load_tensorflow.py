"""Importing TensorFlow without its lines on stderr and without garbage collection, shown with other modules."""

import gc
import importlib
import os
from types import ModuleType, SimpleNamespace

import pytest

from dogcat.training import load_tensorflow
from dogcat.training.load_tensorflow import load_with_tensorflow


class _Module(ModuleType):
    """A module that notes which devices it may see."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.visible = ["GPU"]
        self.config = SimpleNamespace(set_visible_devices=self._see)

    def _see(self, devices: list[str], kind: str) -> None:
        assert kind == "GPU"
        self.visible = devices


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The imported names, each with whether garbage collection was on; every import writes to stderr."""
    seen: list[tuple[str, bool]] = []
    made: dict[str, ModuleType] = {}

    def import_module(name: str) -> ModuleType:
        seen.append((name, gc.isenabled()))
        os.write(2, b"a line of " + name.encode())
        return made.setdefault(name, _Module(name))

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


@pytest.mark.parametrize(("sees_cards", "visible"), [(False, []), (True, ["GPU"])])
def test_only_a_process_that_trains_sees_the_graphics_cards(
    imported: list[tuple[str, bool]], sees_cards: bool, visible: list[str]
) -> None:
    load_tensorflow.load_tensorflow(sees_cards)
    assert importlib.import_module("tensorflow").visible == visible


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
