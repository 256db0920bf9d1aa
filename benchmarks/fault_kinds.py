"""What goes wrong with trainings in a class, each done to a real one that goes on while a second one waits.

A fault is a function of the `Scene`. It does the harm, waits until the state that the page shows is true, and returns
the words that the page says then.
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
TRUE_WITHIN = 10.0  # seconds from a fault until the state shown must be true
PATIENCE = 600.0  # for what has no such limit: a start on a busy machine
ASLEEP = 60.0
PAUSE = 0.05
SLACK = 0.5  # the state is looked at every 50 ms, and a halted process had beaten up to a second before


@dataclass
class Scene:
    """Two trainings of one queue and the servers that look after it.

    Attributes:
        first: the one that goes on.
        following: the one that waits.
        servers: processes with the app's runner, two where two share the home folder.
        seconds: how long it took after the fault until the state was true.
        keeps_epochs: whether the epochs of the first training must still be there.
    """

    first: Run
    following: Run
    servers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    seconds: float = 0.0
    keeps_epochs: bool = True

    def start_server(self) -> None:
        """One more process that looks after the queue."""
        self.servers.append(subprocess.Popen([sys.executable, "-c", SERVER]))

    def kill_servers(self) -> None:
        """As `kill -9`."""
        for server in self.servers:
            server.kill()
            server.wait()
        self.servers.clear()

    def await_state(self, *states: str) -> str:
        """Waits until the first training is shown in one of these states, and returns what is said of it then."""
        self.seconds = seconds_until(
            lambda: self.first.status().state in states, f"{' or '.join(states)}", TRUE_WITHIN + SLACK
        )
        status = self.first.status()
        return status.message or status.state

    def await_epochs(self, num_more: int) -> None:
        """Waits until the first training has finished so many more epochs."""
        most = len(self.first.history()) + num_more
        seconds_until(lambda: len(self.first.history()) >= most, f"{num_more} more epochs", PATIENCE)


def trainer_of(run: Run) -> psutil.Process:
    """The process that trains a run."""
    return psutil.Process(json.loads((run.folder / "heartbeat").read_text(encoding="utf-8"))["pid"])


def seconds_until(condition: Callable[[], object], what: str, most: float) -> float:
    """How long it takes until something holds.

    Raises:
        AssertionError: it does not within `most` seconds.
    """
    waited = 0.0
    while not condition():
        if waited > most:
            raise AssertionError(f"{what}: not within {most:g} s")
        began = time.monotonic()
        time.sleep(PAUSE)
        waited += min(time.monotonic() - began, 5 * PAUSE)  # not the time in which this very process was halted
    return waited


def require(holds: object, otherwise: str) -> None:
    """Raises `AssertionError` with the words `otherwise` when something does not hold."""
    if not holds:
        raise AssertionError(otherwise)


def await_any_moment(scene: Scene) -> None:
    """Some time while the first training starts, or some time in its epochs."""
    if random.random() < 0.5:
        scene.await_epochs(1)
    time.sleep(random.uniform(0, 10))


def kill_trainer(scene: Scene) -> str:
    """The next one starts."""
    await_any_moment(scene)
    trainer_of(scene.first).kill()
    return scene.await_state("lost")


def kill_server(scene: Scene) -> str:
    """The training goes on without it, and with the next one."""
    await_any_moment(scene)
    scene.kill_servers()
    scene.await_epochs(1)
    words = scene.await_state("running")
    scene.start_server()
    scene.await_epochs(1)
    return words


def kill_both(scene: Scene) -> str:
    """As when a laptop's battery is empty."""
    await_any_moment(scene)
    trainer_of(scene.first).kill()
    scene.kill_servers()
    words = scene.await_state("lost")
    scene.start_server()
    return words


def fill_disk(scene: Scene) -> str:
    """In the middle of an epoch; then there is room again."""
    scene.await_epochs(1)
    time.sleep(random.uniform(0, 3))
    ballast = home_dir() / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    try:
        seconds_until(lambda: not has_trainer(scene.first), "the end of the trainer", PATIENCE)
        words = scene.await_state("failed")
        time.sleep(3)  # the server tries to start the next one meanwhile, and cannot
        require(scene.following.status().state == "queued", "the next training started on a full disk")
    finally:
        ballast.unlink()
    return words


def has_trainer(run: Run) -> bool:
    """Whether a run's process is there."""
    try:
        return trainer_of(run).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def delete_folder(scene: Scene) -> str:
    """By hand, under the running trainer."""
    scene.await_epochs(1)
    time.sleep(random.uniform(0, 3))
    trainer = trainer_of(scene.first)
    scene.keeps_epochs = False
    while scene.first.folder.exists():
        shutil.rmtree(scene.first.folder, ignore_errors=True)  # the trainer may write to it meanwhile
    words = scene.await_state("lost")
    seconds_until(lambda: not trainer.is_running(), "the end of the trainer", PATIENCE)
    require(not scene.first.folder.exists(), "the trainer made its folder again")
    return words


def lose_pictures(scene: Scene) -> str:
    """One deleted and one damaged: the training has them in its memory, and the next one says which it leaves out."""
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
    """By an hour, for all processes; needs `shifted_clock`."""
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
    """The trainer is halted, as when a laptop is closed, and goes on."""
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
    """Half a line, bytes that are no text, and JSON that is no event, between the trainer's own lines."""
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
    """On one home folder: never two trainings at once, and one server is enough for the next to start."""
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
KILLS = 3  # the first of them, which are tried most often
