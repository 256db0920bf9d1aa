"""The rules of fields: what each accepts, the type that it returns, and how it describes itself."""

import math
from typing import Any

import pytest

from dogcat.recipe.rules import Choice, Pair, Real, Rule, Whole, WholeNumbers, ZoomRange


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (Whole(1, 3), 1, 1),
        (Whole(1, 3), 3, 3),
        (Whole(1, 3), 4, None),
        (Whole(0, 1), True, None),
        (Whole(1, 3), 2.0, None),
        (Real(0, 1), 1, 1.0),
        (Real(0, 1), 0, 0.0),
        (Real(0, 1, low_is_allowed=False), 0, None),
        (Real(0, 1), math.nan, None),
        (Real(0, 1), False, None),
        (Choice((1, "a")), "a", "a"),
        (Choice((1, "a")), True, None),
        (Choice((False, True)), 1, None),
        (WholeNumbers(Whole(1, 9), 2), [1, 9], (1, 9)),
        (WholeNumbers(Whole(1, 9), 2), [], None),
        (WholeNumbers(Whole(1, 9), 2), [1, 2, 3], None),
        (WholeNumbers(Whole(1, 9), 2), [1, 10], None),
        (Pair(0, 5), [1, 2], (1.0, 2.0)),
        (Pair(0, 5), [2, 1], None),
        (Pair(0, 5), [1], None),
        (Pair(0, 5), 1, None),
        (ZoomRange(0.1, 10), 0.9, (0.1, 1.9)),
        (ZoomRange(0.1, 10), 0.91, None),
        (ZoomRange(0.1, 10), [0.5, 2], (0.5, 2.0)),
    ],
)
def test_a_rule_returns_the_value_in_its_type_or_none(rule: Rule, value: Any, expected: object) -> None:
    read = rule.read(value)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Whole(1, 3), "a whole number from 1 to 3"),
        (Real(0, 1), "a number from 0 to 1"),
        (Real(0, 1, low_is_allowed=False), "a number above 0, up to 1"),
        (Choice(("a", 1)), '"a" or 1'),
        (WholeNumbers(Whole(1, 9), 2), "a list of 1 to 2 items, each a whole number from 1 to 9"),
        (Pair(0, 5), "a pair [low, high] with 0 <= low <= high <= 5"),
        (ZoomRange(0.1, 10), "a number from 0 to 0.9, or a pair [low, high] with 0.1 <= low <= high <= 10"),
    ],
)
def test_a_rule_describes_what_it_allows(rule: Rule, words: str) -> None:
    assert str(rule) == words
