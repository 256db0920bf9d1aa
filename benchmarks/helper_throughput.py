"""Two helpers with the real trainer against one computer: whole quick recipes, each computer tied to one core.

    python -m benchmarks.helper_throughput [--trainings 4]

On two cores, “one computer” is the app's own trainer tied to core 0, and two helpers are tied to cores 0 and 1. So each
helper has a core of its own, as if it were another computer; the app, the scheduler and TLS take their time from both.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.helper_faults import wait
from dogcat.common.permission import Visitor
from dogcat.common.storage import CODE_DIR
from dogcat.helpers.fleet import Fleet
from dogcat.helpers.invitation import invite
from dogcat.helpers.scheduler import stop_scheduler
from dogcat.pictures.synthetic.dataset import draw_picture_set
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import open_run

PORT = 18_600
HOURS = 3_600.0


def trainings_a_minute(num: int, runner: LocalRunner) -> float:
    """Return how many quick recipes a runner trains in a minute, from the press to the last end."""
    began = time.monotonic()
    runs = [open_run(runner.submit(replace(QUICK_BASELINE, seed=seed), "drawn", Visitor(str(seed)))) for seed in
            range(1, num + 1)]  # fmt: skip
    wait(lambda: all(run.status().state == "done" for run in runs), "the end of all", HOURS)
    return num / (time.monotonic() - began) * 60


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainings", type=int, default=4)
    num = parser.parse_args().trainings
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"DOGCAT_HOME": str(folder / "app"), "DOGCAT_PROBE": "0", "DOGCAT_SHARES_TRAININGS": "0"}
        os.environ["DOGCAT_MAX_WAITING_IN_ALL"] = "1000"
        draw_picture_set("drawn")
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {0})  # its trainers inherit it
        runner = LocalRunner()
        one = trainings_a_minute(num, runner)
        runner.close()
        print(f"one computer: {one:.2f} trainings a minute", flush=True)
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
        invite(folder / "join.zip", [f"tls://127.0.0.1:{PORT}"])
        helpers = []
        for core in (0, 1):
            words = [sys.executable, "-m", "dogcat", "join", str(folder / "join.zip"), "--name", f"lab-{core}"]
            home = {"DOGCAT_HOME": str(folder / f"lab-{core}")}
            process = subprocess.Popen(words, cwd=CODE_DIR, env={**os.environ, **home})
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(process.pid, {core})
            helpers.append(process)
        fleet = Fleet(PORT)
        wait(lambda: len(fleet.helpers()) == 2, "two helpers")
        runner = LocalRunner(fleet)
        runner._max_runs = 0  # noqa: SLF001 - all trainings go to helpers
        trainings_a_minute(2, runner)  # each draws its pictures once
        two = trainings_a_minute(num, runner)
        print(f"two helpers: {two:.2f} trainings a minute, {two / one:.2f} times as many", flush=True)
        runner.close()
        for process in helpers:
            process.kill()
            process.wait()
        stop_scheduler()


if __name__ == "__main__":
    main()
