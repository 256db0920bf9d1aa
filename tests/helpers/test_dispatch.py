"""Pictures travel only to a helper that lacks them, and from the app once."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from dogcat.common.errors import DogcatError
from dogcat.helpers import dispatch
from dogcat.helpers.attempt import AppAttempt, luggage_of_run
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
    content = luggage_of_run(attempt.run).content
    Dispatcher(cluster).send(attempt, replace(seen, sets=frozenset({content})), 1)  # type: ignore[arg-type]
    assert len(cluster.parts[0]) == 1
    assert attempt.content == content


def test_a_set_that_is_too_large_does_not_travel(
    attempt: AppAttempt, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = FakeCluster()
    monkeypatch.setattr(dispatch, "MOST_BYTES", 10)
    with pytest.raises(DogcatError, match="too large"):
        Dispatcher(cluster).send(attempt, seen, 1)  # type: ignore[arg-type]
    assert cluster.parts == []
