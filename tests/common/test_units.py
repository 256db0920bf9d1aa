"""Figures as learners read them: percentage points and durations."""

import math

import pytest

from dogcat.common import language
from dogcat.common.units import Signed, clock, in_gigabytes, in_megabytes, in_points, loss_words, size_words


def test_differences_are_told_in_points() -> None:
    assert [in_points(value) for value in (0.234, 0.011, -0.01, 0.0)] == [
        "23 percentage points",
        "1 percentage point",
        "−1 percentage point",
        "0 percentage points",
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-3, "0 s"), (0.4, "0 s"), (59.6, "1 min 00 s"), (48, "48 s"), (245, "4 min 05 s"), (4320, "1 h 12 min")],
)
def test_a_duration_has_two_units_at_most(seconds: float, expected: str) -> None:
    assert clock(seconds) == expected


def test_a_small_loss_is_not_zero() -> None:
    told = [loss_words(loss) for loss in (0.2374, 0.0006, 0.0004, 0.0)]
    assert told == ["0.237", "0.001", "below 0.001", "below 0.001"]


def test_a_duration_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    assert clock(245) == "4분 05초"


@pytest.mark.parametrize(
    ("num_bytes", "expected"),
    [
        (0, "0 kB"),
        (87_616, "87.6 kB"),
        (999_949, "999.9 kB"),
        (1_000_000, "1 MB"),
        (68_606_236, "68.6 MB"),
        (2**30, "1.1 GB"),
        (20_000_000, "20 MB"),
    ],
)
def test_a_megabyte_is_a_million_bytes(num_bytes: int, expected: str) -> None:
    assert size_words(num_bytes) == expected


def test_memory_is_in_gigabytes() -> None:
    assert [in_gigabytes(num_bytes) for num_bytes in (40_000_000, 16 * 10**9)] == ["0.0 GB", "16.0 GB"]


def test_the_progress_of_a_download_names_the_total_if_it_is_known() -> None:
    assert in_megabytes(12 * 10**6, 65 * 10**6) == "12.0 of 65.0 MB"
    assert in_megabytes(1_500_000, 0) == "1.5 MB"


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(-1.25, ".2f", "−1.25"), (-0.04, "+.1f", "+0.0"), (-0.04, ".1f", "0.0"), (-3, "+", "−3"), (3, "+", "+3"),
     (-1234.5, ",.1f", "−1,234.5"), (-0.031, ".1%", "−3.1%"), (-0.0001, ".1%", "0.0%"), (math.nan, ".1f", "nan")],
)  # fmt: skip
def test_a_sentence_has_a_minus_sign_and_no_negative_zero(number: float, form: str, text: str) -> None:
    assert format(Signed(number), form) == text
