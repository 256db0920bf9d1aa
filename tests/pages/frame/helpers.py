"""What the tests of several modules of the frame do to it."""

import pytest

from dogcat.common.rate_limit import Limit
from pages.frame import limits


def strict(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing of this kind may be done but once."""
    monkeypatch.setattr(limits, "limits", lambda: made)
    made = {what: Limit(1, 1, 600)}
