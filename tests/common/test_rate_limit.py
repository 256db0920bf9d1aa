"""How often something may be done, and how guesses of a word are slowed down."""

import pytest

from dogcat.common.rate_limit import GrowingWait, Guessing, Limit, TooOftenError


class Clock:
    """A time that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_visitor_waits_and_others_do_not() -> None:
    clock = Clock()
    limit = Limit(2, 10, 60, clock)
    limit.count("ann", "here")
    clock.now += 50
    limit.count("ann", "here")
    with pytest.raises(TooOftenError, match=r"You have done this very often\. Wait 10 seconds") as caught:
        limit.count("ann", "here")
    assert caught.value.seconds == 10
    limit.count("bo", "here")
    clock.now += 10
    limit.count("ann", "here")
    with pytest.raises(TooOftenError, match="Wait 50 seconds"):
        limit.count("ann", "here")


def test_an_address_is_counted_and_others_are_not_shut_out() -> None:
    clock = Clock()
    limit = Limit(2, 3, 60, clock)
    for who in ("a", "b", "c"):
        limit.count(who, "here")
    for who in ("d", "e", "f"):
        with pytest.raises(TooOftenError, match=r"Many people have just done this\. Wait 60 seconds"):
            limit.count(who, "here")
    limit.count("g", "elsewhere")
    clock.now += 60
    limit.count("d", "here")


def test_what_is_taken_back_is_not_counted() -> None:
    limit = Limit(1, 1, 60, Clock())
    for who in ("a", "b", "c"):
        take_back = limit.count(who, "here")
        take_back()
        take_back()
    limit.count("d", "here")
    with pytest.raises(TooOftenError):
        limit.count("e", "here")


def test_the_waiting_grows_with_each_wrong_try_up_to_a_limit() -> None:
    clock = Clock()
    wait = GrowingWait(2, most_seconds=60, now=clock)
    waited = []
    for _try in range(12):
        wait.add_wrong("ann")
        waited.append(wait.seconds_left("ann"))
        clock.now += waited[-1]
        assert wait.seconds_left("ann") == 0
    assert waited == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert wait.seconds_left("bo") == 0
    clock.now += 600
    wait.add_wrong("ann")
    assert wait.seconds_left("ann") == 0, "it is forgotten after a while"


def guessing(clock: Clock) -> Guessing:
    return Guessing(GrowingWait(5, now=clock), GrowingWait(120, most_seconds=10, now=clock))


def test_a_right_word_counts_as_soon_as_the_waiting_is_over_and_no_guess_during_it_is_counted() -> None:
    clock = Clock()
    code = guessing(clock)
    for _try in range(6):
        assert not code.try_word("ann", "here", is_right=False)
    for is_right in [False] * 50 + [True]:
        with pytest.raises(TooOftenError, match="Wait 2 seconds"):
            code.try_word("ann", "here", is_right)
    clock.now += 2
    assert code.try_word("ann", "here", is_right=True)
    assert not code.try_word("ann", "here", is_right=False)
    assert code.try_word("ann", "here", is_right=True), "who knows the word begins again"


def test_wrong_codes_of_a_class_behind_one_address_shut_nobody_out() -> None:
    code = guessing(Clock())
    for learner in range(30):
        for _try in range(3):
            assert not code.try_word(f"learner {learner}", "school", is_right=False)
        assert code.try_word(f"learner {learner}", "school", is_right=True)


def test_new_cookies_do_not_help_and_an_attacker_shuts_out_no_other_address() -> None:
    clock = Clock()
    code = guessing(clock)
    looked_at = 0
    for second in range(600):
        for cookie in range(25):  # sixty in 2.4 seconds
            try:
                code.try_word(f"cookie {second} {cookie}", "attacker", is_right=False)
            except TooOftenError:
                continue
            looked_at += 1
        assert code.try_word("teacher", "home", is_right=True)
        clock.now += 1
    assert 120 <= looked_at < 190, "after the first 120, one in ten seconds"
