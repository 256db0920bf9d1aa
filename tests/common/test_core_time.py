"""Core time: fractions of all cores between two moments."""

import time

import pytest

from dogcat.common.core_time import NUM_CORES, CoreShares, CoreTime, core_shares, core_time

START = CoreTime(moment=100.0, normal=50.0, low=20.0, own=3.0)


def later(seconds: float, normal: float, low: float, own: float) -> CoreTime:
    """A moment at which these core seconds more were used."""
    return CoreTime(START.moment + seconds, START.normal + normal, START.low + low, START.own + own)


def test_what_others_use_is_what_this_process_does_not() -> None:
    part = 10 * NUM_CORES
    shares = core_shares(START, later(10, normal=0.5 * part, low=0.25 * part, own=0.25 * part))
    assert shares.own == pytest.approx(0.25)
    assert shares.others == pytest.approx(0.5)


def test_nothing_is_used_in_no_time_and_never_less_than_nothing() -> None:
    assert core_shares(START, START) == CoreShares(0.0, 0.0)
    assert core_shares(START, later(10, normal=0, low=0, own=1)).others == 0


def test_the_work_of_this_process_is_seen() -> None:
    before, ends = core_time(), time.process_time() + 0.05
    while time.process_time() < ends:
        pass
    after = core_time()
    assert after.own - before.own == pytest.approx(0.05, abs=0.02)
    assert core_shares(before, after).own > 0
