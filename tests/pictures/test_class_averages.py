"""Mean pictures and histograms, against pictures whose figures are known."""

import numpy as np
import pytest

from dogcat.pictures.class_averages import HISTOGRAMS, NUM_BINS, class_averages, overlap
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import SplitPixels, load_split


def split_of(pixels: np.ndarray, labels: list[int]) -> SplitPixels:
    return SplitPixels(pixels, np.array(labels, np.float32), [str(number) for number in range(len(labels))], [])


def test_the_mean_is_taken_pixel_by_pixel_and_class_by_class() -> None:
    pixels = np.zeros((3, 2, 2, 3), np.uint8)
    pixels[0, 0, 0] = 100
    pixels[2, 0, 0] = 201
    pixels[1] = (10, 20, 30)
    cats, dogs = class_averages(split_of(pixels, [0, 1, 0]))
    assert (cats.num_pictures, dogs.num_pictures) == (2, 1)
    assert cats.mean_picture[0, 0].tolist() == [150, 150, 150]
    assert not cats.mean_picture[1].any()
    assert dogs.mean_picture[1, 1].tolist() == [10, 20, 30]


def test_histograms_are_shares_in_the_right_bins() -> None:
    pixels = np.zeros((1, 2, 2, 3), np.uint8)
    pixels[0, 0] = (255, 8, 0)  # half of the pixels
    cats, dogs = class_averages(split_of(pixels, [0]))
    assert set(cats.histograms) == set(HISTOGRAMS)
    assert cats.histograms["red"][[0, NUM_BINS - 1]].tolist() == [0.5, 0.5]
    assert cats.histograms["green"][[0, 1]].tolist() == [0.5, 0.5]
    assert cats.histograms["blue"][0] == 1
    assert cats.histograms["brightness"][[0, (255 + 8) // 3 // 8]].tolist() == [0.5, 0.5]
    assert dogs.mean_picture is None
    assert not dogs.histograms["red"].any()


def test_blocks_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch, tiny_set: PictureSet) -> None:
    split = load_split(tiny_set, "train", 20)
    whole = class_averages(split)
    monkeypatch.setattr("dogcat.pictures.class_averages._BLOCK", 4)
    for one, other in zip(whole, class_averages(split), strict=True):
        assert np.array_equal(one.mean_picture, other.mean_picture)
        for name in HISTOGRAMS:
            assert np.allclose(one.histograms[name], other.histograms[name])
            assert one.histograms[name].sum() == pytest.approx(1)
    cats, dogs = whole
    assert dogs.mean_picture.mean() > cats.mean_picture.mean() + 40  # the tiny dogs are brighter


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [([0.5, 0.5], [0.5, 0.5], 1), ([1, 0], [0, 1], 0), ([0.75, 0.25], [0.25, 0.75], 0.5)],
)
def test_the_overlap_is_the_area_below_both_histograms(
    first: list[float], second: list[float], expected: float
) -> None:
    assert overlap(np.array(first), np.array(second)) == expected
