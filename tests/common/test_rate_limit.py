"""How often something may be done."""

import pytest

from dogcat.common.rate_limit import Limit, TooOftenError


class Clock:
    """A time that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_visitor_waits_and_others_do_not() -> None:
    clock = Clock()
    limit = Limit(2, 10, 60, clock)
    limit.count("ann")
    clock.now += 50
    limit.count("ann")
    with pytest.raises(TooOftenError, match=r"You have done this very often\. Wait 10 seconds"):
        limit.count("ann")
    limit.count("bo")
    clock.now += 10
    limit.count("ann")
    with pytest.raises(TooOftenError, match="Wait 50 seconds"):
        limit.count("ann")


def test_all_together_are_counted_too() -> None:
    clock = Clock()
    limit = Limit(2, 3, 60, clock)
    for who in ("a", "b", "c"):
        limit.count(who)
    with pytest.raises(TooOftenError, match=r"Many people have just done this\. Wait 60 seconds"):
        limit.count("d")
    clock.now += 60
    limit.count("d")
