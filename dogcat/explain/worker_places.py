"""Bounds the memory of the processes that hold models from elsewhere.

Such a process takes about 0.6 GB with a usual model, and up to 2.2 GB with a hostile one; processes share 0.4 GB of it.
So one of them works at a time and the others wait. One that is not used soon ends; the next question starts it again,
since its model is on disk.
"""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.processes import run_python
from dogcat.common.units import GIGABYTE, MEGABYTE

WAIT_SECONDS = 100.0  # for the others; the longest answer takes 90 s
IDLE_SECONDS = 300.0  # after which a process ends that nobody asks
IDLE_BYTES = 400 * MEGABYTE  # that are not shared, of the processes that wait for questions: one with a usual model
LEAST_FREE_BYTES = 700 * MEGABYTE  # of the machine, for one more process with a usual model


class NoPlaceError(DogcatError):
    """A process cannot start or work now, because others do or the memory does not suffice."""


class Placed(Protocol):
    """A process as `Places` sees it."""

    def memory_bytes(self) -> int:
        """Return the memory of the process; 0 while there is none."""

    def close(self) -> None:
        """End the process."""


class Places:
    """Lets one process work at a time, and ends the least recently used ones for it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._others: list[Placed] = []  # that may have a process, the least recently used first
        self._clock: threading.Timer | None = None

    @property
    def is_busy(self) -> bool:
        """True while a process works, so that another one would wait."""
        return self._turn.locked()

    @contextmanager
    def turn(self, worker: Placed | None = None) -> Iterator[None]:
        """Wait until no other process works, and make room for this one until the block ends.

        Args:
            worker: the process; None for one that ends with the block.

        Raises:
            NoPlaceError: others work too long, or the machine has too little memory.
        """
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise NoPlaceError(
                _("Other visitors' models have kept this computer busy for {seconds:.0f} seconds. Try again.").format(
                    seconds=WAIT_SECONDS
                )
            )
        try:
            if self._clock:
                self._clock.cancel()
            if worker in self._others:
                self._others.remove(worker)
            self._make_room(is_running=worker is not None and worker.memory_bytes() > 0)
            yield
        finally:
            if worker:
                self._others.append(worker)
            self._clock = threading.Timer(IDLE_SECONDS, self._end_idle)
            self._clock.daemon = True
            self._clock.start()
            self._turn.release()

    def _make_room(self, is_running: bool) -> None:
        """End processes that only wait for questions until the rest of them is small."""
        self._others = [other for other in self._others if other.memory_bytes() > 0]
        while self._others and sum(other.memory_bytes() for other in self._others) > IDLE_BYTES:
            self._others.pop(0).close()
        if is_running or psutil.virtual_memory().available >= LEAST_FREE_BYTES:
            return
        self._end_all()
        if (free := psutil.virtual_memory().available) < LEAST_FREE_BYTES:
            raise NoPlaceError(
                _(
                    "This computer has {free:.1f} GB of free memory, which is too little for another model. Try again"
                    " when no training is running."
                ).format(free=free / GIGABYTE)
            )

    def _end_idle(self) -> None:
        if self._turn.acquire(blocking=False):  # otherwise one works, and sets the clock again
            try:
                self._end_all()
            finally:
                self._turn.release()

    def _end_all(self) -> None:
        while self._others:
            self._others.pop(0).close()


PLACES = Places()  # of this server


def run_in_turn(*arguments: str, timeout: float) -> str:
    """Run Python once no process with a model from elsewhere works; it takes as much memory as one of these.

    Args:
        arguments: the interpreter's arguments.
        timeout: seconds after which the process is killed.

    Returns:
        Why it failed, without a full stop; empty if it did not.

    Raises:
        NoPlaceError: other such processes work too long, or the machine has too little memory.
    """
    try:
        with PLACES.turn():
            run_python(*arguments, timeout=timeout).check_returncode()
    except subprocess.TimeoutExpired:
        return _("it took more than {seconds} seconds").format(seconds=timeout)
    except (OSError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        return (lines[-1] if lines else str(error)).rstrip(".")
    return ""
