"""Rules for the values of a recipe's fields. `read` checks a value, `str` describes what is allowed."""

import json
from dataclasses import dataclass, field
from typing import Any

from dogcat.common.language import _


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int

    def read(self, value: object) -> int | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        fits = isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        return value if fits else None  # type: ignore[return-value]

    def __str__(self) -> str:
        return _("a whole number from {low} to {high}").format(low=self.low, high=self.high)


@dataclass(frozen=True)
class Real:
    """A number from `low` to `high`; `low` itself may be excluded."""

    low: float
    high: float
    low_is_allowed: bool = True

    def read(self, value: object) -> float | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        fits = self.low <= value <= self.high and (self.low_is_allowed or value > self.low)
        return float(value) if fits else None

    def __str__(self) -> str:
        words = (
            _("a number from {low:g} to {high:g}")
            if self.low_is_allowed
            else _("a number above {low:g}, up to {high:g}")
        )
        return words.format(low=self.low, high=self.high)


@dataclass(frozen=True)
class Choice:
    """One of a few values."""

    options: tuple[object, ...]

    def read(self, value: object) -> object | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        # `1 == True` in Python, so the type is compared as well.
        fits = any(type(value) is type(option) and value == option for option in self.options)
        return value if fits else None

    def __str__(self) -> str:
        # Translators: between two rules for a value
        return _(" or ").join(json.dumps(option) for option in self.options)


@dataclass(frozen=True)
class WholeNumbers:
    """A list of `fewest` to `most` whole numbers."""

    each: Whole
    most: int
    fewest: int = 1

    def read(self, value: object) -> tuple[int, ...] | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        if not isinstance(value, (list, tuple)) or not self.fewest <= len(value) <= self.most:
            return None
        numbers = [self.each.read(item) for item in value]
        return None if None in numbers else tuple(numbers)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return _("a list of {fewest} to {most} items, each {each}").format(
            fewest=self.fewest, most=self.most, each=self.each
        )


@dataclass(frozen=True)
class Pair:
    """Two numbers from `low` to `high`, the lower one first."""

    low: float
    high: float

    def read(self, value: object) -> tuple[float, float] | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            return None
        low, high = (Real(self.low, self.high).read(item) for item in value)
        return (low, high) if low is not None and high is not None and low <= high else None

    def __str__(self) -> str:
        return _("a pair [low, high] with {low:g} <= low <= high <= {high:g}").format(low=self.low, high=self.high)


@dataclass(frozen=True)
class ZoomRange(Pair):
    """A pair, or a number z for the pair (1 - z, 1 + z), as in Keras. `read` always returns the pair."""

    def read(self, value: object) -> tuple[float, float] | None:
        """Return the value in the type of the rule, or None if it is not allowed."""
        number = Real(0, 1 - self.low).read(value)
        if number is not None:
            return (round(1 - number, 12), round(1 + number, 12))  # 1 - 0.9 is slightly below 0.1
        return super().read(value)

    def __str__(self) -> str:
        return _("a number from 0 to {most:g}, or {pair}").format(most=1 - self.low, pair=super().__str__())


Rule = Whole | Real | Choice | WholeNumbers | Pair


def ruled(default: Any, rule: Rule) -> Any:
    """Return a dataclass field with a default value and the rule for its values."""
    return field(default=default, metadata={"allowed": rule})
