"""Watched pictures: written with a run and read again without a change."""

from pathlib import Path

import numpy as np

from dogcat.runs.watched import WatchedPicture, read_watched, write_watched


def some_pictures(size: int) -> list[WatchedPicture]:
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 256, (3, size, size, 3), dtype=np.uint8)
    return [
        WatchedPicture("a", 0, pixels[0]),
        WatchedPicture("my dög", 1, pixels[1]),
        WatchedPicture("?", None, pixels[2]),
    ]


def test_watched_pictures_come_back_to_the_pixel(tmp_path: Path) -> None:
    assert read_watched(tmp_path) == []
    made = some_pictures(22)
    write_watched(tmp_path, made)
    read = read_watched(tmp_path)
    assert [(picture.name, picture.label) for picture in read] == [("a", 0), ("my dög", 1), ("?", None)]
    for mine, theirs in zip(read, made, strict=True):
        np.testing.assert_array_equal(mine.pixels, theirs.pixels)
