"""One parameter of augmentation as the page shows it: its words, and the limits of its slider."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AugmentationControl:
    """One parameter on the page.

    Attributes:
        field: of `Augmentation`.
        label: in a learner's words.
        sentence: what it does.
        shown: a strength that shows it, for the small before and after while the parameter is off.
        limits: smallest, largest and step of a slider; None for a switch or a choice.
        choices: of a choice.
    """

    field: str
    label: str
    sentence: str
    shown: Any
    limits: tuple[float, float, float] | None = None
    choices: tuple[str, ...] = ()

    def limits_around(self, value: float | tuple[float, float]) -> tuple[float, float, float]:
        """Return the limits of a slider, wide enough for a value that comes from an address.

        Raises:
            ValueError: the control is no slider.
        """
        if self.limits is None:
            raise ValueError(f"{self.field} has no limits")
        low, high, step = map(float, self.limits)
        values = value if isinstance(value, tuple) else (value,)
        return min(low, *values), max(high, *values), step
