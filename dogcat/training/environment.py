"""What a training was computed with: versions, device and precision, in the run's `environment.json`."""

import json
import platform
from socket import gethostname
from typing import Any

from dogcat.common.machine import installed_version
from dogcat.common.storage import write_text
from dogcat.recipe.device import Device
from dogcat.runs.run import Run

_PACKAGES = ("tensorflow", "keras", "numpy", "pillow", "opencv-python-headless")
_PART = ("device", "device_name", "precision")  # what each part of a training notes


def note_environment(run: Run, device: Device, precision: str, reason: str, first_epoch: int) -> None:
    """Write `environment.json`. A training that resumes on another device or in another precision lists its parts.

    Args:
        run: the run folder to write to.
        device: what computes the training from now on.
        precision: `choose_precision` chose it.
        reason: the sentence of `choose_precision`.
        first_epoch: number of epochs that are trained already.
    """
    environment: dict[str, Any] = {
        "versions": {"python": platform.python_version(), **{name: installed_version(name) for name in _PACKAGES}},
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "device": device.kind,
        "device_name": device.name,
        "device_memory": device.memory_bytes,
        "device_reason": str(device.reason),
        "precision": precision,
        "precision_reason": reason,
        "seed": run.recipe.seed,
    }
    parts = _former_parts(run.environment, first_epoch)
    now = {name: environment[name] for name in _PART}
    if not parts or {name: parts[-1].get(name) for name in _PART} != now:
        parts.append({"from_epoch": first_epoch + 1, **now})
    if len(parts) > 1:
        environment["devices"] = parts
    if computers := run.environment.get("computers"):  # a helper has trained a part of it
        environment["computers"] = f"{computers}, {gethostname()}"
    write_text(run.folder / "environment.json", json.dumps(environment, ensure_ascii=False, indent=2) + "\n")


def _former_parts(environment: dict[str, Any], first_epoch: int) -> list[dict[str, Any]]:
    """Return the parts of a training before it resumes, as far as their epochs are kept."""
    if not environment:
        return []
    former = {"device_name": environment.get("processor", "")} | environment  # earlier versions had no cards
    parts = environment.get("devices") or [{"from_epoch": 1, **{name: former.get(name, "") for name in _PART}}]
    return [part for part in parts if part["from_epoch"] <= first_epoch]
