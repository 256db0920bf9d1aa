"""The place of each picture on the map, in three bytes an epoch."""

import numpy as np

from dogcat.analysis.by_picture.learning_dynamics import confidence, variability
from dogcat.analysis.by_picture.map_points import NOT_YET, RIGHT, WRONG, map_points
from dogcat.runs.by_picture.picture_history import PictureHistory, TrainedPictures


def history_of(p_dog: np.ndarray) -> PictureHistory:
    """A history of dogs."""
    names = tuple(f"train/dogs/{number}.jpg" for number in range(p_dog.shape[1]))
    return PictureHistory(TrainedPictures(names, (1,) * len(names), len(names)), p_dog.astype(np.float16))


def test_places_are_confidence_and_variability_up_to_each_epoch() -> None:
    p_dog = np.random.default_rng(2).random((7, 20))
    p_dog[np.arange(7)[:, None] % 3 != np.arange(20) % 3] = np.nan
    history = history_of(p_dog)
    points = map_points(history)
    for epoch in (3, 5, 7):
        until = history.p_label()[:epoch]
        np.testing.assert_allclose(points.confidence[epoch - 1] / 255, confidence(until), atol=0.5 / 255 + 1e-9)
        np.testing.assert_allclose(points.variability[epoch - 1] / 510, variability(until), atol=0.5 / 510 + 1e-7)


def test_the_state_is_that_of_the_newest_prediction() -> None:
    nan = np.nan
    points = map_points(history_of(np.array([[nan, 0.9, 0.1], [0.2, nan, nan], [nan, 0.3, 0.8]])))
    assert points.state.tolist() == [[NOT_YET, RIGHT, WRONG], [WRONG, RIGHT, WRONG], [WRONG, WRONG, RIGHT]]
    assert points.frame(1) == bytes([0, 0, NOT_YET, 229, 0, RIGHT, 25, 0, WRONG])  # half precision


def test_a_training_without_an_epoch_has_no_places() -> None:
    assert map_points(history_of(np.empty((0, 3)))).confidence.shape == (0, 3)
