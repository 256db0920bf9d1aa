"""Lets few tabs open at the same time, so that a page that is already open goes on answering when a class comes in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pages.state.session import session


class Turns:
    """Turns of threads. One that works long keeps its turn only for a while, so that it does not hold up the others.

    A thread that waits sleeps until its turn. Threads that look again and again would slow down all others, because
    each look needs Python's global lock.
    """

    def __init__(self, at_once: int, turn_seconds: float, wait_seconds: float) -> None:
        """Make the turns.

        Args:
            at_once: number of threads that may have a turn.
            turn_seconds: seconds after which another thread may begin, although this one goes on.
            wait_seconds: seconds after which a thread begins without a turn.
        """
        self._free = threading.Semaphore(at_once)
        self._turn_seconds, self._wait_seconds = turn_seconds, wait_seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it until the block ends."""
        if not self._free.acquire(timeout=self._wait_seconds):
            yield
            return
        over = threading.Lock()  # who locks it gives the turn back: the end of the block, or the clock

        def give_back() -> None:
            if over.acquire(blocking=False):
                self._free.release()

        clock = threading.Timer(self._turn_seconds, give_back)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()
            give_back()


# Threads share one interpreter: with 200 tabs that open, a click elsewhere would get a 200th of it.
_turns = Turns(at_once=2, turn_seconds=1.0, wait_seconds=60.0)


@contextmanager
def turn_to_open() -> Iterator[None]:
    """Wait for a turn if this is the first run of a tab."""
    if session().visitor.is_routed:
        yield
        return
    with _turns.turn():
        yield
