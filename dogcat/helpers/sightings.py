"""Which helpers are connected, how long each was not heard, and which of them may get a training."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dogcat.helpers.cluster import Seen
from dogcat.helpers.connection import code_version
from dogcat.helpers.roster import Entry

REST_SECONDS = 60.0  # for a helper whose training vanished
_HEARD_SECONDS, _PER_HELPER = 2.0, 1 / 40  # since when a free helper must have been heard; of many, each is heard less


@dataclass(frozen=True)
class HelperInfo:
    """A helper, for the teacher's page.

    Attributes:
        helper_id: its id; a copied installation, or a connection that still lingers, has the same.
        connection: name of its connection.
        name: that the teacher gave it, or its own.
        device: what it is, in words.
        run_id: the run that it trains; None if it trains none.
        silence: seconds since it was heard.
        is_drained: whether the teacher gives it no further training.
        is_ready: whether it takes trainings, by its own word: it is not leaving and its disk has room.
        has_same_code: whether its code is the app's.
    """

    helper_id: str
    connection: str
    name: str
    device: str
    run_id: str | None
    silence: float
    is_drained: bool
    is_ready: bool
    has_same_code: bool


class Sightings:
    """The helpers that are connected now.

    Attributes:
        by_connection: the helpers by the names of their connections.
    """

    def __init__(self) -> None:
        self.by_connection: dict[str, Seen] = {}
        self._heard: dict[str, float] = {}  # moment by connection
        self._roster: dict[str, Entry] = {}
        self._resting: dict[str, float] = {}  # until when, by the helper's id

    def update(self, seen: Sequence[Seen], roster: dict[str, Entry]) -> None:
        """Takes in what the scheduler sees now."""
        now = time.monotonic()
        for one in seen:
            before = self.by_connection.get(one.connection)
            if before is None or before.last_seen != one.last_seen:
                self._heard[one.connection] = now
        self.by_connection, self._roster = {one.connection: one for one in seen}, roster
        self._heard = {name: moment for name, moment in self._heard.items() if name in self.by_connection}

    def silence(self, one: Seen) -> float:
        """Returns the seconds since a helper was heard."""
        return time.monotonic() - self._heard.get(one.connection, 0.0)

    def rest(self, helper_id: str) -> None:
        """Gives a helper no training for `REST_SECONDS`."""
        self._resting[helper_id] = time.monotonic() + REST_SECONDS

    def free(self, busy: Collection[str]) -> list[Seen]:
        """Returns the helpers that may get a training, the fastest one first.

        Args:
            busy: connections of those that train.
        """
        most = _HEARD_SECONDS + _PER_HELPER * len(self.by_connection)
        found = [
            one
            for name, one in self.by_connection.items()
            if name not in busy
            and one.is_ready
            and one.version == code_version()
            and not self.entry(one).is_drained
            and self._resting.get(one.helper_id, 0.0) <= time.monotonic()
            and self.silence(one) < most
        ]
        return sorted(found, key=_slowness)

    def infos(self, training: Mapping[str, str]) -> list[HelperInfo]:
        """Returns all helpers for the teacher's page, sorted by name.

        Args:
            training: the runs in training by connection.
        """
        infos = [
            HelperInfo(
                helper_id=one.helper_id,
                connection=one.connection,
                name=self.name(one),
                device=one.device,
                run_id=training.get(one.connection),
                silence=self.silence(one),
                is_drained=self.entry(one).is_drained,
                is_ready=one.is_ready,
                has_same_code=one.version == code_version(),
            )
            for one in self.by_connection.values()
        ]
        return sorted(infos, key=lambda info: (info.name, info.helper_id))

    def entry(self, one: Seen) -> Entry:
        """Returns what the teacher has decided of a helper."""
        return self._roster.get(one.helper_id, Entry())

    def name(self, one: Seen) -> str:
        """Returns the name that the teacher gave a helper, or its own."""
        return self.entry(one).name or one.name


def _slowness(one: Seen) -> float:
    """Return the measured seconds of one operation on a helper; infinity if its speed is not known."""
    speed = one.speeds.get("float32")
    value = speed.get("operation") if isinstance(speed, dict) else None
    return float(value) if isinstance(value, (int, float)) else float("inf")
