"""A visitor's attempt to change a network's prediction by changing the picture, and how visible the change is."""

from dataclasses import dataclass

import numpy as np

from dogcat.common.language import _

AS_IT_IS = 100  # JPEG quality that stands for no compression
UNNOTICED_MOVE = 0.04  # fraction of the width; hardly visible without the original beside it
UNNOTICED_LOSS = 0.1  # of similarity; at 150 x 150 a blur of 0.7 pixels, JPEG quality 65 or 25% less brightness
_WINDOW, _WINDOW_STDDEV = (11, 11), 1.5  # pixels; as in Wang et al. 2004, like the next line
_SMALL_MEAN, _SMALL_VARIANCE = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True)
class Attempt:
    """All changes of a picture; the defaults change nothing."""

    rotation: float = 0.0  # degrees clockwise
    shown: float = 1.0  # fraction of height and width that is shown, around the centre; above 0
    shift: float = 0.0  # to the right, fraction of the width
    blur: float = 0.0  # pixels, standard deviation
    brightness: float = 1.0  # factor of the levels, 0 or more
    jpeg_quality: int = AS_IT_IS  # 1 to 95, or `AS_IT_IS`
    patch_size: float = 0.0  # side of a grey square, fraction of the picture's side
    patch_down: float = 0.5  # centre of the square, fraction of the height from the top
    patch_right: float = 0.5  # centre of the square, fraction of the width from the left


@dataclass(frozen=True)
class Visibility:
    """How visible an attempt is.

    Attributes:
        move: largest distance that a corner moves, fraction of the width, 0 or more.
        loss: 1 minus the structural similarity in the 10% of the picture that changes most, 0 to 2. Rotation, crop and
            shift do not count.
    """

    move: float
    loss: float

    @property
    def amount(self) -> float:
        """The visibility: up to 1 is hardly noticeable, 2 is twice that."""
        return max(self.move / UNNOTICED_MOVE, self.loss / UNNOTICED_LOSS)

    @property
    def words(self) -> str:
        """The visibility in words."""
        if self.amount == 0:
            return _("unchanged")
        if self.amount <= 1:
            return _("hardly noticeable")
        return _("noticeable") if self.amount <= 3 else _("clearly visible")


def attempted(pixels: np.ndarray, attempt: Attempt) -> np.ndarray:
    """The picture after an attempt: shifted, then changed by `perturbations.changed`, then compressed.

    Args:
        pixels: uint8 (S, S, 3).
        attempt: the changes.

    Returns:
        uint8 (S, S, 3), a new array.
    """
    from dogcat.explain.perturbations import (  # imports cv2, which callers of the classes alone do not need
        Changes,
        changed,
        compressed,
        shifted,
    )

    changes = Changes(
        rotation=attempt.rotation,
        crop=attempt.shown,
        blur=attempt.blur,
        brightness=attempt.brightness,
        patch_size=attempt.patch_size,
        patch_down=attempt.patch_down,
        patch_right=attempt.patch_right,
    )
    result = changed(shifted(pixels, attempt.shift), changes)
    return result if attempt.jpeg_quality == AS_IT_IS else compressed(result, attempt.jpeg_quality)


def visibility(pixels: np.ndarray, attempt: Attempt) -> Visibility:
    """How visible an attempt is on a picture, uint8 (S, S, 3)."""
    moved_only = Attempt(rotation=attempt.rotation, shown=attempt.shown, shift=attempt.shift)
    similarity = np.sort(_similarity(attempted(pixels, moved_only), attempted(pixels, attempt)), axis=None)
    worst_tenth = similarity[: max(1, len(similarity) // 10)]
    return Visibility(_move(attempt), max(0.0, round(1 - float(worst_tenth.mean()), 9)))


def _move(attempt: Attempt) -> float:
    """Largest distance that one of the four corners moves, fraction of the width."""
    angle = np.deg2rad(attempt.rotation)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-0.5, -0.5, 0.5, 0.5], [-0.5, 0.5, -0.5, 0.5]])
    sources = attempt.shown * turn @ corners - [[attempt.shift], [0]]
    return float(np.linalg.norm(sources - corners, axis=0).max())


def _similarity(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Structural similarity of the grey levels around each pixel (Wang et al. 2004, doi:10.1109/TIP.2003.819861)."""
    import cv2

    one, two = (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float64) for pixels in (picture, other))

    def around(values: np.ndarray) -> np.ndarray:
        smooth: np.ndarray = cv2.GaussianBlur(values, _WINDOW, _WINDOW_STDDEV)
        return smooth

    mean_one, mean_two = around(one), around(two)
    variance_one, variance_two = around(one * one) - mean_one**2, around(two * two) - mean_two**2
    covariance = around(one * two) - mean_one * mean_two
    light = (2 * mean_one * mean_two + _SMALL_MEAN) / (mean_one**2 + mean_two**2 + _SMALL_MEAN)
    similar: np.ndarray = light * (2 * covariance + _SMALL_VARIANCE) / (variance_one + variance_two + _SMALL_VARIANCE)
    return similar
