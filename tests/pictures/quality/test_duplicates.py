"""Copies among arrays of pixels: what they have in common, and that other pictures are not taken for copies."""

import numpy as np
import pytest

from dogcat.pictures.quality.duplicates import find_copies
from dogcat.pictures.synthetic.picture import draw_picture


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    """Eight drawn pictures, uint8 (8, 150, 150, 3)."""
    return np.stack([np.asarray(draw_picture(number % 2, np.random.default_rng((7, number)))) for number in range(8)])


def digests(number: int) -> list[str]:
    return [str(place) for place in range(number)]


def groups(arrays: list[np.ndarray], names: list[str] | None = None) -> list[tuple[list[int], str]]:
    number = sum(map(len, arrays))
    return [(copies.rows, str(copies.likeness)) for copies in find_copies(arrays, names or digests(number))]


def test_different_pictures_are_no_copies(pixels: np.ndarray) -> None:
    assert groups([pixels]) == []


def test_the_same_file_is_told_from_the_same_pixels(pixels: np.ndarray) -> None:
    same_file = [*digests(8), "3"]
    assert groups([pixels, pixels[3:4]], same_file) == [([3, 8], "the same file")]
    assert groups([pixels, pixels[3:4]]) == [([3, 8], "the same pixels in different files")]


def test_a_near_copy_and_a_mirrored_one_are_found_across_arrays(pixels: np.ndarray) -> None:
    brighter = np.clip(pixels[2:3] * 1.1, 0, 255).astype(np.uint8)
    mirrored = np.ascontiguousarray(pixels[5:6, :, ::-1])
    assert groups([pixels, brighter, mirrored]) == [
        ([2, 8], "nearly the same picture"),
        ([5, 9], "nearly the same picture, mirrored"),
    ]


def test_a_copy_of_a_copy_is_in_the_same_group(pixels: np.ndarray) -> None:
    brighter = np.clip(pixels[:1] * 1.1, 0, 255).astype(np.uint8)
    assert [rows for rows, _likeness in groups([pixels, pixels[:1], brighter])] == [[0, 8, 9]]


def test_plain_pictures_are_copies_only_with_the_same_pixels() -> None:
    """Two plain pictures have no pattern that could be correlated."""
    plain = np.stack([np.full((150, 150, 3), level, np.uint8) for level in (10, 200, 200)])
    assert groups([plain]) == [([1, 2], "the same pixels in different files")]


def test_every_picture_is_counted_and_none_is_no_fault(pixels: np.ndarray) -> None:
    counts: list[int] = []
    find_copies([pixels[:2], pixels[2:3]], digests(3), counts.append)
    assert counts == [1, 2, 3]
    assert find_copies([pixels[:0]], []) == []
