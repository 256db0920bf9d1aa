"""Faults that happen to trainings in a class. Each is done to a running training while a second one waits.

A fault is a function of the `Scene`. It does the harm, waits until the state that the page shows is true, and returns
the words that the page then shows.
"""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from dogcat.common.storage import home_dir
from dogcat.pictures.picture_set import open_picture_set
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

PICTURES = "few"
SERVER = "import time; from dogcat.runs.scheduling.runner import LocalRunner; LocalRunner(); time.sleep(1_000_000)"
TRUE_WITHIN = 10.0  # seconds after a fault within which the shown state must be true
PATIENCE = 600.0  # seconds for waits without such a limit, such as a start on a busy machine
ASLEEP = 60.0
PAUSE = 0.05
SLACK = 0.5  # seconds: the state is read every 50 ms, and the last heartbeat may be a second old


@dataclass
class Scene:
    """Two trainings in one queue, and the servers that run the queue.

    Attributes:
        first: the running training.
        following: the waiting training.
        servers: processes with the app's runner; two if two servers share the home folder.
        seconds: seconds from the fault until the state was true.
        keeps_epochs: True if the epochs of the first training must still exist.
    """

    first: Run
    following: Run
    servers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    seconds: float = 0.0
    keeps_epochs: bool = True

    def start_server(self) -> None:
        """Start another process that runs the queue."""
        self.servers.append(subprocess.Popen([sys.executable, "-c", SERVER]))

    def kill_servers(self) -> None:
        """Kill all servers, as by `kill -9`."""
        for server in self.servers:
            server.kill()
            server.wait()
        self.servers.clear()

    def await_state(self, *states: str) -> str:
        """Wait until the first training is in one of these states, and return its message."""
        self.seconds = seconds_until(
            lambda: self.first.status().state in states, f"{' or '.join(states)}", TRUE_WITHIN + SLACK
        )
        status = self.first.status()
        return status.message or status.state

    def await_epochs(self, num_more: int) -> None:
        """Wait until the first training has finished `num_more` more epochs."""
        most = len(self.first.history()) + num_more
        seconds_until(lambda: len(self.first.history()) >= most, f"{num_more} more epochs", PATIENCE)


def trainer_of(run: Run) -> psutil.Process:
    """Return the process that trains a run."""
    return psutil.Process(json.loads((run.folder / "heartbeat").read_text(encoding="utf-8"))["pid"])


def seconds_until(condition: Callable[[], object], what: str, most: float) -> float:
    """Return the seconds until a condition holds.

    Raises:
        AssertionError: the condition does not hold within `most` seconds.
    """
    waited = 0.0
    while not condition():
        if waited > most:
            raise AssertionError(f"{what}: not within {most:g} s")
        began = time.monotonic()
        time.sleep(PAUSE)
        waited += min(time.monotonic() - began, 5 * PAUSE)  # leaves out time in which this process was halted
    return waited


def require(holds: object, otherwise: str) -> None:
    """Raise `AssertionError` with the words `otherwise` if a condition does not hold."""
    if not holds:
        raise AssertionError(otherwise)


def await_any_moment(scene: Scene) -> None:
    """Wait for a random moment of the first training, during its start or its epochs."""
    if random.random() < 0.5:
        scene.await_epochs(1)
    time.sleep(random.uniform(0, 10))


def kill_trainer(scene: Scene) -> str:
    """Kill the trainer; the next training starts."""
    await_any_moment(scene)
    trainer_of(scene.first).kill()
    return scene.await_state("lost")


def kill_server(scene: Scene) -> str:
    """Kill the server; the training continues without it, and so does the next one."""
    await_any_moment(scene)
    scene.kill_servers()
    scene.await_epochs(1)
    words = scene.await_state("running")
    scene.start_server()
    scene.await_epochs(1)
    return words


def kill_both(scene: Scene) -> str:
    """Kill server and trainer, as with an empty battery."""
    await_any_moment(scene)
    trainer_of(scene.first).kill()
    scene.kill_servers()
    words = scene.await_state("lost")
    scene.start_server()
    return words


def fill_disk(scene: Scene) -> str:
    """Fill the disk in the middle of an epoch, then free it."""
    scene.await_epochs(1)
    time.sleep(random.uniform(0, 3))
    ballast = home_dir() / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    try:
        seconds_until(lambda: not has_trainer(scene.first), "the end of the trainer", PATIENCE)
        words = scene.await_state("failed")
        time.sleep(3)  # the server meanwhile tries to start the next training and fails
        require(scene.following.status().state == "queued", "the next training started on a full disk")
    finally:
        ballast.unlink()
    return words


