"""Which version of a package is installed; TensorFlow comes under several names."""

import json
import os
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from socket import gethostname

from dogcat.common.storage import cache_dir, write_text

_OTHER_NAMES = {"tensorflow": ("tensorflow-cpu",)}  # smaller, and without anything for graphics cards: see Dockerfile


def installed_version(name: str) -> str | None:
    """The version of the package of this name, or of one that is taken for it; None when there is none.

    Args:
        name: as requirements.txt has it.
    """
    for one in (name, *_OTHER_NAMES.get(name, ())):
        try:
            return version(one)
        except PackageNotFoundError:
            continue
    return None


def measured_here(what: str, names: Sequence[str], measure: Callable[[], list[float]]) -> list[float]:
    """Milliseconds from the file where this machine was measured before, else measured now and kept there.

    Args:
        what: names the file.
        names: of the milliseconds within it.
        measure: gives those, in the order of the names.
    """
    file = cache_dir() / f"{what}.json"
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["machine"] == this_machine():
            return [float(kept["milliseconds"][name]) for name in names]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    measured = measure()
    notes = {"machine": this_machine(), "milliseconds": dict(zip(names, measured, strict=True))}
    write_text(file, json.dumps(notes, indent=2) + "\n")
    return measured


def this_machine() -> dict[str, object]:
    """What a kept measurement depends on."""
    return {
        "host": gethostname(),
        "cores": os.cpu_count(),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS"),
        **{name: installed_version(name) for name in ("tensorflow", "keras")},
    }
