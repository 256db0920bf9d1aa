"""Attacks on the app, of a hostile learner and of somebody without the class code, and whether each one is held.

    python -m benchmarks.hostile_learner [NAME ...]

Starts a server of its own behind a simulated proxy for each attack. Measures the most memory of the server, its memory
up to a minute later (`DOGCAT_CALM_SECONDS`), its children, the longest wait of another visitor on an open page, and the
growth of the disk. Attacks that need no server run as tests. Without names, all attacks run; a part of a name is
enough. Prints a table; the exit code is 1 if one was not held.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.hostile_attacks import LIVE, Live, Scene
from benchmarks.hostile_client import Meter, running_server
from benchmarks.hostile_heavy import HEAVY
from benchmarks.hostile_own import OWN
from benchmarks.hostile_rights import RIGHTS
from benchmarks.hostile_tested import TESTED
from dogcat.common.storage import CODE_DIR
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.pictures.synthetic.dataset import draw_picture_set
from dogcat.recipe.duration import Speed
from dogcat.runs.scheduling.speed import keep_speeds

MOST_SERVER, MOST_CHILDREN, MOST_WAIT, MOST_DISK = 600 * MEGABYTE, 3 * GIGABYTE, 2.0, 50 * MEGABYTE
# A training keeps its networks, so the disk may grow by those of one.
LEAST_PROBES = 5  # moves of another visitor during an attack, below which the row says how few there were
CALM_SECONDS = float(os.environ.get("DOGCAT_CALM_SECONDS", "60"))
_HEADS = (
    "section",
    "attack",
    "held",
    "server MB",
    "later",
    "children MB",
    "wait s",
    "disk MB",
    "what was tried, and why not",
)
_ROW = "{:<10} {:<34} {:<5} {:>9} {:>6} {:>11} {:>6} {:>8}  {}"


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Attributes:
        faults: why it was not held; empty if it was.
        notes: what limits the figures.
        figures: server's memory at most and later, children's memory, disk more than before, all in bytes; a wait.
    """

    faults: tuple[str, ...] = ()
    figures: tuple[float, float, float, float, float] | None = None
    notes: tuple[str, ...] = ()


def attack_server(attack: Live) -> Outcome:
    """Start a server, attack it, and measure."""
    with tempfile.TemporaryDirectory(prefix="dogcat-attacked-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["DOGCAT_HOME"] = folder
        keep_speeds({"auto": Speed(*[1e-9] * 9)})  # otherwise the server would measure this machine
        draw_picture_set("drawn", num_per_class={"train": 20, "validation": 10, "test": 10})
        if attack.prepare:
            attack.prepare(home)
        before = used(home)
        faults: list[str] = []
        with running_server(home, **attack.settings) as (port, process):
            meter = Meter(psutil.Process(process.pid), port)
            with meter.running():
                scene = Scene(home, port, process, meter)
                try:
                    attack.run(scene)
                except Exception as error:  # noqa: BLE001 - whatever an attack meets is its result
                    faults.append(f"{type(error).__name__}: {error}"[:160])
                finally:
                    num_probes = meter.num_probes
                    scene.close()
                settle(meter, home, before)
                is_alive = process.poll() is None
                later = meter.memory()[0] if is_alive else 0
            if not is_alive and not attack.kills:
                faults.append("the server ended")
            if meter.trouble and not attack.kills:
                faults.append(f"another visitor gets no answer: {meter.trouble}"[:160])
        grown = used(home) - before
    for name, figure, most in (
        ("server", meter.peak, MOST_SERVER), ("children", meter.children, MOST_CHILDREN),
        ("wait", meter.wait, MOST_WAIT), ("disk", grown, MOST_DISK),
    ):  # fmt: skip
        if figure > most:
            faults.append(f"{name} above {most / MEGABYTE:,.0f} MB" if most > 10 else f"{name} {figure:.1f} s")
    notes = (f"only {num_probes} of another visitor's moves fell into it",) if num_probes < LEAST_PROBES else ()
    return Outcome(tuple(faults), (meter.peak, later, meter.children, meter.wait, grown), notes)


def settle(meter: Meter, home: Path, before: int) -> None:
    """Wait until memory and disk are back and another visitor has moved, at most `CALM_SECONDS`."""
    deadline = time.monotonic() + CALM_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(psutil.Error):
            is_back = meter.memory()[0] < 0.6 * MOST_SERVER and used(home) - before < MOST_DISK
            if is_back and (meter.num_probes >= LEAST_PROBES or meter.trouble):
                return
        time.sleep(1)


def used(home: Path) -> int:
    """Return how many bytes the home and the app's temporary folders take."""
    folders = [home, *(each for each in Path(tempfile.gettempdir()).glob("dogcat-*") if each != home)]
    num_bytes = 0
    for folder in folders:
        for path in folder.rglob("*"):
            with contextlib.suppress(OSError):
                num_bytes += path.lstat().st_blocks * 512
    return num_bytes


def run_tests(tests: tuple[str, ...]) -> Outcome:
    """Run the tests that make an attack without a server."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-x", *tests]
    ended = subprocess.run(command, cwd=CODE_DIR, capture_output=True, text=True, check=False)
    failed = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return Outcome(
        (failed[0][:160] if failed else f"pytest ended with {ended.returncode}",) if ended.returncode else ()
    )


def main(names: list[str]) -> int:
    """Make the attacks whose names contain one of the words, or all, and print a row for each."""
    known = {**LIVE, **RIGHTS, **HEAVY, **OWN, **TESTED}
    wanted = {name: attack for name, attack in known.items() if not names or any(word in name for word in names)}
    num_held = 0
    print(_ROW.format(*_HEADS), flush=True)
    for name, attack in wanted.items():
        found = attack_server(attack) if isinstance(attack, Live) else run_tests(attack.tests)
        figures = [""] * 5
        if found.figures:
            peak, later, children, wait, disk = found.figures
            figures = [f"{each / MEGABYTE:,.0f}" for each in (peak, later, children)]
            figures += [f"{wait:.1f}", f"{disk / MEGABYTE:+,.0f}"]
        num_held += not found.faults
        why = "; ".join((attack.what, *found.faults, *found.notes))
        print(_ROW.format(attack.section, name, "no" if found.faults else "yes", *figures, why), flush=True)
    print(f"{num_held} of {len(wanted)} held")
    return int(num_held < len(wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
