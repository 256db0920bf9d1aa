"""One drawn picture: simple statistics do not show its class, and a place does."""

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from dogcat.pictures.synthetic.canvas import SIZE
from dogcat.pictures.synthetic.picture import draw_picture, draw_pixels
from dogcat.pictures.synthetic.scenery import LAWN, LIVING_ROOM


@pytest.mark.slow
def test_simple_statistics_do_not_tell_the_class() -> None:
    """A logistic regression on mean colour, a thumbnail of 8 x 8, or the border is right in under 60 %."""
    labels = np.arange(600) % 2
    pixels = np.stack(
        [
            np.asarray(draw_picture(int(label), np.random.default_rng((5, number))))
            for number, label in enumerate(labels)
        ]
    )
    small = np.stack([np.asarray(Image.fromarray(one).resize((8, 8), Image.Resampling.BOX)) for one in pixels])
    border = np.concatenate(
        [
            pixels[:, :4].mean(axis=1),
            pixels[:, -4:].mean(axis=1),
            pixels[:, :, :4].mean(axis=2),
            pixels[:, :, -4:].mean(axis=2),
        ],
        axis=1,
    )  # (N, 600, 3)
    border = border.reshape(len(pixels), 60, 10, 3).mean(axis=2)
    for name, statistic in {"colour": pixels.mean(axis=(1, 2)), "thumbnail": small, "border": border}.items():
        inputs = StandardScaler().fit_transform(statistic.reshape(len(pixels), -1))
        model = LogisticRegression(C=0.1, max_iter=2000).fit(inputs[:300], labels[:300])
        accuracy = model.score(inputs[300:], labels[300:])
        assert accuracy < 0.6, name


def test_the_same_random_numbers_draw_the_same_picture() -> None:
    first, again, other = (draw_picture(1, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert (first.mode, first.size) == ("RGB", (SIZE, SIZE))
    np.testing.assert_array_equal(np.asarray(first), np.asarray(again))
    assert not np.array_equal(np.asarray(first), np.asarray(other))


def test_a_place_shows_in_the_colours() -> None:
    lawn, room = (
        np.mean([np.asarray(draw_picture(0, np.random.default_rng(seed), place)) for seed in range(10)], axis=(0, 1, 2))
        for place in (LAWN, LIVING_ROOM)
    )
    assert lawn[1] - lawn[0] > room[1] - room[0] + 20


def test_pixels_are_drawn_at_a_size_and_again_the_same() -> None:
    found = draw_pixels(1, 4, 30)
    assert (found.shape, found.dtype) == ((30, 30, 3), np.uint8)
    assert np.array_equal(found, draw_pixels(1, 4, 30))
    assert not np.array_equal(found, draw_pixels(0, 4, 30))
