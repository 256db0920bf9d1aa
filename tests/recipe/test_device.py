"""The device that the last training found is kept for the pages, until the machine or its TensorFlow changes."""

import dataclasses
import json
from pathlib import Path

import pytest

from dogcat.common.sentence import Sentence
from dogcat.common.storage import cache_dir
from dogcat.recipe import device
from dogcat.recipe.device import Device, card_for, device_words, keep_device, read_device

CARD = Device("gpu", "RTX", 8 * 2**30, Sentence("{name}: TensorFlow uses it.", name="RTX"))


def test_the_device_comes_back_with_its_reason_in_parts(home: Path) -> None:
    assert read_device() is None
    keep_device(CARD)
    found = read_device()
    assert found == CARD
    assert found is not None
    assert found.reason.parts() == CARD.reason.parts()


def test_another_tensorflow_has_to_look_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_device(CARD)
    monkeypatch.setattr(device, "this_machine", lambda: {"tensorflow": "99"})
    assert read_device() is None


@pytest.mark.parametrize("field", ["machine", "kind", "reason"])
def test_a_damaged_file_is_as_none(home: Path, field: str) -> None:
    keep_device(CARD)
    file = cache_dir() / "device.json"
    kept = json.loads(file.read_text())
    del kept[field]
    file.write_text(json.dumps(kept))
    assert read_device() is None
    file.write_text("[")
    assert read_device() is None


def test_a_training_computes_on_the_card_that_was_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert card_for("auto") is None, "no process has looked yet"
    keep_device(CARD)
    assert card_for("auto") == CARD
    assert card_for("cpu") is None
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    assert card_for("auto") is None
    monkeypatch.delenv("DOGCAT_DEVICE")
    keep_device(dataclasses.replace(CARD, kind="cpu"))
    assert card_for("auto") is None


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (CARD, "Trains on the graphics card RTX with 8.6 GB"),
        (dataclasses.replace(CARD, memory_bytes=None), "Trains on the graphics card RTX"),
        (dataclasses.replace(CARD, kind="cpu"), "Trains on the processor"),
    ],
)
def test_the_device_is_told_with_its_memory_and_its_reason(home: Path, kept: Device, words: str) -> None:
    keep_device(kept)
    assert device_words("auto") == (words, "RTX: TensorFlow uses it.")
    assert device_words("cpu") == ("Trains on the processor", "CPU: the recipe asks for it.")


def test_nothing_is_told_before_a_process_has_looked_unless_somebody_asked_for_the_processor(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert device_words("auto") is None
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    found = device_words("auto")
    assert found is not None
    assert "DOGCAT_DEVICE" in found[1]
