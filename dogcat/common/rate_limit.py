"""Rate limits, so that one visitor who repeats an action in a loop does not block the server for the others."""

import threading
import time
from collections import deque
from collections.abc import Callable

from dogcat.common.errors import DogcatError
from dogcat.common.language import _


class TooOftenError(DogcatError):
    """A visitor exceeded a rate limit; the text says how long to wait."""


class Limit:
    """A rate limit over a sliding window, per visitor and for all visitors together.

    Args:
        most: maximum number of actions of one visitor within the window, 1 or more.
        most_of_all: maximum number of actions of all visitors together. It also limits a visitor without cookies, who
            counts as a new visitor each time.
        seconds: length of the window.
        now: returns the current time in seconds; tests replace it.
    """

    def __init__(self, most: int, most_of_all: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._most_of_all, self._seconds, self._now = most, most_of_all, seconds, now
        self._times: deque[tuple[float, str]] = deque()  # (time, visitor), oldest first; at most `most_of_all`
        self._lock = threading.Lock()

    def count(self, who: str) -> None:
        """Count one action.

        Args:
            who: the visitor's token.

        Raises:
            TooOftenError: the action would exceed the limit; it is not counted.
        """
        with self._lock:
            now = self._now()
            while self._times and self._times[0][0] <= now - self._seconds:
                self._times.popleft()
            own = [at for at, other in self._times if other == who]
            if len(own) >= self._most:
                message, oldest = _("You have done this very often. Wait {seconds:.0f} seconds and try again."), own[0]
            elif len(self._times) >= self._most_of_all:
                message = _("Many people have just done this. Wait {seconds:.0f} seconds and try again.")
                oldest = self._times[0][0]
            else:
                self._times.append((now, who))
                return
        raise TooOftenError(message.format(seconds=max(1.0, oldest + self._seconds - now)))
