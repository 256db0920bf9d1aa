"""Backgrounds of drawn pictures, and things in front of the animal."""

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures.synthetic.canvas import CANVAS
from dogcat.pictures.synthetic.scenery import LAWN, LIVING_ROOM, Place, background, something_in_front


def mean_colour(place: Place | None) -> np.ndarray:
    """Red, green and blue of 20 backgrounds."""
    return np.mean([np.asarray(background(np.random.default_rng(seed), place)) for seed in range(20)], axis=(0, 1, 2))


def test_the_same_random_numbers_draw_the_same_background() -> None:
    first, again, other = (np.asarray(background(np.random.default_rng(seed), None)) for seed in (1, 1, 2))
    assert first.shape == (CANVAS, CANVAS, 3)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_lawn_is_green_and_a_living_room_is_not() -> None:
    lawn, room = mean_colour(LAWN), mean_colour(LIVING_ROOM)
    assert lawn[1] > lawn[0]
    assert room[0] > room[1] > room[2]


@pytest.mark.parametrize("seed", range(6))
def test_something_in_front_covers_a_part_of_the_picture(seed: int) -> None:
    canvas = Image.new("RGB", (CANVAS, CANVAS), (0, 255, 0))
    something_in_front(canvas, np.random.default_rng(seed))
    covered = np.mean(np.any(np.asarray(canvas) != (0, 255, 0), axis=2))
    assert 0 < covered < 0.7
