"""What the tests of several modules of the frame do to it."""

import pytest

from dogcat.common.rate_limit import GrowingWait, Guessing, Limit
from pages.frame import limits
from tests.common.test_rate_limit import Clock


def strict(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing of this kind may be done but once."""
    monkeypatch.setattr(limits, "limits", lambda: made)
    made = {what: Limit(1, 1, 600)}


def no_free_guess(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """From now on each wrong word costs waiting, by the clock that is returned."""
    clock = Clock()
    made = {
        limits.CODE: Guessing(GrowingWait(0, now=clock), GrowingWait(0, now=clock)),
        limits.PASSWORD: Guessing(GrowingWait(0, now=clock)),
    }
    monkeypatch.setattr(limits, "guessing", lambda: made)
    return clock
