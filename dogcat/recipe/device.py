"""The device that computes a training, and what this machine's trainings found out about it."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from dogcat.common.language import N_, _
from dogcat.common.machine import this_machine
from dogcat.common.sentence import SENTENCE_ERRORS, Sentence
from dogcat.common.storage import cache_dir, write_text
from dogcat.common.units import in_gigabytes
from dogcat.recipe.settings import settings

BY_RECIPE = Sentence(N_("CPU: the recipe asks for it."))
BY_SETTING = Sentence(N_("CPU: the setting “device” in dogcat.toml or DOGCAT_DEVICE asks for it."))


@dataclass(frozen=True)
class Device:
    """The device that computes a training.

    Attributes:
        kind: `gpu` for a graphics card, `cpu` for the processor.
        name: what its maker calls it, such as `NVIDIA GeForce RTX 3060`; `METAL` for Apple's plugin.
        memory_bytes: memory of the graphics card; None if it is not known, and for the processor.
        reason: why a training uses this device.
    """

    kind: Literal["cpu", "gpu"]
    name: str
    memory_bytes: int | None
    reason: Sentence


def keep_device(device: Device) -> None:
    """Store the device that TensorFlow uses on this machine for `read_device`."""
    kept = {"machine": this_machine(), **vars(device), "reason": device.reason.parts()}
    write_text(cache_dir() / "device.json", json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def read_device() -> Device | None:
    """Return the device that TensorFlow used last on this machine; None before the first process that looked."""
    try:
        kept: dict[str, Any] = json.loads((cache_dir() / "device.json").read_text(encoding="utf-8"))
        if kept["machine"] != this_machine():
            return None
        return Device(kept["kind"], kept["name"], kept["memory_bytes"], Sentence.from_parts(kept["reason"]))
    except (OSError, *SENTENCE_ERRORS):
        return None


def card_for(requested: str) -> Device | None:
    """Return the graphics card that will compute a training; None for the processor.

    Before the first process has looked for a card, this is None, too.

    Args:
        requested: `auto` or `cpu`, the device of the recipe.
    """
    found = read_device() if requested == "auto" else None
    return found if found and found.kind == "gpu" and settings().device != "cpu" else None


def device_words(requested: str) -> tuple[str, str] | None:
    """Return which device will compute a training, and why; None before the first process has looked for a card.

    Args:
        requested: `auto` or `cpu`, the device of the recipe.
    """
    processor = _("Trains on the processor")
    if requested == "cpu":
        return processor, BY_RECIPE.said()
    if settings().device == "cpu":
        return processor, BY_SETTING.said()
    found = read_device()
    if found is None:
        return None
    if found.kind == "cpu":
        return processor, found.reason.said()
    if found.memory_bytes is None:
        return _("Trains on the graphics card {name}").format(name=found.name), found.reason.said()
    words = _("Trains on the graphics card {name} with {memory}")
    return words.format(name=found.name, memory=in_gigabytes(found.memory_bytes)), found.reason.said()