def has_trainer(run: Run) -> bool:
    """Return True if the run's process exists."""
    try:
        return trainer_of(run).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def delete_folder(scene: Scene) -> str:
    """Delete the run folder by hand under a running trainer."""
    scene.await_epochs(1)
    time.sleep(random.uniform(0, 3))
    trainer = trainer_of(scene.first)
    scene.keeps_epochs = False
    while scene.first.folder.exists():
        shutil.rmtree(scene.first.folder, ignore_errors=True)  # the trainer may still write to it
    words = scene.await_state("lost")
    seconds_until(lambda: not trainer.is_running(), "the end of the trainer", PATIENCE)
    require(not scene.first.folder.exists(), "the trainer made its folder again")
    return words


def lose_pictures(scene: Scene) -> str:
    """Delete a picture and damage one: the training has both in memory, and the next one reports both as left out."""
    scene.await_epochs(1)
    deleted, damaged = (picture.path for picture in open_picture_set(PICTURES).pictures("train")[:2])
    kept = {path: path.read_bytes() for path in (deleted, damaged)}
    try:
        deleted.unlink()
        damaged.write_bytes(kept[damaged][:100])
        scene.await_epochs(2)
        scene.await_state("running")
        scene.first.request_stop()
        seconds_until(scene.following.history, "the next training's first epoch", PATIENCE)
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    timeline = Timeline()
    timeline.follow(scene.following)
    names = timeline.start["left_out"]
    require(len(names) == 1 and damaged.name in names[0], f"left out {names}")
    return f"Left out, because they cannot be decoded: {names[0]}"


def set_clock_back(scene: Scene) -> str:
    """Set the clock back by an hour for all processes; needs `shifted_clock`."""
    scene.await_epochs(1)
    time.sleep(random.uniform(0, 3))
    Path(os.environ["DOGCAT_CLOCK"]).write_text("0", encoding="utf-8")
    words = scene.await_state("running")
    scene.await_epochs(2)
    ends = time.monotonic() + 2 * TRUE_WITHIN
    while time.monotonic() < ends:
        require(scene.first.status().state == "running", f"the state became {scene.first.status().state}")
        require(scene.following.status().state == "queued", "the next training started beside the first")
        time.sleep(0.1)
    return words


def sleep_a_minute(scene: Scene) -> str:
    """Halt the trainer for a minute, as when a laptop is closed."""
    scene.await_epochs(1)
    trainer = trainer_of(scene.first)
    trainer.suspend()
    began = time.monotonic()
    words = scene.await_state("silent")
    while time.monotonic() - began < ASLEEP:
        require(scene.first.status().state == "silent", f"asleep, and shown as {scene.first.status().state}")
        require(scene.following.status().state == "queued", "the next training started beside the sleeping one")
        time.sleep(0.1)
    trainer.resume()
    noticed = scene.seconds
    scene.await_state("running")
    scene.seconds = max(noticed, scene.seconds)
    scene.await_epochs(1)
    return words


def write_garbage(scene: Scene) -> str:
    """Write half a line, bytes that are not text, and JSON that is not an event between the trainer's lines."""
    garbage = (
        b'{"event": "epoch", "ep',
        os.urandom(300),
        b"\xff\xfe\n",
        b"[1, 2]\n",
        b"[" * 100_000 + b"\n",
        b"\0" * 50,
    )
    for piece in garbage:
        scene.await_epochs(1)
        with (scene.first.folder / "events.jsonl").open("ab") as file:
            file.write(piece)
        scene.await_state("running")
    scene.await_epochs(1)
    timeline = Timeline()
    timeline.follow(scene.first)
    epochs = [event["epoch"] for event in timeline.epochs]
    require(epochs == list(range(1, len(epochs) + 1)) and len(epochs) >= len(scene.first.history()) - 1, "lost epochs")
    return scene.await_state("running")


def two_servers(scene: Scene) -> str:
    """Run two servers on one home folder: never two trainings at once, and one server is enough to start the next."""
    scene.start_server()
    scene.await_epochs(2)
    scene.await_state("running")
    require(scene.following.status().state == "queued", "two trainings go on at once")
    starts = [event for event in scene.first.read_events()[0] if event["event"] == "start"]
    require(len(starts) == 1, f"the first training was started {len(starts)} times")
    server = scene.servers.pop(random.randrange(2))
    server.kill()
    server.wait()
    return scene.await_state("running")


FAULTS: dict[str, Callable[[Scene], str]] = {
    "kill -9 of the trainer": kill_trainer,
    "kill -9 of the server": kill_server,
    "kill -9 of both": kill_both,
    "disk full in an epoch": fill_disk,
    "run folder deleted": delete_folder,
    "pictures deleted, damaged": lose_pictures,
    "clock set back an hour": set_clock_back,
    "trainer asleep a minute": sleep_a_minute,
    "garbage in events.jsonl": write_garbage,
    "two servers on one home": two_servers,
}
KILLS = 3  # number of faults at the start of the list that are kills; they get the most tries
