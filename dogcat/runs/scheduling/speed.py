"""The training speed of this machine: measured once, stored in the cache folder, corrected by finished runs."""

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
from dogcat.recipe.duration import Speed, epoch_seconds
from dogcat.runs.run import Run
from dogcat.runs.run_files import ContentError, read_run_json
from dogcat.runs.store import list_runs

BUSY = 0.2  # fraction of all cores used by other processes above which a measurement is repeated
REPEAT_SECONDS = 300.0  # shortest time until a disturbed measurement is repeated
NUM_RUNS = 5  # number of newest runs that correct the estimate


def learn_from_runs(runs: Sequence[Run]) -> float:
    """Measured time divided by estimated time of the newest runs: the correction factor for `expected_seconds`.

    Args:
        runs: from `list_runs`. Only ended runs of this machine with two epochs or more count.

    Returns:
        The median over at most `NUM_RUNS` runs; 1 if none counts.
    """
    speeds = read_speeds()
    ratios: list[float] = []
    for run in reversed(runs):
        if len(ratios) == NUM_RUNS:
            break
        seen = _seen_epochs(run.folder) if run.status().state in ("done", "stopped") else None
        if seen and seen.precision in speeds:
            expected = epoch_seconds(run.recipe, speeds[seen.precision], seen.num_clean, seen.num_validation)
            ratios.append(seen.seconds / expected)
    return median(ratios) if ratios else 1.0


def read_speeds() -> dict[str, Speed]:
    """The speeds by precision, with `auto` for the chosen one; empty until this machine is measured."""
    return _kept()[0]


def keep_speeds(speeds: dict[str, Speed], load: float = 0.0) -> None:
    """Stores a measurement for `read_speeds`.

    Args:
        speeds: by precision, `auto` included.
        load: fraction of all cores that other processes used meanwhile, 0 to 1.
    """
    kept = {"machine": this_machine(), "load": load, "time": time.time()}
    kept["speeds"] = {name: asdict(speed) for name, speed in speeds.items()}
    write_text(_file(), json.dumps(kept, indent=2) + "\n")


def probe_is_due() -> bool:
    """Return True if the speed should be measured now: it is unknown, or was disturbed and the machine is now idle.

    Never while pictures are drawn, or while a run waits or is trained: each would slow the other down, and somebody
    waits for the pictures.

    `DOGCAT_PROBE=0` in the environment prevents it: a measurement takes 1 GB of memory for half a minute.
    """
    if os.environ.get("DOGCAT_PROBE") == "0":
        return False
    speeds, load, when = _kept()
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
    precision: str
    num_clean: int
    num_validation: int


@lru_cache(maxsize=256)
def _seen_epochs(folder: Path) -> _SeenEpochs | None:
    """The epoch times of an ended run on an idle machine; None if it was trained elsewhere or has a single epoch.

    The first epoch does not count, since it also builds the graphs.
    """
    try:
        if read_run_json(folder, "heartbeat")["host"] != gethostname():
            return None
        precision = Run(folder).environment["precision"]
        events, _ = Run(folder).read_events()
        start = next(event for event in events if event["event"] == "start")
        seconds = [quiet_seconds(event) for event in events if event["event"] == "epoch"][1:]
        return _SeenEpochs(median(seconds), precision, start["num_clean"], start["num_validation"]) if seconds else None
    except (OSError, ContentError, ValueError, KeyError, TypeError, StopIteration):
        return None


def _kept() -> tuple[dict[str, Speed], float, float]:
    """Speeds, load and time of the stored measurement; no speeds, 0 and 0 if this machine has none."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
        if kept["machine"] != this_machine():
            return {}, 0.0, 0.0
        speeds = {name: Speed(**speed) for name, speed in kept["speeds"].items()}
        return speeds, float(kept["load"]), float(kept["time"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, 0.0, 0.0


def _file() -> Path:
    return cache_dir() / "speed.json"
