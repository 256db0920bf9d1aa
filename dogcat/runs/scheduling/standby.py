"""A process that has loaded TensorFlow and waits for a run, so that a training starts within two seconds.

The server keeps one standby process while it trains nothing. It is started as `python -m dogcat work --spare` and reads
the run's folder as one line from its standard input. If the input ends without a line, the server is gone, and the
process ends at once. `DOGCAT_SPARE=0` in the environment switches the standby process off.
"""

import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from dogcat.common.processes import start_python
from dogcat.recipe.settings import SettingsError, settings
from dogcat.runs.scheduling.speed import read_speeds
from dogcat.runs.trainer_log import open_log

MIN_MEMORY = 3 * 2**30  # bytes of available memory; the process takes about a quarter of that, a training more
LOADING_SECONDS = 10.0  # after which the process has loaded TensorFlow and rehearsed; it takes 5 s on two idle cores
RETRY_SECONDS = 60.0  # delay before a standby process that died is replaced


def start_worker(arguments: Sequence[str], stdin: int, output: int) -> "subprocess.Popen[bytes]":
    """Starts `python -m dogcat work ...`, which outlives this process.

    Args:
        arguments: those after `work`.
        stdin: as for `subprocess.Popen`.
        output: for standard output and standard error, as for `subprocess.Popen`.
    """
    return start_python("-m", "dogcat", "work", *arguments, stdin=stdin, stdout=output, stderr=output, outlives=True)


class Standby:
    """The server's side: at most one standby process.

    Args:
        arguments: further ones of `python -m dogcat work`.
    """

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._device = ""
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        """The id of the process; None if there is none."""
        return self._process.pid if self._process else None

    @property
    def has_loaded(self) -> bool:
        """Return True if the process has most likely loaded TensorFlow."""
        return self._process is not None and time.monotonic() - self._started >= LOADING_SECONDS

    def keep_ready(self) -> None:
        """Starts the process if there is none and `_is_wanted` allows it."""
        if self._process and self._process.poll() is not None:
            self.close()
            self._not_before = time.monotonic() + RETRY_SECONDS
        if self._process and self._device != _device_setting():
            self.close()  # TensorFlow keeps the device that it started on
        if self._process or time.monotonic() < self._not_before or not _is_wanted():
            return
        self._process = start_worker(["--spare", *self._arguments], subprocess.PIPE, subprocess.DEVNULL)
        self._started = time.monotonic()
        self._device = _device_setting()

    def give(self, folder: Path) -> "subprocess.Popen[bytes] | None":
        """Gives the run in this folder to the process, which trains it when it has loaded; None without a process."""
        if self._device != _device_setting():
            self.close()
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return None
        try:
            with process.stdin:
                process.stdin.write(os.fsencode(folder) + b"\n")
        except OSError:  # the process has died
            pass
        return process if process.poll() is None else None

    def close(self) -> None:
        """Ends the process if it waits."""
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.kill()
            self._process.wait()
        self._process = None


def stand_by(preparations: Sequence[Callable[[], object]]) -> Path:
    """The process's side: prepares, waits for a run's folder and returns it.

    From then on, standard output and standard error go to the run's `trainer.log`.

    Args:
        preparations: called in turn; once the folder has arrived, the remaining ones are left out.
    """
    given: queue.Queue[Path] = queue.Queue()
    threading.Thread(target=_listen, args=(given,), daemon=True).start()
    for prepare in preparations:
        if given.empty():
            prepare()
    folder = given.get()
    with open_log(folder) as log:
        for output in (1, 2):
            os.dup2(log.fileno(), output)
    return folder


def _listen(given: "queue.Queue[Path]") -> None:
    line = b""
    while not line.endswith(b"\n"):
        # os.read instead of sys.stdin: this thread would hold its lock while Python ends.
        read = os.read(0, 65_536)
        if not read:
            os._exit(0)  # at once, even while the main thread loads TensorFlow
        line += read
    given.put(Path(os.fsdecode(line[:-1])))


def _device_setting() -> str:
    try:
        return settings().device
    except SettingsError:  # the training itself tells it
        return ""


def _is_wanted() -> bool:
    """Return True if a standby process should start: not disabled, speed already measured, enough free memory."""
    return (
        os.environ.get("DOGCAT_SPARE") != "0"
        and bool(read_speeds())
        and psutil.virtual_memory().available >= MIN_MEMORY
    )
