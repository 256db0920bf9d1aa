"""What is left of a training after a fault: killed processes, a full disk, a deleted folder, and others.

    python -m benchmarks.faults [TRIES_OF_EACH_KILL] [TRIES_OF_EACH_OTHER] [WORD_OF_A_FAULT]

A process with the app's runner stands for the server. Each try queues two trainings on a few drawn pictures, lets the
first one start, and applies a fault of `fault_kinds`. Then it checks: the state is true within ten seconds, every
finished epoch is kept, the kept model is whole, the next training starts, and no process or lock is left behind. Prints
a row for each fault; the exit code is 1 if a check failed. The home folder is a small file system in memory, so that it
can be filled; mounting it needs administrator rights.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import filelock
import psutil

from benchmarks.fault_kinds import FAULTS, KILLS, PATIENCE, PICTURES, Scene, require, seconds_until, trainer_of
from benchmarks.shifted_clock import set_clock, shift_clock, shift_clock_of_children
from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.synthetic.dataset import draw_picture_set
from dogcat.recipe.duration import Speed
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.store import list_runs
from dogcat.runs.trash import delete_run, empty_bin

RECIPE = Recipe(
    picture_size=32, filters=(4, 8), dense_units=8, batch_size=4, steps_per_epoch=20, epochs=10_000, precision="float32"
)
SIZE = "64m"
HOUR = 3600


@contextmanager
def small_disk() -> Iterator[Path]:
    """Context manager: a home folder on a small file system."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={SIZE}", "dogcat-faults", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["/bin/umount", "--lazy", folder], check=True)


def processes_of(home: Path) -> list[psutil.Process]:
    """Return all servers, trainers and standby processes on this home folder."""
    found = []
    for process in psutil.process_iter(["environ", "status"]):
        here = (process.info["environ"] or {}).get("DOGCAT_HOME") == str(home)
        if here and process.pid != os.getpid() and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def attempt(home: Path, fault: Callable[[Scene], str]) -> tuple[int, float, str]:
    """Make one try; return the number of kept epochs, the seconds until the state was true, and the page's words."""
    set_clock(HOUR)
    scene = Scene(*(create_run(replace(RECIPE, seed=seed), PICTURES) for seed in (1, 2)))
    first, following = scene.first, scene.following
    try:
        scene.start_server()
        seconds_until((first.folder / "heartbeat").exists, "the start", PATIENCE)
        words = fault(scene)
        if first.status().is_active:
            first.request_stop()
            seconds_until(lambda: first.status().state == "stopped", "the stop", PATIENCE)
        seconds_until(lambda: following.status().state == "running", "the next training", PATIENCE)
        num_epochs = require_kept(first) if scene.keeps_epochs else 0
        following.request_stop()
        last = trainer_of(following)
        seconds_until(lambda: not last.is_running(), "the end of the last trainer", PATIENCE)
        scene.kill_servers()
        seconds_until(lambda: not processes_of(home), "the end of all processes", 10)
        with filelock.FileLock(home / "runs" / ".queue.lock", timeout=10):
            pass
        return num_epochs, scene.seconds, words
    finally:
        scene.kill_servers()
        for process in processes_of(home):
            process.kill()
        set_clock(0)
        for run in list_runs():
            seconds_until(lambda run=run: not run.status().is_busy, "the end", PATIENCE)
            run.append("stopped")
            delete_run(run, COMMAND_LINE)
        empty_bin(COMMAND_LINE)


def require_kept(run: Run) -> int:
    """Return the number of finished epochs; all of them are in the history, and the models are whole."""
    epochs = [event["epoch"] for event in run.read_events()[0] if event["event"] == "epoch"]
    history = [row["epoch"] for row in run.history()]
    require(epochs == list(range(1, len(epochs) + 1)), f"the epochs in the events are {epochs}")
    # An epoch killed between its two writes is only in the events, which the page shows.
    require(history in (epochs, epochs[:-1]), f"{len(history)} of {len(epochs)} epochs are in the history")
    for file in (run.model_file, run.best_model_file):
        require(len(history) < 2 or file.exists(), f"{file.name} is missing")
        if file.exists():
            with zipfile.ZipFile(file) as model:
                require(model.testzip() is None, f"{file.name} is broken")
    return len(epochs)


def main(num_kills: int = 10, num_others: int = 3, wanted: str = "") -> int:
    """Try each fault whose name contains the word."""
    failed = 0
    with small_disk() as home, tempfile.TemporaryDirectory() as clock:
        os.environ["DOGCAT_HOME"] = str(home)
        shift_clock_of_children(Path(clock))
        shift_clock()
        (home / "pictures").mkdir()
        draw_picture_set(PICTURES, num_per_class={"train": 20, "validation": 10, "test": 10})
        keep_speeds({"auto": Speed(*[1e-9] * 9)})  # a measured speed, so that a standby process waits, as in a class
        print(f"{'fault':<26}{'held':<10}{'epochs kept':<34}{'true after':<12}the page said")
        for number, (name, fault) in enumerate(FAULTS.items()):
            if wanted not in name:
                continue
            num_tries, outcomes = num_kills if number < KILLS else num_others, []
            for _ in range(num_tries):
                try:
                    outcomes.append(attempt(home, fault))
                except AssertionError as error:
                    print(f"  {name}: {error}", flush=True)
                print(f"  {name}: {len(outcomes)} held so far", file=sys.stderr, flush=True)
            failed += num_tries - len(outcomes)
            epochs = " ".join(str(num_epochs) for num_epochs, _, _ in sorted(outcomes))
            seconds = max((seconds for _, seconds, _ in outcomes), default=0)
            held, said = f"{len(outcomes)} of {num_tries}", " / ".join(sorted({words for *_, words in outcomes}))
            print(f"{name:<26}{held:<10}{epochs:<34}{f'{seconds:.1f} s':<12}{said}", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *sys.argv[3:]))
