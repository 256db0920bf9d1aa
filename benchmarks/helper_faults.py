"""Faults of helpers: each at five random moments, with four helpers in namespaces and a trainer that only writes.

    python -m benchmarks.helper_faults [FAULT ...] [--moments 5]

Needs Linux and root, for networks and small disks. Prints a line for each moment: the seconds until the state that
pages show was true, and until everything had ended. Then each run must have ended once, with all epochs, all lines
since its last start, and no epoch lost whose model had arrived. Runs of other helpers must not be disturbed.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from dogcat.common.storage import CODE_DIR
from dogcat.helpers.certificates import helpers_dir
from dogcat.helpers.invitation import invite
from dogcat.helpers.scheduler import stop_scheduler
from dogcat.pictures.synthetic.dataset import draw_picture_set
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.helper_claim import HelperClaim, helper_claim
from dogcat.runs.timeline import Timeline
from tests.helpers.stub_trainer import STEPS, model_epochs

NUM_HELPERS, NUM_EPOCHS, SECONDS_PER_EPOCH = 4, 10, 1.0
TRUE_WITHIN = 10.0
IP = shutil.which("ip") or "ip"
PATIENCE = 240.0
APP = """
import sys, time
from dogcat.helpers.fleet import Fleet
from dogcat.runs.scheduling.runner import LocalRunner
runner = LocalRunner(Fleet(int(sys.argv[1])))
runner._max_runs = 0  # all trainings go to helpers
time.sleep(1_000_000)
"""


def call(*words: str) -> None:
    """Run a command of the system."""
    subprocess.run(words, check=True, capture_output=True)


@dataclass
class World:
    """An app and four helpers, each in a network of its own.

    Attributes:
        number: of this world on this machine; it makes ports, networks and names.
        folder: holds all homes.
    """

    number: int
    folder: Path
    app: "subprocess.Popen[bytes] | None" = None
    helpers: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    @property
    def port(self) -> int:
        """Where the scheduler listens."""
        return 18_800 + self.number

    def link(self, name: str, state: str) -> None:
        """Switches the network of a helper `up` or `down`."""
        call("ip", "link", "set", f"dv{self.number}{name[-1]}", state)

    def lay_network(self) -> None:
        """Makes a bridge, and a namespace for each helper."""
        self.clear_network()
        bridge = f"dbr{self.number}"
        call("ip", "link", "add", bridge, "type", "bridge")
        call("ip", "addr", "add", f"10.77.{self.number}.1/24", "dev", bridge)
        call("ip", "link", "set", bridge, "up")
        for number in range(1, NUM_HELPERS + 1):
            space, outside, inside = (f"{word}{self.number}{number}" for word in ("dns", "dv", "di"))
            call("ip", "netns", "add", space)
            call("ip", "link", "add", outside, "type", "veth", "peer", "name", inside)
            call("ip", "link", "set", outside, "master", bridge, "up")
            call("ip", "link", "set", inside, "netns", space)
            call("ip", "-n", space, "addr", "add", f"10.77.{self.number}.{10 + number}/24", "dev", inside)
            call("ip", "-n", space, "link", "set", inside, "up")
            call("ip", "-n", space, "link", "set", "lo", "up")

    def clear_network(self) -> None:
        """Removes what `lay_network` has made."""
        for number in range(1, NUM_HELPERS + 1):
            with contextlib.suppress(subprocess.CalledProcessError):
                call("ip", "netns", "del", f"dns{self.number}{number}")
        with contextlib.suppress(subprocess.CalledProcessError):
            call("ip", "link", "del", f"dbr{self.number}")

    def start_app(self) -> None:
        """Starts the app."""
        with (self.folder / "app.log").open("ab") as log:
            self.app = subprocess.Popen(
                [sys.executable, "-c", APP, str(self.port)],
                cwd=CODE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_helper(self, name: str, shift: float = 0.0) -> None:
        """Starts a helper in its network, with a small disk of its own."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        if not home.is_mount():
            call("mount", "-t", "tmpfs", "-o", "size=1400m", "tmpfs", str(home))
        words = [sys.executable, "-m", "tests.helpers.stub_helper", str(self.folder / "join.zip"), name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.helpers[name] = subprocess.Popen(
                [IP, "netns", "exec", f"dns{self.number}{name[-1]}", *words, str(SECONDS_PER_EPOCH), str(shift)],
                cwd=CODE_DIR, env={**os.environ, "DOGCAT_HOME": str(home)}, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill_helper(self, name: str) -> None:
        """Kills a helper, as by `kill -9`; its trainer notices."""
        self.helpers[name].kill()
        self.helpers[name].wait()

    def signal(self, name: str, action: str) -> None:
        """Suspends or resumes a helper and its trainer."""
        process = psutil.Process(self.helpers[name].pid)
        for each in (process, *process.children(recursive=True)):
            getattr(each, action)()

    def close(self) -> None:
        """Ends all processes, networks and disks of this world."""
        for process in (*self.helpers.values(), *([self.app] if self.app else [])):
            process.kill()
            process.wait()
        stop_scheduler()
        self.clear_network()
        for home in self.folder.glob("lab-*"):
            if home.is_dir() and home.is_mount():
                call("umount", "-l", str(home))


@dataclass
class Moment:
    """What a fault gets: the world, the run that is hit, and its helper."""

    world: World
    run: Run
    claim: HelperClaim
    heal: Callable[[], None] = lambda: None

    @property
    def helper(self) -> str:
        """Name of the helper that trains the run."""
        return self.claim.helper

    def state_is_true(self) -> bool:
        """Return True if pages no longer say that the helper trains the run."""
        return self.run.status().state in ("silent", "queued", "done") or helper_claim(self.run.folder) != self.claim


def unplugged(moment: Moment) -> None:
    """The cable goes, and the helper is switched off."""
    moment.world.link(moment.helper, "down")
    moment.heal = lambda: again(moment)


def again(moment: Moment) -> None:
    """Switch an unplugged helper on again."""
    moment.world.kill_helper(moment.helper)
    moment.world.link(moment.helper, "up")
    moment.world.start_helper(moment.helper)


def asleep(moment: Moment) -> None:
    """The helper sleeps for 40 s, then wakes up and still holds the run."""
    moment.world.signal(moment.helper, "suspend")
    moment.heal = lambda: (time.sleep(40), moment.world.signal(moment.helper, "resume"))[-1]


def no_network(moment: Moment) -> None:
    """The network of the helper is gone for a minute."""
    moment.world.link(moment.helper, "down")
    moment.heal = lambda: (time.sleep(60), moment.world.link(moment.helper, "up"))[-1]


def killed(moment: Moment) -> None:
    """The helper's process is killed and started again."""
    moment.world.kill_helper(moment.helper)
    moment.heal = lambda: moment.world.start_helper(moment.helper)


def disk_full(moment: Moment) -> None:
    """The helper's disk is full."""
    file = moment.world.folder / moment.helper / "fill"
    free = os.statvfs(file.parent)
    with file.open("wb") as filled, contextlib.suppress(OSError):
        os.posix_fallocate(filled.fileno(), 0, free.f_bavail * free.f_frsize)
    moment.heal = file.unlink


def scheduler_killed(_moment: Moment) -> None:
    """The scheduler is killed; the app starts another one."""
    psutil.Process(json.loads((helpers_dir() / "scheduler.json").read_text())["pid"]).kill()


def app_killed(moment: Moment) -> None:
    """The app is killed and started again after three seconds; the helpers go on."""
    world = moment.world
    if world.app:
        world.app.kill()
        world.app.wait()
    time.sleep(3)
    world.start_app()


def comes_back(moment: Moment) -> None:
    """The helper sleeps until the run has ended elsewhere, then wakes up and goes on with it."""
    moment.world.signal(moment.helper, "suspend")

    def heal() -> None:
        wait(lambda: moment.run.status().state == "done", "the end elsewhere")
        before = (moment.run.folder / "events.jsonl").read_bytes()
        moment.world.signal(moment.helper, "resume")
        time.sleep(10)
        if (moment.run.folder / "events.jsonl").read_bytes() != before:
            raise RuntimeError("the helper wrote into a run that was given to another")

    moment.heal = heal


def wrong_clock(moment: Moment) -> None:
    """The helper is killed, and comes back with a clock that is a year fast."""
    moment.world.kill_helper(moment.helper)
    moment.heal = lambda: moment.world.start_helper(moment.helper, shift=365 * 86_400.0)


FAULTS: dict[str, Callable[[Moment], None]] = {
    "killed": killed, "disk full": disk_full, "scheduler killed": scheduler_killed, "app killed": app_killed,
    "wrong clock": wrong_clock, "asleep": asleep, "no network": no_network, "unplugged": unplugged,
    "comes back": comes_back,
}  # fmt: skip
ALL_ARE_HIT = {"scheduler killed"}


def wait(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> float:
    """Wait until something is true; return the seconds it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise RuntimeError(f"in vain for {seconds:.0f} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def try_moment(world: World, name: str, seed: int) -> tuple[float, float]:
    """Do a fault at a random moment; return the seconds until the state was true, and until all runs had ended."""
    recipe = replace(QUICK_BASELINE, epochs=NUM_EPOCHS)
    runs = [create_run(replace(recipe, seed=100 * seed + each), "few") for each in range(NUM_HELPERS)]
    wait(lambda: all(run.read_events()[0] for run in runs), "four runs begin")
    time.sleep(random.uniform(0.5, NUM_EPOCHS * SECONDS_PER_EPOCH - 3))
    hit = next((run for run in runs if run.status().is_busy), runs[0])  # after a fault, helpers begin one after another
    claim = helper_claim(hit.folder)
    if claim is None or not hit.status().is_busy:
        raise RuntimeError("all runs had ended before")
    moment, kept = Moment(world, hit, claim), model_epochs(hit.model_file)
    began = time.monotonic()
    FAULTS[name](moment)
    if name == "app killed":
        began, kept = time.monotonic(), model_epochs(hit.model_file)
        seconds = wait(lambda: hit.status().state in ("running", "done"), "the true state", TRUE_WITHIN + 60)
    else:
        seconds = wait(moment.state_is_true, "the true state", TRUE_WITHIN + 60)
    moment.heal()
    wait(lambda: all(run.status().state == "done" for run in runs), "the end of all runs")
    took = time.monotonic() - began
    for run in runs:
        check(run, kept if run is hit else 0, is_hit=run is hit or name in ALL_ARE_HIT)
    return seconds, took


def check(run: Run, kept: int, is_hit: bool) -> None:
    """Check that a run has ended once and that nothing of it is lost."""
    events, timeline = run.read_events()[0], Timeline()
    timeline.follow(run)
    kinds = [event["event"] for event in events]
    starts = [place for place, kind in enumerate(kinds) if kind == "start"]
    last = events[starts[-1]]
    steps = [event for event in events[starts[-1] :] if event["event"] == "batch"]
    now = time.time()
    for is_right, what in (
        (kinds.count("end") == 1, "ends once"),
        ([row["epoch"] for row in timeline.epochs] == list(range(1, NUM_EPOCHS + 1)), "all epochs"),
        (len(run.history()) == model_epochs(run.model_file) == NUM_EPOCHS, "history and model"),
        (len(steps) == STEPS * (NUM_EPOCHS - last["first_epoch"]), "all lines"),
        (len(starts) == 1 or last["first_epoch"] >= kept, "kept epochs"),
        (is_hit or len(starts) == 1, "others are not disturbed"),
        (all(now - 600 < event["time"] < now + 5 for event in events), "times"),
    ):
        if not is_right:
            raise RuntimeError(f"{run.id}: {what}: {kinds}")


@contextlib.contextmanager
def world_of(number: int) -> Iterator[World]:
    """Make a world, and end it."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(number, Path(folder))
        os.environ |= {"DOGCAT_HOME": str(world.folder / "app"), "DOGCAT_PROBE": "0", "DOGCAT_SPARE": "0"}
        draw_picture_set("few", num_per_class={"train": 4, "validation": 2, "test": 2})
        try:
            world.lay_network()
            invite(world.folder / "join.zip", [f"tls://10.77.{number}.1:{world.port}"])
            world.start_app()
            for each in range(1, NUM_HELPERS + 1):
                world.start_helper(f"lab-{each}")
            yield world
        finally:
            world.close()


def main() -> None:
    """Do each fault at some moments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("faults", nargs="*", default=list(FAULTS))
    parser.add_argument("--moments", type=int, default=5)
    parser.add_argument("--world", type=int, default=1)
    asked = parser.parse_args()
    with world_of(asked.world) as world:
        for name in asked.faults:
            for number in range(asked.moments):
                try:
                    seconds, took = try_moment(world, name, number)
                    told = f"true after {seconds:5.1f} s, all ended after {took:6.1f} s"
                    told += "" if seconds <= TRUE_WITHIN else "  TOO LATE"
                except RuntimeError as error:
                    told = f"FAILED {error}"
                print(f"{name:<18} {number + 1}  {told}", flush=True)


if __name__ == "__main__":
    main()
