"""The pictures of the page Home: small, transparent where they should be, and those that the program draws."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures.synthetic.banner import (
    CARD,
    FOLDER,
    HEIGHT,
    PICTURES,
    SEEDS,
    WIDTH,
    draw_row,
    draw_sitting,
    write_pictures,
)


def test_the_committed_pictures_are_small_and_all_there() -> None:
    files = {file.stem: file for file in FOLDER.iterdir()}
    assert set(files) == set(PICTURES)
    assert sum(file.stat().st_size for file in files.values()) <= 150_000
    for name, file in files.items():
        with Image.open(file) as picture:
            assert picture.size == ((WIDTH, HEIGHT) if name == "animals" else CARD)


def test_around_the_animals_the_row_is_transparent() -> None:
    row = np.asarray(draw_row())
    assert row.shape == (HEIGHT, WIDTH, 4)
    assert np.all(row[:4, :40, 3] == 0)
    seen = (row[-1, :, 3] > 200).mean()
    assert 0.5 < seen < 1, "the animals sit side by side, with gaps"
    assert [label for label, _seed in SEEDS].count(0) in (5, 6), "as many cats as dogs"


def test_an_animal_is_the_same_for_the_same_seed() -> None:
    assert draw_sitting(0, 3, 70).tobytes() == draw_sitting(0, 3, 70).tobytes()
    assert draw_sitting(0, 3, 70).tobytes() != draw_sitting(1, 3, 70).tobytes()


@pytest.mark.slow
def test_the_committed_pictures_are_those_that_the_program_draws(tmp_path: Path) -> None:
    write_pictures(tmp_path)
    for name in PICTURES:
        with Image.open(tmp_path / f"{name}.webp") as drawn, Image.open(FOLDER / f"{name}.webp") as kept:
            pair = [np.asarray(one.convert("RGBA"), dtype=np.float32) for one in (drawn, kept)]
        assert np.abs(pair[0] - pair[1]).mean() < 4, "another version of libwebp may round otherwise"
