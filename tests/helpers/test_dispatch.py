"""Pictures travel only to a helper that lacks them, and from the app once."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from dogcat.helpers.attempt import AppAttempt, content_of
from dogcat.helpers.cluster import Seen
from dogcat.helpers.dispatch import Dispatcher


class FakeCluster:
    """Notes what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.parts: list[list[Any]] = []

    def send(self, _address: str, data: bytes) -> Any:
        self.sent.append(data)
        return SimpleNamespace(status="finished", number=len(self.sent))

    def submit(self, _address: str, _order: Any, _order_json: str, parts: list[Any]) -> str:
        self.parts.append(parts)
        return "future"


def test_pictures_travel_once(attempt: AppAttempt, seen: Seen) -> None:
    cluster = FakeCluster()
    dispatcher = Dispatcher(cluster)  # type: ignore[arg-type]
    assert dispatcher.send(attempt, seen, 2) == "future"
    assert dispatcher.send(attempt, seen, 2) == "future"
    first, second = cluster.parts
    assert len(cluster.sent) == 3, "two parcels of the run, one piece of the pictures"
    assert first[1] is second[1], "the second helper fetches the pieces from the first one"
    dispatcher.keep_only(set())
    dispatcher.send(attempt, seen, 2)
    assert len(cluster.sent) == 5


def test_a_helper_that_has_the_pictures_gets_none(attempt: AppAttempt, seen: Seen) -> None:
    cluster = FakeCluster()
    Dispatcher(cluster).send(attempt, replace(seen, sets=frozenset({content_of(attempt.run)})), 1)  # type: ignore[arg-type]
    assert len(cluster.parts[0]) == 1
