"""What is left when a trainer, the server or both are killed, each at random moments of a real training.

    python -m benchmarks.faults [TRIES]

A process with the app's runner stands for the server. Each try queues two trainings on a few drawn pictures, kills with
`kill -9` within the first twenty seconds of the first one, starts a new server if the old one is gone, and looks: is
the state true within ten seconds, is every finished epoch kept and the kept model whole, does the next training start,
is a process or a lock left behind? Prints a row for each fault; the exit code is 1 when something did not hold.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import filelock
import psutil

from dogcat.drawn import draw_picture_set
from dogcat.recipe import Recipe
from dogcat.runs import Run, create_run

RECIPE = Recipe(
    picture_size=32, filters=(4, 8), dense_units=8, batch_size=4, steps_per_epoch=20, epochs=10_000, precision="float32"
)
SERVER = "import time; from dogcat.runner import LocalRunner; LocalRunner(); time.sleep(1_000_000)"
FAULTS = ("trainer", "server", "both")


def start_server() -> "subprocess.Popen[bytes]":
    """A process that looks after the queue."""
    return subprocess.Popen([sys.executable, "-c", SERVER], env={**os.environ, "DOGCAT_SPARE": "0"})


def trainer_of(run: Run) -> psutil.Process:
    """The process that trains a run."""
    return psutil.Process(json.loads((run.folder / "heartbeat").read_text(encoding="utf-8"))["pid"])


def seconds_until(condition: Callable[[], object], what: str, most: float) -> float:
    """How long it takes until something holds.

    Raises:
        AssertionError: it does not within `most` seconds.
    """
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > most:
            raise AssertionError(f"{what}: not within {most:g} s")
        time.sleep(0.05)
    return time.monotonic() - began


def require(holds: bool, otherwise: str) -> None:
    """Raises `AssertionError` with the words `otherwise` when something does not hold."""
    if not holds:
        raise AssertionError(otherwise)


def attempt(fault: str) -> tuple[int, float, str]:
    """One try: finished epochs when it was killed, seconds until the state was true, the words that the page shows."""
    first, following = (create_run(replace(RECIPE, seed=seed), "few") for seed in (1, 2))
    server = start_server()
    seconds_until((first.folder / "heartbeat").exists, "the start", 60)
    time.sleep(random.uniform(0, 20))
    trainer = trainer_of(first)
    if fault != "server":
        trainer.kill()
    if fault != "trainer":
        server.kill()
        server.wait()
    num_epochs = sum(event["event"] == "epoch" for event in first.read_events()[0])
    expected = "running" if fault == "server" else "lost"
    if fault == "server":
        seconds_until(lambda: len(first.history()) > num_epochs, "the training goes on", 60)
    seconds = seconds_until(lambda: first.status().state == expected, f"the state {expected}", 10)
    words = first.status().message or "running"
    if fault != "trainer":
        server = start_server()
    if fault == "server":
        first.request_stop()
        seconds_until(lambda: first.status().state == "stopped", "the stop", 60)
    seconds_until(lambda: following.status().state == "running", "the next training", 60)
    require(fault == "server" or 0 <= num_epochs - len(first.history()) <= 1, "a finished epoch is missing")
    if first.model_file.exists():
        with zipfile.ZipFile(first.model_file) as model:
            require(model.testzip() is None, "the kept model is broken")
    following.request_stop()
    last = trainer_of(following)
    seconds_until(lambda: not last.is_running(), "the end of the last trainer", 60)
    require(not trainer.is_running(), "a trainer is left")
    server.kill()
    server.wait()
    with filelock.FileLock(first.folder.parent / ".queue.lock", timeout=10):
        pass
    return num_epochs, seconds, words


def main(num_tries: int = 10) -> int:
    """Tries each fault so often."""
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        os.environ["DOGCAT_HOME"] = home
        Path(home, "pictures").mkdir()
        draw_picture_set("few", num_per_class={"train": 20, "validation": 10, "test": 10})
        for fault in FAULTS:
            held, longest, epochs, words = 0, 0.0, [], ""
            for _ in range(num_tries):
                try:
                    num_epochs, seconds, words = attempt(fault)
                except AssertionError as error:
                    print(f"  {fault}: {error}", flush=True)
                    continue
                held, longest = held + 1, max(longest, seconds)
                epochs.append(num_epochs)
            failed += num_tries - held
            print(f"kill -9 of {fault}: {held} of {num_tries} held, state true after at most {longest:.1f} s, after"
                  f" {sorted(epochs)} finished epochs; said: {words}", flush=True)  # fmt: skip
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
