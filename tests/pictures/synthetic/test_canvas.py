"""Noise and colours of the drawn pictures: their shapes, ranges and distributions."""

import numpy as np
import pytest

from dogcat.pictures.synthetic.canvas import CANVAS, FURS, any_colour, clip, mix, smooth_noise, to_image


def test_noise_is_smooth_and_centred() -> None:
    noise = smooth_noise(np.random.default_rng(1), 12)
    assert noise.shape == (CANVAS, CANVAS)
    assert abs(noise.mean()) < 0.2
    assert 0.5 < noise.std() < 1.5
    assert np.abs(np.diff(noise, axis=0)).max() < 0.5 < np.ptp(noise)


def test_every_colour_has_levels_and_some_are_those_of_fur() -> None:
    generator = np.random.default_rng(1)
    colours = np.array([any_colour(generator) for _ in range(400)])
    assert colours.min() >= 0
    assert colours.max() <= 255
    distances = np.abs(colours[:, None] - np.array(FURS)).max(axis=2).min(axis=1)
    assert 0.2 < np.mean(distances < 30) < 0.8


@pytest.mark.parametrize(("share", "expected"), [(0, (0, 100, 200)), (1, (100, 0, 0)), (0.5, (50, 50, 100))])
def test_a_mixture_lies_between_two_colours(share: float, expected: tuple[int, int, int]) -> None:
    assert mix((0, 100, 200), (100, 0, 0), share) == expected


def test_levels_out_of_range_are_clipped() -> None:
    assert clip(np.array([-5.0, 12.9, 300.0])) == (0, 12, 255)
    assert np.asarray(to_image(np.full((2, 2, 3), [-5.0, 12.9, 300.0]))).tolist() == [[[0, 12, 255]] * 2] * 2
