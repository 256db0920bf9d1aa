"""A helper: joins the app by its invitation, trains what it is sent, and connects again for ever.

It keeps its files in a folder of its own, `helping/` in the home folder, so that the trainings of an app that is
installed on the same computer stay apart.
"""

import asyncio
import contextlib
import os
import platform
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock
import psutil

from dogcat.common.disk_space import usable_bytes
from dogcat.common.storage import home_dir, pictures_dir, runs_dir, write_text
from dogcat.common.units import GIGABYTE
from dogcat.helpers.connection import (
    SECONDS_OF_SILENCE,
    VERSION_KEY,
    HelpersError,
    code_version,
    require_distributed,
    security_of,
)
from dogcat.helpers.invitation import Invitation, accept
from dogcat.helpers.relay import Attempt, Trainer
from dogcat.helpers.travelling_pictures import kept_contents
from dogcat.runs.scheduling.speed import probe_is_due, read_speeds, start_probe
from dogcat.runs.scheduling.standby import Standby, start_worker
from dogcat.runs.trainer_log import open_log

LEAST_BYTES = GIGABYTE  # of usable disk space; a helper with less gets no training
RETRY_SECONDS = 5.0  # between two attempts to connect
LOOK_SECONDS = 0.3
PORTS = "8788:8887"  # where a helper listens: the scheduler and other helpers connect to it
MOST_NAME = 40  # characters


class Helper:
    """This computer as a helper, across all its connections.

    Attributes:
        say: tells the person at this computer what happens.
        attempts: those at which it works now, at most one, by their names.
    """

    def __init__(self, name: str, say: Callable[[str], None], trainer: Callable[[Path], Trainer] | None = None) -> None:
        self.name, self.say = name[:MOST_NAME], say
        self.attempts: dict[str, Attempt] = {}
        self.is_leaving = self.is_sent_away = False
        self._id = _own_id()
        self._standby = Standby(("--with", str(os.getpid())))
        self._given_trainer = trainer
        self._probe: subprocess.Popen[bytes] | None = None

    def start_trainer(self, folder: Path) -> Trainer:
        """Starts the process that trains the run in this folder, and that ends when this helper does."""
        if self._given_trainer:
            return self._given_trainer(folder)
        if child := self._standby.give(folder):
            return child
        with open_log(folder) as log:
            return start_worker([str(folder), "--with", str(os.getpid())], subprocess.DEVNULL, log.fileno())

    def facts(self) -> dict[str, Any]:
        """What this helper says of itself with each heartbeat."""
        return {
            "id": self._id,
            "name": self.name,
            "device": device(),
            "version": code_version(),
            "clock": time.time(),
            "speeds": {name: vars(speed) for name, speed in read_speeds().items()},
            "sets": kept_contents(),
            "is_ready": not self.is_leaving and self._probe is None and usable_bytes() >= LEAST_BYTES,
        }

    def leave(self, _sent_away: bool = False) -> None:
        """Takes no further training; leaves when the present one has ended, or at once when asked again."""
        if self.is_leaving or _sent_away:
            for attempt in list(self.attempts.values()):
                attempt.is_given_up = True
        self.is_sent_away = self.is_sent_away or _sent_away
        self.is_leaving = True

    async def connect(self, address: str, security: Any, ports: str) -> None:
        """Helps until the connection ends or this helper leaves.

        Raises:
            OSError, TimeoutError: the scheduler does not answer.
            HelpersError: the app has another version.
        """
        from distributed import Worker
        from distributed.worker import DEFAULT_METRICS

        facts = {"dogcat": lambda _worker: self.facts(), **DEFAULT_METRICS}
        worker = Worker(
            address, nthreads=1, name=f"{self.name}-{secrets.token_hex(4)}", security=security, port=ports,
            protocol="tls", metrics=facts, dashboard=False, dashboard_address="127.0.0.1:0",
            local_directory=str(home_dir() / "dask"), death_timeout=SECONDS_OF_SILENCE,
        )  # fmt: skip
        worker.dogcat_helper = self
        async with asyncio.timeout(SECONDS_OF_SILENCE) if hasattr(asyncio, "timeout") else contextlib.nullcontext():
            await worker
        try:
            known = await worker.scheduler.get_metadata(keys=[VERSION_KEY], default=None)
            if known not in (None, code_version()):
                raise HelpersError(
                    f"This computer has another version of the code ({code_version()}) than the app ({known}). Bring"
                    " both to the same state, such as with “git pull”, install requirements-helpers.txt again, and"
                    " join again."
                )
            self.say(f"{self.name} is connected to {address} and waits for trainings.")
            await self._help(worker)
        finally:
            with contextlib.suppress(Exception):
                await worker.close(timeout=5)

    async def _help(self, worker: Any) -> None:
        told: set[str] = set()
        while worker.status.name in ("running", "paused"):
            for name, attempt in list(self.attempts.items()):
                if name not in told and attempt.title:
                    told.add(name)
                    self.say(f"Training {attempt.title}.")
            if self.is_leaving and not self.attempts:
                await asyncio.sleep(2 * LOOK_SECONDS)  # what the training has sent last leaves first
                await self._until_fetched(worker)
                return
            self._keep_ready()
            await asyncio.sleep(LOOK_SECONDS)
        self.say("The connection has ended.")

    async def _until_fetched(self, worker: Any) -> None:
        """Waits until the app has the result of the last training, for a minute at most."""
        until = time.monotonic() + 60
        while not self.is_sent_away and time.monotonic() < until and worker.status.name == "running":
            if not any(str(key).startswith("train-") for key in worker.data):
                return
            await asyncio.sleep(LOOK_SECONDS)

    def _keep_ready(self) -> None:
        """Measures this computer's speed once, and keeps a process with TensorFlow ready between two trainings."""
        if self._given_trainer or self.attempts:
            return
        if self._probe is not None:
            self._probe = None if self._probe.poll() is not None else self._probe
        elif not read_speeds() and probe_is_due():
            self.say("Measuring the speed of this computer.")
            self._probe = start_probe()
        else:
            self._standby.keep_ready()

    def close(self) -> None:
        """Ends the processes of this helper."""
        self._standby.close()
        if self._probe:
            self._probe.kill()


