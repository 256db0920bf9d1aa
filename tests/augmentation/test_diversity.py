"""How near variants are to each other and how far from other photos, on pictures where one knows it."""

import time

import numpy as np
import pytest
from scipy import ndimage

from dogcat.augmentation.diversity import Distances, every_few, mean_difference, relative_distances
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.recipe.recipe import Augmentation

SIZE = 64


def test_without_augmentation_variants_are_one_picture() -> None:
    pictures = _photos(6)
    distances = relative_distances(pictures[0], pictures[1:], Augmentation(), seed=1, num_variants=4)
    assert distances.variant_pixels.tolist() == [0] * 6
    assert distances.variant_hashes.tolist() == [0] * 6
    expected = np.abs(pictures[1:].astype(float) - pictures[0]).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(distances.other_pixels, expected)


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    black = np.zeros((SIZE, SIZE, 3), np.uint8)
    distances = relative_distances(black, np.full((3, SIZE, SIZE, 3), 255, np.uint8), Augmentation(), seed=1)
    assert distances.other_pixels.tolist() == [255] * 3


def test_variants_stay_nearer_to_each_other_than_to_other_photos() -> None:
    pictures = _photos(30)
    gentle = relative_distances(pictures[0], pictures[1:], AUGMENTATION_PRESETS["gentle"], seed=1).medians
    extreme = relative_distances(pictures[0], pictures[1:], AUGMENTATION_PRESETS["extreme"], seed=1).medians
    assert 0 < gentle["variant_pixels"] < gentle["other_pixels"]
    assert 0 < gentle["variant_hashes"] < gentle["other_hashes"]
    assert gentle["variant_pixels"] < extreme["variant_pixels"]
    assert gentle["variant_hashes"] < extreme["variant_hashes"]


def test_every_two_variants_and_every_other_photo_are_compared_once() -> None:
    pictures = _photos(8)
    distances = relative_distances(pictures[0], pictures[1:], AUGMENTATION_PRESETS["tutorial"], seed=1, num_variants=5)
    assert [len(values) for values in vars(distances).values()] == [10, 7, 10, 7]
    assert distances.variant_pixels.min() > 0
    assert distances.variant_hashes.max() <= 64
    assert distances.medians["other_pixels"] == np.median(distances.other_pixels)


def test_other_photos_are_compared_with_the_variants_in_turn() -> None:
    picture = _photos(1)[0]
    six = np.stack([picture] * 6)
    distances = relative_distances(picture, six, AUGMENTATION_PRESETS["extreme"], seed=1, num_variants=3)
    assert distances.other_pixels.min() > 5  # no variant is the original
    assert len(set(distances.other_pixels.tolist())) == 3
    assert distances.other_pixels[:3].tolist() == distances.other_pixels[3:].tolist()
    assert distances.other_hashes[:3].tolist() == distances.other_hashes[3:].tolist()


def test_the_same_seed_gives_the_same_distances() -> None:
    pictures = _photos(4)
    first, again, other = (
        relative_distances(pictures[0], pictures[1:], AUGMENTATION_PRESETS["tutorial"], seed).variant_pixels
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_hash_overlooks_what_is_merely_brighter() -> None:
    pictures = _photos(10)
    brighter = Augmentation(brightness_range=(0.6, 1.1))
    medians = relative_distances(pictures[0], pictures[1:], brighter, seed=1).medians
    assert medians["variant_pixels"] > 5
    assert medians["variant_hashes"] <= 2 < medians["other_hashes"]


@pytest.mark.parametrize("name", ["tutorial", "extreme"])
def test_two_hundred_photos_take_half_a_second(name: str) -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (201, 150, 150, 3), dtype=np.uint8)
    relative_distances(pictures[0], pictures[1:3], AUGMENTATION_PRESETS[name], seed=1)  # imagehash is imported here
    started = time.process_time()
    relative_distances(pictures[0], pictures[1:], AUGMENTATION_PRESETS[name], seed=1)
    assert time.process_time() - started < 0.5


def test_relatives_are_clearly_nearer_by_their_medians() -> None:
    near, far = np.array([1.0, 8.0, 30.0]), np.array([9.0, 10.0, 11.0])
    found = Distances(near, far, far, far)
    assert found.are_relatives("pixels")
    assert not found.are_relatives("hashes")


def test_the_difference_from_the_original_is_a_mean_of_levels() -> None:
    original = np.full((4, 4, 3), 250, np.uint8)
    variants = np.stack([original - np.uint8(50), original + np.uint8(5)])
    assert mean_difference(variants, original) == pytest.approx(27.5)


@pytest.mark.parametrize(("count", "most", "chosen"), [(3, 5, [0, 1, 2]), (10, 5, [0, 2, 4, 6, 8]), (11, 3, [0, 3, 6])])
def test_some_pictures_are_taken_from_all_over(count: int, most: int, chosen: list[int]) -> None:
    pictures = np.arange(count, dtype=np.uint8)[:, None, None, None]
    assert every_few(pictures, most).ravel().tolist() == chosen


def _photos(count: int) -> np.ndarray:
    noise = np.random.default_rng(4).integers(0, 256, (count, SIZE, SIZE, 3)).astype(float)
    blurred = ndimage.gaussian_filter(noise, (0, 6, 6, 0))
    low, high = blurred.min(), blurred.max()
    return ((blurred - low) / (high - low) * 255).astype(np.uint8)
