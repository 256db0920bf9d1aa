"""Facts about this machine: installed package versions, its address, and measurements that are stored per machine."""

import json
import os
import socket
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from dogcat.common.storage import CODE_DIR, cache_dir, write_text

TENSORFLOW_BUILDS = ("tensorflow", "tensorflow-cpu")  # the second is smaller, without code for graphics cards


def requirements(file: Path = CODE_DIR / "requirements.txt") -> list[Requirement]:
    """Return the packages that a requirements file names, those of the files that it includes among them.

    Args:
        file: a file in pip's format, with names, `-r` and paths of folders; paths are left out.
    """
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        wanted = line.split("#")[0].strip()
        if wanted.startswith("-r "):
            found += requirements(file.parent / wanted[3:].strip())
        elif wanted and not wanted.startswith("."):
            found.append(Requirement(wanted))
    return found


def installed_version(name: str) -> str | None:
    """Return the installed version of a package or of another build of it; None if neither is installed.

    Args:
        name: the package's name in requirements.txt.
    """
    for one in sorted(TENSORFLOW_BUILDS, key=lambda build: build != name) if name in TENSORFLOW_BUILDS else (name,):
        try:
            return version(one)
        except PackageNotFoundError:
            continue
    return None


def has_two_tensorflows() -> bool:
    """Return True if both builds of TensorFlow are installed; they have the same files, so removing one breaks both."""
    try:
        return all(version(build) for build in TENSORFLOW_BUILDS)
    except PackageNotFoundError:
        return False


def measured_here(what: str, names: Sequence[str], measure: Callable[[], list[float]], card: str = "") -> list[float]:
    """Return the milliseconds measured on this machine, from the cache or from a measurement now.

    The cached file is used only if `this_machine` and the card are still the same. An infinite time is kept, too.

    Args:
        what: the name of the file in the cache, without its suffix.
        names: the names of the measured times.
        measure: measures and returns the times in milliseconds, in the order of `names`.
        card: name of the graphics card that is measured; empty for the processor.
    """
    file = cache_dir() / f"{what}{'-card' if card else ''}.json"
    machine = this_machine() | ({"card": card} if card else {})
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["machine"] == machine:
            return [float(kept["milliseconds"][name]) for name in names]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    measured = measure()
    notes = {"machine": machine, "milliseconds": dict(zip(names, measured, strict=True))}
    write_text(file, json.dumps(notes, indent=2) + "\n")
    return measured


def this_machine() -> dict[str, object]:
    """Return the facts that a stored measurement depends on: host, cores, oneDNN setting, library versions."""
    return {
        "host": socket.gethostname(),
        "cores": os.cpu_count(),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS"),
        **{name: installed_version(name) for name in ("tensorflow", "keras")},
    }


def address_in_network(port: int) -> str | None:
    """Return the address at which phones in the same network reach this machine; None without a network.

    Args:
        port: port of the app's server.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # sends no packet; the system only chooses the own address for this route
        except OSError:
            return None
        own = asked.getsockname()[0]
    return None if own.startswith("127.") or own == "0.0.0.0" else f"http://{own}:{port}"  # noqa: S104 - compared only
