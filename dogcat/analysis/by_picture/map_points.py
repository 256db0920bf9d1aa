"""Where each picture is on the map of confidence and variability after each epoch, in few bytes for a browser."""

from dataclasses import dataclass

import numpy as np

from dogcat.runs.by_picture.picture_history import PictureHistory

NOT_YET, WRONG, RIGHT = 0, 1, 2  # the state of a picture: its newest prediction
MAX_VARIABILITY = 0.5  # of numbers from 0 to 1


@dataclass(frozen=True)
class MapPoints:
    """The place of each picture after each epoch, from all epochs up to it. All arrays are uint8 of shape (E, N).

    Attributes:
        confidence: the mean of P(label), 255 for 1.
        variability: the standard deviation of P(label), 255 for `MAX_VARIABILITY`.
        state: `RIGHT` or `WRONG` by the newest prediction, or `NOT_YET` before the first.
    """

    confidence: np.ndarray
    variability: np.ndarray
    state: np.ndarray

    def frame(self, epoch: int) -> bytes:
        """Return the places after an epoch, from 1: three bytes a picture, in the order of the attributes."""
        row = epoch - 1
        return np.stack([self.confidence[row], self.variability[row], self.state[row]], axis=1).tobytes()


def map_points(history: PictureHistory) -> MapPoints:
    """Return the places of all pictures of a history. 3,000 pictures over 100 epochs take a few hundredths of a second.

    The definitions are those of `confidence` and `variability` in `learning_dynamics`.
    """
    p_label = history.p_label()
    measured = ~np.isnan(p_label)
    p = np.where(measured, p_label, 0)
    number = np.maximum(1, np.cumsum(measured, axis=0))
    mean = np.cumsum(p, axis=0) / number
    deviation = np.sqrt(np.maximum(0, np.cumsum(p**2, axis=0) / number - mean**2))
    rows = np.arange(len(p_label))[:, None]
    newest = np.maximum.accumulate(np.where(measured, rows, -1), axis=0)
    right = np.take_along_axis(p_label > 0.5, np.maximum(newest, 0), axis=0) if len(p_label) else measured
    return MapPoints(
        confidence=np.round(255 * mean).astype(np.uint8),
        variability=np.round(255 * np.minimum(1, deviation / MAX_VARIABILITY)).astype(np.uint8),
        state=np.where(newest < 0, NOT_YET, np.where(right, RIGHT, WRONG)).astype(np.uint8),
    )
