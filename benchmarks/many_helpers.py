"""Many helpers, simulated on one machine: 30 and 200, a training a minute each, with a trainer that only writes lines.

    python -m benchmarks.many_helpers [NUMBER ...] [--minutes 2]

Prints the 95th percentile of the seconds from the press to the first line, the app's memory and processor, and how many
lines were lost. A process of Dask for each of 200 helpers does not fit into a small machine's memory. So each process
here holds up to 50 helpers, each with its own connection, TLS and thread. They share the cores with the measured app.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

from benchmarks.helper_faults import APP, wait
from dogcat.common.storage import CODE_DIR, home_dir
from dogcat.helpers.certificates import helpers_dir
from dogcat.helpers.connection import require_distributed, security_of
from dogcat.helpers.helper import Helper, _for_ever
from dogcat.helpers.invitation import accept, invite
from dogcat.helpers.scheduler import stop_scheduler
from dogcat.pictures.synthetic.dataset import draw_picture_set
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import Run, create_run
from tests.helpers import stub_trainer

PORT = 18_700
PER_PROCESS = 50
NUM_EPOCHS, SECONDS_PER_EPOCH = 45, 1.0  # five lines a second, as a training writes them


class Here:
    """A trainer in a thread."""

    def __init__(self, folder: Path) -> None:
        run = Run(folder)
        run.claim(os.getpid())
        self._thread = threading.Thread(target=stub_trainer.write, args=(run, SECONDS_PER_EPOCH), daemon=True)
        self._thread.start()

    def poll(self) -> int | None:
        """As of a process."""
        return None if self._thread.is_alive() else 0

    def kill(self) -> None:
        """Asks nobody: the threads end with the process."""

    def wait(self) -> int:
        """Waits for nobody."""
        return 0


async def _be_helpers(file: Path, first: int, number: int) -> None:
    invitation, credentials = accept(file, home_dir() / "invitation")
    security = security_of(credentials)
    helpers = [Helper(f"lab-{first + each}", lambda _line: None, Here) for each in range(number)]
    for each, helper in enumerate(helpers):
        helper._id = f"{first + each}"  # noqa: SLF001 - many helpers in one home

    async def come(helper: Helper) -> None:
        await asyncio.sleep(random.uniform(0, number / 2))  # in a room, nobody starts 50 of them in one moment
        await _for_ever(helper, invitation, security, "0")

    await asyncio.gather(*map(come, helpers))


def measure(num_helpers: int, minutes: float) -> str:
    """Return a line with what is measured with this many helpers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"DOGCAT_HOME": str(folder / "app"), "DOGCAT_PROBE": "0", "DOGCAT_SPARE": "0"}
        draw_picture_set("few", num_per_class={"train": 4, "validation": 2, "test": 2})
        invite(folder / "join.zip", [f"tls://127.0.0.1:{PORT}"])
        app = subprocess.Popen([sys.executable, "-c", APP, str(PORT)], cwd=CODE_DIR)
        helpers = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.many_helpers", "--as-helpers", str(folder / "join.zip"), str(first),
                 str(min(PER_PROCESS, num_helpers - first))],
                cwd=CODE_DIR, env={**os.environ, "DOGCAT_HOME": str(folder / f"helpers-{first}")},
            )
            for first in range(0, num_helpers, PER_PROCESS)
        ]  # fmt: skip
        try:
            return _measure(num_helpers, minutes, psutil.Process(app.pid))
        finally:
            for process in (app, *helpers):
                process.kill()
                process.wait()
            stop_scheduler()


def _measure(num_helpers: int, minutes: float, app: psutil.Process) -> str:
    wait((helpers_dir() / "scheduler.json").exists, "a scheduler")
    time.sleep(20 + num_helpers / 5)  # until all have connected
    recipe = replace(QUICK_BASELINE, epochs=NUM_EPOCHS)
    app.cpu_percent()
    began, pressed, seconds, most = time.monotonic(), {}, {}, 0.0
    runs: list[Run] = []
    while time.monotonic() - began < 60 * minutes or len(seconds) < len(runs):
        since = time.monotonic() - began
        if since < 60 * minutes and len(runs) < since * num_helpers / 60:
            run = create_run(replace(recipe, seed=random.randrange(10**6)), "few")
            runs.append(run)
            pressed[run.id] = time.monotonic()
        for run in runs:
            if run.id not in seconds and (run.folder / "events.jsonl").exists():
                seconds[run.id] = time.monotonic() - pressed[run.id]
        most = max(most, app.memory_info().rss / 1e6)
        if since > 60 * minutes + 300:
            break
        time.sleep(0.02)
    processor = app.cpu_percent() / 100
    wait(lambda: all(run.status().state == "done" for run in runs), "the end of all", 600)
    lost = sum(1 + stub_trainer.STEPS * NUM_EPOCHS + NUM_EPOCHS + 1 - len(run.read_events()[0]) for run in runs)
    late = float(np.percentile(list(seconds.values()), 95))
    scheduler = psutil.Process(json.loads((helpers_dir() / "scheduler.json").read_text())["pid"])
    return (
        f"{num_helpers:>4} helpers, {len(runs)} trainings: first line after {late:.1f} s (p95), app {most:.0f} MB and"
        f" {processor:.2f} of a core, scheduler {scheduler.memory_info().rss / 1e6:.0f} MB, {lost} lines lost"
    )


def main() -> None:
    """Measure with each number of helpers."""
    if sys.argv[1:2] == ["--as-helpers"]:
        require_distributed()
        asyncio.run(_be_helpers(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("numbers", nargs="*", type=int, default=[30, 200])
    parser.add_argument("--minutes", type=float, default=2.0)
    asked = parser.parse_args()
    for number in asked.numbers:
        print(measure(number, asked.minutes), flush=True)


if __name__ == "__main__":
    main()
