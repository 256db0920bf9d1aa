"""What a helper says of itself is checked before it counts."""

import time
from typing import Any

import pytest
from distributed.protocol.core import dumps, loads

from dogcat.helpers.cluster import UnreachableError, _answering, _seen

TOLD = {
    "id": "1", "name": "lab-07", "device": "Linux", "version": "v", "clock": 1_000.0, "speeds": {}, "sets": ["a"],
    "is_ready": True,
}  # fmt: skip


def worker(**changes: Any) -> dict[str, Any]:
    return {"name": "lab-07-x", "last_seen": 5_000.0, "metrics": {"dogcat": {**TOLD, **changes}}}


def test_a_helper_is_seen_with_the_error_of_its_clock() -> None:
    found = _seen("tls://192.0.2.1:1", worker())
    assert found is not None
    assert (found.name, found.connection, found.is_ready, found.sets) == ("lab-07", "lab-07-x", True, {"a"})
    assert found.clock_shift == 4_000.0


def test_the_sets_of_a_helper_are_known_after_they_came_by_dask() -> None:
    found = _seen("tls://192.0.2.1:1", loads(dumps(worker())))  # which makes tuples of lists
    assert found is not None
    assert found.sets == {"a"}


@pytest.mark.parametrize("changes", [{"name": "x" * 101}, {"name": "a\x1b[2J"}, {"clock": "now"}, {"clock": None}])
def test_what_no_helper_says_of_itself_does_not_count(changes: dict[str, Any]) -> None:
    assert _seen("tls://192.0.2.1:1", worker(**changes)) is None
    assert _seen("tls://192.0.2.1:1", {"name": "other", "last_seen": time.time(), "metrics": {}}) is None


def test_whatever_dask_raises_means_that_nobody_answers() -> None:
    with pytest.raises(UnreachableError, match="KeyError"), _answering():
        raise KeyError("tls://192.0.2.1:1")
