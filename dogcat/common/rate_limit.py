"""How often something may be done, so that a visitor who presses a button in a loop leaves the server to the others."""

import threading
import time
from collections import deque
from collections.abc import Callable

from dogcat.common.errors import DogcatError
from dogcat.common.language import _


class TooOftenError(DogcatError):
    """Something was done too often; the message says how long to wait."""


class Limit:
    """At most so many times within so many seconds, by one visitor and by all together.

    Args:
        most: times by one visitor, 1 or more.
        most_of_all: times by all visitors together, who may be one visitor without cookies.
        seconds: in which they are counted.
        now: the time in seconds; for tests.
    """

    def __init__(self, most: int, most_of_all: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._most_of_all, self._seconds, self._now = most, most_of_all, seconds, now
        self._times: deque[tuple[float, str]] = deque()  # the oldest first; never more than `most_of_all`
        self._lock = threading.Lock()

    def count(self, who: str) -> None:
        """Counts one more time.

        Args:
            who: a token of the visitor.

        Raises:
            TooOftenError: that would be once too often; it is not counted.
        """
        with self._lock:
            now = self._now()
            while self._times and self._times[0][0] <= now - self._seconds:
                self._times.popleft()
            own = [at for at, other in self._times if other == who]
            if len(own) >= self._most:
                message, oldest = _("You did that very often. Wait {seconds:.0f} seconds and try again."), own[0]
            elif len(self._times) >= self._most_of_all:
                message = _("Many people did that just now. Wait {seconds:.0f} seconds and try again.")
                oldest = self._times[0][0]
            else:
                self._times.append((now, who))
                return
        raise TooOftenError(message.format(seconds=max(1.0, oldest + self._seconds - now)))
