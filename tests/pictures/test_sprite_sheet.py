"""Many thumbnails in one image, and which pictures look alike."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures import sprite_sheet as module
from dogcat.pictures.sprite_sheet import COLUMNS, SIDE, look_alikes, shrunk, sprite_sheet


def plain(*colours: tuple[int, int, int]) -> np.ndarray:
    """Pictures of one colour each."""
    return np.array([np.full((SIDE, SIDE, 3), colour) for colour in colours], np.uint8)


def test_each_thumbnail_has_its_place(home: Path) -> None:
    red, green = (220, 30, 30), (30, 200, 40)
    sheet = sprite_sheet(plain(*[red] * COLUMNS, green))
    image = np.asarray(Image.open(io.BytesIO(sheet.image)).convert("RGB")).astype(int)
    assert image.shape == (sheet.height, sheet.width, 3) == (2 * SIDE, COLUMNS * SIDE, 3)
    middle = SIDE // 2
    assert np.abs(image[middle, -middle] - red).max() < 12
    assert np.abs(image[SIDE + middle, middle] - green).max() < 12
    assert image[SIDE + middle, -middle].max() < 12


def test_a_sheet_is_encoded_once_for_the_same_pictures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sprite_sheet(plain((1, 2, 3)))
    other = sprite_sheet(plain((200, 2, 3)))
    monkeypatch.setattr(module, "_encoded", lambda *_: pytest.fail("it was encoded again"))
    assert sprite_sheet(plain((1, 2, 3))) == first
    assert sprite_sheet(plain((200, 2, 3))) == other != first


def test_a_smaller_copy_has_the_means_of_areas() -> None:
    pixels = np.zeros((1, 64, 64, 3), np.uint8)
    pixels[0, :, :32] = 200
    small = shrunk(pixels, 4)
    assert small[0, :, :, 0].tolist() == [[200, 200, 0, 0]] * 4


def test_pictures_look_alike_by_composition_and_not_by_brightness() -> None:
    dice = np.random.default_rng(1)
    originals = shrunk(dice.integers(0, 256, (5, 8, 8, 3), dtype=np.uint8), SIDE)
    darker = (originals * 0.6 + 10).astype(np.uint8)
    found = look_alikes(originals, darker, 2)
    assert found.shape == (5, 2)
    assert found[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert look_alikes(plain((9, 9, 9)), darker, 1).shape == (1, 1)
