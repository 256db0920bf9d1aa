"""Which of the connected helpers may get a training."""

import time
from dataclasses import replace

import pytest

from dogcat.helpers.cluster import Seen
from dogcat.helpers.roster import Entry
from dogcat.helpers.sightings import Sightings


def test_the_fastest_free_helper_comes_first(seen: Seen) -> None:
    slow = replace(seen, connection="slow", helper_id="2", speeds={"float32": {"operation": 2e-9}})
    fast = replace(seen, connection="fast", helper_id="3", speeds={"float32": {"operation": 1e-9}})
    sightings = Sightings()
    sightings.update([seen, slow, fast], {})
    assert [one.connection for one in sightings.free(())] == ["fast", "slow", "lab-07-x"]
    assert [one.connection for one in sightings.free({"fast"})] == ["slow", "lab-07-x"]
    sightings.rest("2")
    assert [one.connection for one in sightings.free(())] == ["fast", "lab-07-x"]


@pytest.mark.parametrize("changes", [{"is_ready": False}, {"version": "older"}])
def test_one_that_is_not_ready_or_has_other_code_gets_none(seen: Seen, changes: dict[str, object]) -> None:
    sightings = Sightings()
    sightings.update([replace(seen, **changes)], {})
    assert sightings.free(()) == []


def test_the_teacher_decides(seen: Seen) -> None:
    sightings = Sightings()
    sightings.update([seen], {"1": Entry(is_drained=True)})
    assert sightings.free(()) == []
    sightings.update([seen], {"1": Entry("by the window")})
    (info,) = sightings.infos({"lab-07-x": "run"})
    assert (info.name, info.run_id, info.has_same_code) == ("by the window", "run", True)


def test_one_that_is_not_heard_gets_none(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    sightings = Sightings()
    sightings.update([seen], {})
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 10)
    sightings.update([seen], {})
    assert sightings.free(()) == []
    sightings.update([replace(seen, last_seen=seen.last_seen + 1)], {})
    assert sightings.free(()) == [replace(seen, last_seen=seen.last_seen + 1)]
