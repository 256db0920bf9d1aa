"""Figures as learners read them: percentage points and durations."""

import pytest

from dogcat.common import language
from dogcat.common.units import clock, in_points


def test_differences_are_told_in_points() -> None:
    assert [in_points(value) for value in (0.234, 0.011, -0.01, 0.0)] == [
        "23 points",
        "1 point",
        "-1 point",
        "0 points",
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-3, "0 s"), (0.4, "0 s"), (59.6, "1 min 00 s"), (48, "48 s"), (245, "4 min 05 s"), (4320, "1 h 12 min")],
)
def test_a_duration_has_two_units_at_most(seconds: float, expected: str) -> None:
    assert clock(seconds) == expected


def test_a_duration_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    assert clock(245) == "4분 05초"
