"""An attempt to make a network change its mind: what a visitor does to a picture, and how visible that is."""

from dataclasses import dataclass

import numpy as np

from dogcat.common.language import _

AS_IT_IS = 100  # the JPEG quality that means: not compressed
UNNOTICED_MOVE = 0.04  # of the width: who does not see both pictures one after the other takes it for a hand's tremble
UNNOTICED_LOSS = 0.1  # of similarity: in photos of 150 pixels a blur of 0.7, JPEG quality 65 or a fourth less light
_WINDOW, _WINDOW_STDDEV = (11, 11), 1.5
_SMALL_MEAN, _SMALL_VARIANCE = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True)
class Attempt:
    """All that is done to a picture at once; the defaults do nothing."""

    rotation: float = 0.0  # degrees clockwise
    shown: float = 1.0  # share of height and width that is left of it, around the middle; above 0
    shift: float = 0.0  # to the right, share of the width
    blur: float = 0.0  # pixels, standard deviation
    brightness: float = 1.0  # factor of the levels, 0 or more
    jpeg_quality: int = AS_IT_IS  # 1 to 95; `AS_IT_IS` leaves out that step
    patch_size: float = 0.0  # side of a grey square, share of the picture's
    patch_down: float = 0.5  # its centre, share of the picture's height from the top
    patch_right: float = 0.5  # the same of the width from the left


@dataclass(frozen=True)
class Visibility:
    """How visible an attempt is.

    Attributes:
        move: how far the corner that moves most has moved, share of the width, 0 or more.
        loss: 1 less the structural similarity in the tenth of the picture that has changed most, 0 to 2; a move is no
            loss.
    """

    move: float
    loss: float

    @property
    def amount(self) -> float:
        """Up to 1 hardly anybody would notice; 2 is twice as visible."""
        return max(self.move / UNNOTICED_MOVE, self.loss / UNNOTICED_LOSS)

    @property
    def words(self) -> str:
        """The same in words."""
        if self.amount == 0:
            return _("unchanged")
        if self.amount <= 1:
            return _("hardly noticeable")
        return _("noticeable") if self.amount <= 3 else _("plain to see")


def attempted(pixels: np.ndarray, attempt: Attempt) -> np.ndarray:
    """The picture after an attempt: moved, then as `transforms.changed`, then compressed.

    Args:
        pixels: uint8 (S, S, 3).
        attempt: what to do.

    Returns:
        uint8 (S, S, 3), a new array.
    """
    from dogcat.explain.perturbations import (  # brings cv2, of no use to who only counts
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
    """How visible an attempt on a picture, uint8 (S, S, 3), is."""
    moved_only = Attempt(rotation=attempt.rotation, shown=attempt.shown, shift=attempt.shift)
    similarity = np.sort(_similarity(attempted(pixels, moved_only), attempted(pixels, attempt)), axis=None)
    worst_tenth = similarity[: max(1, len(similarity) // 10)]
    return Visibility(_move(attempt), max(0.0, round(1 - float(worst_tenth.mean()), 9)))


def _move(attempt: Attempt) -> float:
    """Of the four corners, seen from the middle; the width is 1."""
    angle = np.deg2rad(attempt.rotation)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-0.5, -0.5, 0.5, 0.5], [-0.5, 0.5, -0.5, 0.5]])
    sources = attempt.shown * turn @ corners - [[attempt.shift], [0]]
    return float(np.linalg.norm(sources - corners, axis=0).max())


def _similarity(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Structural similarity of the grey levels around each pixel: Wang et al. 2004, doi:10.1109/TIP.2003.819861."""
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
