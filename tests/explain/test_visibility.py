"""What a visitor does to a picture, and how visible it is."""

import numpy as np
import pytest

from dogcat.augmentation.photometric import CUTOUT_LEVEL
from dogcat.explain.perturbations import brightened, compressed, rotated, shifted
from dogcat.explain.visibility import (
    AS_IT_IS,
    UNNOTICED_LOSS,
    UNNOTICED_MOVE,
    Attempt,
    Visibility,
    attempted,
    visibility,
)
from dogcat.pictures.synthetic.picture import draw_picture


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return np.asarray(draw_picture(0, np.random.default_rng(3)))


def test_nothing_is_done_at_first(pixels: np.ndarray) -> None:
    assert np.array_equal(attempted(pixels, Attempt()), pixels)
    assert visibility(pixels, Attempt()) == Visibility(0.0, 0.0)
    assert Visibility(0.0, 0.0).words == "unchanged"


@pytest.mark.parametrize(
    ("attempt", "change"),
    [
        (Attempt(rotation=20), lambda pixels: rotated(pixels, 20)),
        (Attempt(shift=0.1), lambda pixels: shifted(pixels, 0.1)),
        (Attempt(brightness=0.6), lambda pixels: brightened(pixels, 0.6)),
        (Attempt(jpeg_quality=20), lambda pixels: compressed(pixels, 20)),
    ],
)
def test_each_change_is_that_of_the_axes(pixels: np.ndarray, attempt: Attempt, change: object) -> None:
    assert np.array_equal(attempted(pixels, attempt), change(pixels))  # type: ignore[operator]


def test_the_patch_lies_where_it_was_dragged(pixels: np.ndarray) -> None:
    covered = attempted(pixels, Attempt(patch_size=0.2, patch_down=0.25, patch_right=0.75))
    rows, columns = np.nonzero((covered != pixels).any(axis=-1))
    size = len(pixels)
    assert np.all(covered[rows, columns] == CUTOUT_LEVEL)
    assert rows.mean() / size == pytest.approx(0.25, abs=0.02)
    assert columns.mean() / size == pytest.approx(0.75, abs=0.02)
    assert np.ptp(rows) / size == pytest.approx(0.2, abs=0.02)


def test_a_move_is_as_long_as_the_corners_go(pixels: np.ndarray) -> None:
    assert visibility(pixels, Attempt(shift=-0.1)).move == pytest.approx(0.1)
    assert visibility(pixels, Attempt(shown=0.8)).move == pytest.approx(0.2 * np.hypot(0.5, 0.5))
    assert visibility(pixels, Attempt(rotation=90)).move == pytest.approx(1.0)
    assert visibility(pixels, Attempt(rotation=30)).loss == 0


def test_more_of_a_change_is_more_visible(pixels: np.ndarray) -> None:
    for field, values in (
        ("blur", (0.4, 1, 3)),
        ("brightness", (0.95, 0.8, 0.5)),
        ("jpeg_quality", (95, 50, 10)),
        ("patch_size", (0.04, 0.1, 0.3)),
        ("rotation", (1, 3, 20)),
    ):
        amounts = [visibility(pixels, Attempt(**{field: value})).amount for value in values]
        assert 0 < amounts[0] < amounts[1] < amounts[2], field
    assert visibility(pixels, Attempt(jpeg_quality=AS_IT_IS)).amount == 0


def test_the_words_follow_the_more_visible_of_both() -> None:
    assert Visibility(UNNOTICED_MOVE, 0.01).amount == pytest.approx(1)
    assert Visibility(UNNOTICED_MOVE, 0.01).words == "hardly noticeable"
    assert Visibility(0.0, 2 * UNNOTICED_LOSS).words == "noticeable"
    assert Visibility(1.0, UNNOTICED_LOSS).words == "clearly visible"
