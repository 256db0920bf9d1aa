"""The scheduler: a process of its own that the app starts and that outlives it, so a restart of the app costs nothing.

`scheduler.json` in the home folder says which process it is. The next app finds it there. The app starts it as
`python -m dogcat.helpers.scheduler PORT`, which is the same as `python -m dogcat helpers serve`.
"""

import asyncio
import contextlib
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import filelock
import psutil

from dogcat.common.processes import is_alive, process_note, start_python
from dogcat.common.storage import write_text
from dogcat.helpers.certificates import helpers_dir, own_credentials
from dogcat.helpers.connection import code_version, require_distributed, security_of

FILE_NAME, LOG_NAME = "scheduler.json", "scheduler.log"
_LEAVE_SECONDS = 5.0
_START_SECONDS = 10.0  # from one start to the next: loading takes seconds, and the port may belong to another program
_started: dict[Path, float] = {}  # when this process started the scheduler of a home, by `time.monotonic`


def serve(port: int) -> None:
    """Be the scheduler until the process ends. Return at once if another process is it.

    Args:
        port: where helpers and the app connect, on all networks of this computer.

    Raises:
        HelpersError: the optional packages are missing.
        OSError: the port is in use.
    """
    require_distributed()
    credentials = own_credentials()
    with contextlib.suppress(filelock.Timeout), filelock.FileLock(helpers_dir() / ".scheduler.lock", timeout=0):
        asyncio.run(_serve(port, security_of(credentials)))


async def _serve(port: int, security: Any) -> None:
    from distributed import Scheduler

    async with Scheduler(
        host="tls://0.0.0.0", port=port, protocol="tls", security=security, dashboard=False,
        dashboard_address="127.0.0.1:0",
    ) as scheduler:  # fmt: skip
        write_text(_file(), json.dumps({**process_note(os.getpid()), "port": port, "version": code_version()}) + "\n")
        await scheduler.finished()


def require_scheduler(port: int) -> str:
    """Return the address of the scheduler for this computer; start one if none runs, or one of another version.

    Args:
        port: where it listens.

    Raises:
        OSError: the process cannot be started.
    """
    note = _note()
    if is_alive(note):
        if (note.get("port"), note.get("version")) == (port, code_version()):
            return f"tls://127.0.0.1:{port}"
        stop_scheduler()
    if time.monotonic() < _started.get(helpers_dir(), -math.inf) + _START_SECONDS:
        return f"tls://127.0.0.1:{port}"
    _started[helpers_dir()] = time.monotonic()
    helpers_dir().mkdir(parents=True, exist_ok=True)
    with (helpers_dir() / LOG_NAME).open("wb") as log:
        command = ("-m", "dogcat.helpers.scheduler", str(port))  # without the rest of the command line
        start_python(*command, stdout=subprocess.DEVNULL, stderr=log, outlives=True)
    return f"tls://127.0.0.1:{port}"


def stop_scheduler() -> None:
    """End the scheduler of this home, if one runs. Trainings on helpers then go back to the queue."""
    _started.pop(helpers_dir(), None)
    note = _note()
    if is_alive(note):
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(int(note["pid"]))
            process.terminate()
            try:
                process.wait(_LEAVE_SECONDS)
            except psutil.TimeoutExpired:
                process.kill()
    _file().unlink(missing_ok=True)


def _note() -> dict[str, Any]:
    try:
        note = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _file() -> Path:
    return helpers_dir() / FILE_NAME


if __name__ == "__main__":
    serve(int(sys.argv[1]))
