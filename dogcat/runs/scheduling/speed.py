"""How fast this machine trains: measured once, kept, and corrected by the runs that have ended here."""

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

import psutil

from dogcat.common.machine import this_machine
from dogcat.common.processes import start_python
from dogcat.common.storage import cache_dir, write_text
from dogcat.recipe.duration import Speed, epoch_seconds
from dogcat.runs.run import Run

BUSY = 0.2  # share of all cores that others used; a measurement made meanwhile is made again
REPEAT_SECONDS = 300.0  # at the earliest so long after a measurement that was disturbed
NUM_RUNS = 5  # the newest runs correct the estimate


def learn_from_runs(runs: Sequence[Run]) -> float:
    """What the newest runs on this machine took in relation to what was expected; multiplies `expected_seconds`.

    Args:
        runs: from `list_runs`; those that have not ended, have one epoch, or come from another machine do not count.

    Returns:
        the median over at most `NUM_RUNS` runs; 1 when there is none.
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
    """The speeds by precision, with `auto` for the chosen one; empty when this machine was not measured yet."""
    return _kept()[0]


def keep_speeds(speeds: dict[str, Speed], load: float = 0.0) -> None:
    """Notes a measurement for `read_speeds`.

    Args:
        speeds: by precision, `auto` included.
        load: share of all cores, 0 to 1, that other processes used meanwhile.
    """
    kept = {"machine": this_machine(), "load": load, "time": time.time()}
    kept["speeds"] = {name: asdict(speed) for name, speed in speeds.items()}
    write_text(_file(), json.dumps(kept, indent=2) + "\n")


def probe_is_due() -> bool:
    """Whether to measure now: nothing is known yet, or the last measurement was disturbed and the machine is idle.

    Never with `DOGCAT_PROBE=0`: the measurement takes 1 GB for half a minute, which some machines have not.
    """
    if os.environ.get("DOGCAT_PROBE") == "0":
        return False
    speeds, load, when = _kept()
    if not speeds:
        return True
    disturbed = load > BUSY and time.time() - when > REPEAT_SECONDS
    return disturbed and psutil.cpu_percent(interval=0.1) < 100 * BUSY


def start_probe() -> "subprocess.Popen[bytes]":
    """Starts the measurement, which notes its result and ends by itself."""
    return start_python("-m", "dogcat.training.speed_probe")


@dataclass(frozen=True)
class _SeenEpochs:
    seconds: float
    precision: str
    num_clean: int
    num_validation: int


@lru_cache(maxsize=256)
def _seen_epochs(folder: Path) -> _SeenEpochs | None:
    """What an ended run tells of its epochs but the first, which also builds the graphs; None when it tells nothing."""
    try:
        if json.loads((folder / "heartbeat").read_text(encoding="utf-8"))["host"] != gethostname():
            return None
        precision = json.loads((folder / "environment.json").read_text(encoding="utf-8"))["precision"]
        events, _ = Run(folder).read_events()
        start = next(event for event in events if event["event"] == "start")
        seconds = [event["seconds"] for event in events if event["event"] == "epoch"][1:]
        return _SeenEpochs(median(seconds), precision, start["num_clean"], start["num_validation"]) if seconds else None
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None


def _kept() -> tuple[dict[str, Speed], float, float]:
    """Speeds, load and time of the kept measurement; none, 0 and 0 when there is none for this machine."""
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
