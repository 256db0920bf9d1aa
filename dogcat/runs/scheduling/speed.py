"""The training speed of this machine: measured once, stored in the cache folder, corrected by finished runs.

The processor and the graphics card have a file each. What is read is that of the device that will compute a training.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from socket import gethostname
from statistics import median
from typing import Any

import psutil

from dogcat.common.machine import this_machine
from dogcat.common.processes import start_python
from dogcat.common.storage import cache_dir, write_text
from dogcat.pictures.synthetic.drawing import is_drawing
from dogcat.recipe.device import Device, card_for
from dogcat.recipe.duration import Speed, epoch_seconds
from dogcat.runs.run import Run
from dogcat.runs.run_files import ContentError, read_run_json
from dogcat.runs.store import list_runs

BUSY = 0.2  # fraction of all cores used by other processes above which a measurement is repeated
REPEAT_SECONDS = 300.0  # shortest time until a disturbed measurement is repeated
NUM_RUNS = 5  # number of newest runs that correct the estimate


def learn_from_runs(runs: Sequence[Run], requested: str = "auto") -> float:
    """Measured time divided by estimated time of the newest runs: the correction factor for `expected_seconds`.

    Args:
        runs: from `list_runs`. Only ended runs of this machine and this device with two epochs or more count.
        requested: `auto` or `cpu`, the device of the recipe.

    Returns:
        The median over at most `NUM_RUNS` runs; 1 if none counts.
    """
    speeds = read_speeds(requested)
    card = card_for(requested)
    card_name = card.name if card else ""
    ratios: list[float] = []
    for run in reversed(runs):
        if len(ratios) == NUM_RUNS:
            break
        seen = _seen_epochs(run.folder) if run.status().state in ("done", "stopped") else None
        if seen and seen.card == card_name and seen.precision in speeds:
            expected = epoch_seconds(run.recipe, speeds[seen.precision], seen.num_clean, seen.num_validation)
            ratios.append(seen.seconds / expected)
    return median(ratios) if ratios else 1.0


def read_speeds(requested: str = "auto") -> dict[str, Speed]:
    """The speeds by precision, with `auto` for the chosen one; empty until the device is measured.

    Args:
        requested: `auto` or `cpu`, the device of the recipe.
    """
    return _kept(card_for(requested))[0]


def keep_speeds(speeds: dict[str, Speed], load: float = 0.0, card: Device | None = None) -> None:
    """Stores a measurement for `read_speeds`.

    Args:
        speeds: by precision, `auto` included.
        load: fraction of all cores that other processes used meanwhile, 0 to 1.
        card: the graphics card that was measured; None for the processor.
    """
    kept = {"machine": _measured(card), "load": load, "time": time.time()}
    kept["speeds"] = {name: asdict(speed) for name, speed in speeds.items()}
    write_text(_file(card), json.dumps(kept, indent=2) + "\n")


def probe_is_due() -> bool:
    """Return True if the speed should be measured now: it is unknown, or was disturbed and the machine is now idle.

    Never while pictures are drawn, or while a run waits or is trained: each would slow the other down, and somebody
    waits for the pictures.

    `DOGCAT_PROBE=0` in the environment prevents it: a measurement takes 1 GB of memory for half a minute.
    """
    if os.environ.get("DOGCAT_PROBE") == "0":
        return False
    speeds, load, when = _kept(card_for("auto"))
    disturbed = load > BUSY and time.time() - when > REPEAT_SECONDS
    # The runs come last, since each look reads all of their folders and the Train page asks at every rerun.
    if (speeds and not disturbed) or is_drawing() or any(run.status().is_active for run in list_runs()):
        return False
    return not speeds or psutil.cpu_percent(interval=0.1) < 100 * BUSY


def start_probe() -> "subprocess.Popen[bytes]":
    """Starts the process that measures the speed, stores the result and ends."""
    return start_python("-m", "dogcat.training.speed_probe")


def quiet_seconds(epoch: dict[str, Any]) -> float:
    """The seconds that an epoch would have taken on an idle machine; those measured if the run is of an older version.

    Args:
        epoch: an `epoch` event. While others used a third of the cores and the training two thirds, it took half as
            long again.
    """
    own, others = epoch.get("busy_own", 0.0), epoch.get("busy_others", 0.0)
    return float(epoch["seconds"] * own / (own + others) if own > 0 else epoch["seconds"])


@dataclass(frozen=True)
class _SeenEpochs:
    seconds: float
    card: str  # empty for the processor
    precision: str
    num_clean: int
    num_validation: int


@lru_cache(maxsize=256)
def _seen_epochs(folder: Path) -> _SeenEpochs | None:
    """The epoch times of an ended run on an idle machine; None if it was trained elsewhere or has a single epoch.

    The first epoch does not count, since it also builds the graphs. A run that two devices trained has no result. Core
    time tells how busy a processor was, but nothing about a graphics card.
    """
    try:
        if read_run_json(folder, "heartbeat")["host"] != gethostname():
            return None
        environment = Run(folder).environment
        if "devices" in environment:
            return None
        precision, on_card = environment["precision"], environment.get("device") == "gpu"
        card = environment["device_name"] if on_card else ""
        events, _ = Run(folder).read_events()
        start = next(event for event in events if event["event"] == "start")
        epochs = [event for event in events if event["event"] == "epoch"][1:]
        seconds = [float(event["seconds"]) if on_card else quiet_seconds(event) for event in epochs]
        if not seconds:
            return None
        return _SeenEpochs(median(seconds), card, precision, start["num_clean"], start["num_validation"])
    except (OSError, ContentError, ValueError, KeyError, TypeError, StopIteration):
        return None


def _kept(card: Device | None) -> tuple[dict[str, Speed], float, float]:
    """Speeds, load and time of the stored measurement; no speeds, 0 and 0 if the device has none."""
    try:
        kept = json.loads(_file(card).read_text(encoding="utf-8"))
        if kept["machine"] != _measured(card):
            return {}, 0.0, 0.0
        speeds = {name: Speed(**speed) for name, speed in kept["speeds"].items()}
        return speeds, float(kept["load"]), float(kept["time"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, 0.0, 0.0


def _measured(card: Device | None) -> dict[str, object]:
    """Return the facts that a stored measurement depends on."""
    return this_machine() | ({"card": card.name} if card else {})


def _file(card: Device | None) -> Path:
    return cache_dir() / ("speed-card.json" if card else "speed.json")
