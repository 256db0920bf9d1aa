"""Rate limits, so that one visitor who repeats an action in a loop does not block the server for the others."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dogcat.common.errors import DogcatError
from dogcat.common.language import _


class TooOftenError(DogcatError):
    """A visitor exceeded a rate limit; the text says how long to wait.

    Attributes:
        seconds: how long to wait, 1 or more.
    """

    def __init__(self, sentence: str, seconds: float) -> None:
        self.seconds = max(1.0, seconds)
        super().__init__(sentence.format(seconds=self.seconds))


class Limit:
    """A rate limit over a sliding window, per visitor and per address.

    Visitors with new cookies cost nothing, but they share an address. So does a class behind one router.

    Args:
        most: maximum number of actions of one visitor within the window, 1 or more.
        most_of_address: maximum number of actions of all visitors with the same address.
        seconds: length of the window.
        now: returns the current time in seconds; tests replace it.
    """

    def __init__(
        self, most: int, most_of_address: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._most_of_address, self._seconds, self._now = most, most_of_address, seconds, now
        self._actions: list[tuple[float, str, str]] = []  # (time, visitor, address), oldest first
        self._lock = threading.Lock()

    def count(self, who: str, address: str) -> Callable[[], None]:
        """Count one action.

        Args:
            who: the visitor's token.
            address: from which the visitor comes.

        Returns:
            A function that takes the action out of the count again.

        Raises:
            TooOftenError: the action would exceed the limit; it is not counted.
        """
        with self._lock:
            now = self._now()
            self._actions = [action for action in self._actions if action[0] > now - self._seconds]
            own = [action for action in self._actions if action[1] == who]
            near = [action for action in self._actions if action[2] == address]
            if len(own) >= self._most:
                sentence, oldest = _("You have done this very often. Wait {seconds:.0f} seconds and try again."), own[0]
            elif len(near) >= self._most_of_address:
                sentence = _("Many people have just done this. Wait {seconds:.0f} seconds and try again.")
                oldest = near[0]
            else:
                action = now, who, address
                self._actions.append(action)
                return lambda: self._take_back(action)
        raise TooOftenError(sentence, oldest[0] + self._seconds - now)

    def _take_back(self, action: tuple[float, str, str]) -> None:
        with self._lock:
            if action in self._actions:
                self._actions.remove(action)


@dataclass
class _Wrong:
    """The wrong tries of somebody."""

    num: int = 0
    last: float = 0.0  # time
    until: float = 0.0  # time until which further tries are refused


class GrowingWait:
    """A waiting time that doubles with each wrong try. A try that is refused meanwhile does not count.

    Args:
        num_free: number of wrong tries without a waiting time.
        most_seconds: the longest waiting time.
        seconds_to_forget: after so long without a wrong try, all are forgotten.
        now: returns the current time in seconds; tests replace it.
    """

    def __init__(
        self,
        num_free: int,
        most_seconds: float = 60,
        seconds_to_forget: float = 600,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._num_free, self._most_seconds, self._seconds_to_forget = num_free, most_seconds, seconds_to_forget
        self._now = now
        self._wrong: dict[str, _Wrong] = {}
        self._lock = threading.Lock()

    def seconds_left(self, who: str) -> float:
        """Return the seconds that somebody still has to wait; 0 if none."""
        with self._lock:
            known = self._wrong.get(who)
            return max(0.0, known.until - self._now()) if known else 0.0

    def add_wrong(self, who: str) -> None:
        """Count a wrong try."""
        with self._lock:
            now = self._now()
            self._wrong = {
                one: known for one, known in self._wrong.items() if now - known.last < self._seconds_to_forget
            }
            known = self._wrong.setdefault(who, _Wrong())
            known.num, known.last = known.num + 1, now
            if known.num > self._num_free:
                # The exponent has a limit, because a float has one.
                known.until = now + min(self._most_seconds, 2.0 ** min(known.num - self._num_free, 30))

    def forget(self, who: str) -> None:
        """Forget the wrong tries of somebody who knew the right word in the end."""
        with self._lock:
            self._wrong.pop(who, None)


class Guessing:
    """Slows down who guesses a word: the same visitor soon, an address only after many wrong tries.

    Args:
        of_visitor: the waiting time by visitor.
        of_address: the waiting time by address; None if the word is too long to be guessed.
    """

    def __init__(self, of_visitor: GrowingWait, of_address: GrowingWait | None = None) -> None:
        self._of_visitor, self._of_address = of_visitor, of_address

    def try_word(self, who: str, address: str, is_right: bool) -> bool:
        """Return whether a word is right, and count it if it is wrong.

        Args:
            who: the visitor's token.
            address: from which the visitor comes.
            is_right: whether the word is right.

        Raises:
            TooOftenError: the visitor has to wait. It is not told whether the word is right, and it does not count.
        """
        if seconds := self._of_visitor.seconds_left(who):
            raise TooOftenError(_("You have done this very often. Wait {seconds:.0f} seconds and try again."), seconds)
        if self._of_address and (seconds := self._of_address.seconds_left(address)):
            raise TooOftenError(
                _("Many people have just done this. Wait {seconds:.0f} seconds and try again."), seconds
            )
        if is_right:
            self._of_visitor.forget(who)
            return True
        self._of_visitor.add_wrong(who)
        if self._of_address:
            self._of_address.add_wrong(address)
        return False
