"""A process that has loaded TensorFlow and waits for a run to train, so that a training begins within two seconds.

The server keeps one ready as long as nothing is trained. It is started as `python -m dogcat work --spare` and is given
the run's folder as one line on its standard input; when that ends without a line, the server is gone, and so is the
spare at once. `DOGCAT_SPARE=0` in the environment switches it off.
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
from dogcat.runs.scheduling.speed import read_speeds

MIN_MEMORY = 3 * 2**30  # bytes that must be available; a spare takes about a quarter of it, a training more
RETRY_SECONDS = 60.0  # after a spare that died before it was needed


def start_worker(arguments: Sequence[str], stdin: int, output: int) -> "subprocess.Popen[bytes]":
    """Starts `python -m dogcat work ...` such that it outlives this process.

    Args:
        arguments: what comes after `work`.
        stdin: as of `subprocess.Popen`.
        output: for both of its outputs, as of `subprocess.Popen`.
    """
    return start_python("-m", "dogcat", "work", *arguments, stdin=stdin, stdout=output, stderr=output, outlives=True)


class Standby:
    """The server's side: at most one process that waits."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def keep_ready(self) -> None:
        """Starts the process if there is none; does nothing where it is not wanted or there is no memory for it."""
        if self._process and self._process.poll() is not None:
            self.close()
            self._not_before = time.monotonic() + RETRY_SECONDS
        if self._process or time.monotonic() < self._not_before or not _is_wanted():
            return
        self._process = start_worker(["--spare"], subprocess.PIPE, subprocess.DEVNULL)

    def give(self, folder: Path) -> "subprocess.Popen[bytes] | None":
        """Lets the process train the run in this folder, now or as soon as it has loaded; None when there is none."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return None
        try:
            with process.stdin:
                process.stdin.write(os.fsencode(folder) + b"\n")
        except OSError:  # it has died
            pass
        return process if process.poll() is None else None

    def close(self) -> None:
        """Ends the process if it still waits."""
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.kill()
            self._process.wait()
        self._process = None


def stand_by(preparations: Sequence[Callable[[], object]]) -> Path:
    """The process' side: prepares until it is given a run's folder, at the latest waits for it then.

    Both outputs go to the run's `trainer.log` from then on.

    Args:
        preparations: are done in turn; those that are not yet begun when the folder comes are left out.
    """
    given: queue.Queue[Path] = queue.Queue()
    threading.Thread(target=_listen, args=(given,), daemon=True).start()
    for prepare in preparations:
        if given.empty():
            prepare()
    folder = given.get()
    with (folder / "trainer.log").open("ab") as log:
        for output in (1, 2):
            os.dup2(log.fileno(), output)
    return folder


def _listen(given: "queue.Queue[Path]") -> None:
    line = b""
    while not line.endswith(b"\n"):
        # Not sys.stdin, whose lock would be held while Python ends.
        read = os.read(0, 65_536)
        if not read:
            os._exit(0)  # at once, whatever the main thread is loading
        line += read
    given.put(Path(os.fsdecode(line[:-1])))


def _is_wanted() -> bool:
    """A machine whose speed was not yet measured is left in peace for that, see `duration`."""
    return (
        os.environ.get("DOGCAT_SPARE") != "0"
        and bool(read_speeds())
        and psutil.virtual_memory().available >= MIN_MEMORY
    )