def join(
    file: Path,
    say: Callable[[str], None],
    name: str = "",
    ports: str = PORTS,
    trainer: Callable[[Path], Trainer] | None = None,
) -> None:
    """Be a helper until Ctrl-C or until the teacher sends this computer away.

    Args:
        file: the invitation.
        say: tells the person at this computer what happens.
        name: for the teacher and the learners; empty is the computer's own name.
        ports: the port or the range of ports where this helper listens.
        trainer: starts a training in a folder; None is the app's own trainer.

    Raises:
        InvitationError: the file is no invitation.
        HelpersError: the optional packages are missing, the app has another version, or this folder helps already.
    """
    require_distributed()
    os.environ["DOGCAT_HOME"] = str(home_dir() / "helping")
    home_dir().mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(home_dir() / ".joined.lock", timeout=0):
            _join(file, say, name, ports, trainer)
    except filelock.Timeout:
        raise HelpersError(
            f"Another “join” helps with the folder {home_dir()}. End it first, or set DOGCAT_HOME to another folder."
        ) from None


def _join(
    file: Path, say: Callable[[str], None], name: str, ports: str, trainer: Callable[[Path], Trainer] | None
) -> None:
    for left in (*runs_dir().glob("at-*"), *pictures_dir().glob(".arriving-*")):  # of one that was killed
        shutil.rmtree(left, ignore_errors=True)
    invitation, credentials = accept(file, home_dir() / "invitation")
    helper = Helper(name or socket.gethostname(), say, trainer)

    def interrupt(_number: int, _frame: object) -> None:
        if not helper.is_leaving:
            say("Leaving after this training; press Ctrl-C again to leave at once.")
        helper.leave()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        asyncio.run(_for_ever(helper, invitation, security_of(credentials), ports))
    finally:
        helper.close()
    say("The teacher has sent this computer away." if helper.is_sent_away else "Left.")


async def _for_ever(helper: Helper, invitation: Invitation, security: Any, ports: str) -> None:
    is_told = False
    while not helper.is_leaving:
        for address in invitation.addresses:
            try:
                await helper.connect(address, security, ports)
                is_told = False
                break
            except (OSError, TimeoutError, asyncio.TimeoutError, RuntimeError) as error:
                cause = error.__cause__ if isinstance(error, RuntimeError) else None  # “Worker failed to start.”
                why = (str(cause or error) or type(cause or error).__name__).splitlines()[0][:200]
            if helper.is_leaving:
                return
        else:
            if not is_told:  # once, not every five seconds for a night
                helper.say(
                    f"There is no connection to the app ({why}). Trying again until there is one. The invitation holds"
                    f" until {invitation.until:%Y-%m-%d}, if nobody has withdrawn it."
                )
                is_told = True
        until = time.monotonic() + RETRY_SECONDS * random.uniform(0.5, 1.5)  # a whole room does not come at once
        while time.monotonic() < until and not helper.is_leaving:
            await asyncio.sleep(LOOK_SECONDS)


def device() -> str:
    """Return what this computer is, in a few words for the teacher."""
    memory = psutil.virtual_memory().total / GIGABYTE
    return f"{platform.system()}, {platform.machine()}, {os.cpu_count()} × CPU, {memory:.0f} GB"


def _own_id() -> str:
    """Return the id by which the app knows this helper again; it stays in the folder `helping/`."""
    file = home_dir() / "id"
    with contextlib.suppress(OSError):
        if known := file.read_text(encoding="utf-8").strip():
            return known[:MOST_NAME]
    write_text(file, made := secrets.token_hex(8))
    return made
