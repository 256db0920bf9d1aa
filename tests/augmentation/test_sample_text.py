"""What the words say is what one sees: marks on a picture go where the words send them, in many draws."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dogcat.augmentation.augment import augment
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.augmentation.sample_text import describe_draw, draw_steps
from dogcat.augmentation.sampling import DICE, NUM_DICE, roll_dice
from dogcat.recipe.recipe import Augmentation

SIZE = 100
MIDDLE = (SIZE - 1) / 2
EVERYTHING = AUGMENTATION_PRESETS["extreme"]
GEOMETRY = Augmentation(
    rotation_range=180,
    width_shift_range=0.2,
    height_shift_range=0.2,
    shear_range=30,
    zoom_range=(0.7, 1.4),
    horizontal_flip=True,
    vertical_flip=True,
    fill_mode="constant",
    random_crop_area=(0.5, 1),
    random_crop_aspect=(0.7, 1.4),
)
PARTS = {"all pixel values higher", "all pixel values lower", "brighter by", "darker by"}
NUMBER = r"(less than 0\.1|[\d.]+)"


def test_nothing_changed() -> None:
    for row in _dice(5):
        assert describe_draw(Augmentation(mixup_alpha=1, cutmix_alpha=1), SIZE, row) == ["nothing changed"]
        assert draw_steps(Augmentation(), SIZE, row) == []


@pytest.mark.parametrize(
    ("changes", "dice", "words"),
    [
        ({"rotation_range": 40}, {"rotation": 0.2}, "rotated 24° to the left"),
        ({"rotation_range": 40}, {"rotation": 0.8}, "rotated 24° to the right"),
        ({"width_shift_range": 0.2}, {"right": 0.2}, "moved 12 pixels to the right"),
        ({"height_shift_range": 0.1}, {"down": 0.75}, "moved 5 pixels up"),
        ({"zoom_range": (1, 2)}, {"zoom of columns": 1, "zoom of rows": 0}, "shown 50% smaller in width"),
        ({"zoom_range": (0.5, 1)}, {"zoom of columns": 1, "zoom of rows": 0}, "shown 100% larger in height"),
        ({"shear_range": 0.2}, {"shear": 0.75}, "sheared by 0.1°, the right side down"),
        ({"horizontal_flip": True}, {"mirroring": 0.1}, "mirrored"),
        ({"vertical_flip": True}, {"upside down": 0.1}, "mirrored from top to bottom"),
        ({"horizontal_flip": True, "vertical_flip": True}, {}, "nothing changed"),
        ({"brightness_range": (0.8, 1.2)}, {"brightness": 0.8}, "brighter by 12%"),
        ({"brightness_range": (0.8, 1.2)}, {"brightness": 0.2}, "darker by 12%"),
        ({"contrast_range": (0.8, 1.2)}, {"contrast": 0.8}, "contrast higher by 12%"),
        ({"contrast_range": (0.8, 1.2)}, {"contrast": 0.2}, "contrast lower by 12%"),
        ({"saturation_range": (0.5, 1.5)}, {"saturation": 1}, "colours stronger by 50%"),
        ({"saturation_range": (0, 2)}, {"saturation": 0}, "colours weaker by 100%"),
        ({"channel_shift_range": 20}, {"channel shift": 0.2}, "all pixel values lower by 12"),
        ({"noise_stddev": 7.5}, {}, "with noise (standard deviation 7.5)"),
        (
            {"cutout_size": 0.25},
            {"cutout right": 0.2, "cutout down": 0.7},
            "covered by a grey square of 25 pixels, with its centre 20 from the left and 70 from the top",
        ),
        (
            {"random_crop_area": (0.25, 0.25)},
            {},
            "cropped to 50% of the width and 50% of the height, around the centre",
        ),
        (
            {"random_crop_area": (0.25, 0.25)},
            {"crop right": 0.9, "crop down": 0.1},
            "cropped to 50% of the width and 50% of the height, 20 pixels to the right and 20 up from the centre",
        ),
        ({"rotation_range": 0.01}, {"rotation": 0}, "rotated less than 0.1° to the left"),
    ],
)
def test_the_words_of_one_change(changes: dict[str, Any], dice: dict[str, float], words: str) -> None:
    row = np.full(NUM_DICE, 0.5)
    for name, value in dice.items():
        row[DICE.index(name)] = value
    assert describe_draw(Augmentation(**changes), SIZE, row) == [words]


@pytest.mark.parametrize("flips", [{}, {"horizontal_flip": True}, {"vertical_flip": True}], ids=str)
def test_a_mark_at_the_top_leans_to_the_side_that_the_words_name(flips: dict[str, bool]) -> None:
    augmentation = Augmentation(rotation_range=80, shear_range=20, zoom_range=(0.7, 1.4), fill_mode="constant", **flips)
    seen = set()
    for row in _dice(60):
        words = " ".join(describe_draw(augmentation, SIZE, row))
        (side,) = re.findall(r"rotated [\d.]+° to the (left|right)", words)
        upside_down = "mirrored from top to bottom" in words
        x, _ = _seen(augmentation, row, (MIDDLE, MIDDLE - 25))
        assert (x < MIDDLE) == ((side == "left") != upside_down)  # upside down, the mark is at the bottom
        seen.add((side, upside_down, "mirrored rotated" in words))
    assert len(seen) == 2 * 2 ** len(flips)


def test_marks_go_where_the_words_send_them() -> None:
    compared = 0
    for row in _dice(150):
        words = describe_draw(GEOMETRY, SIZE, row)
        for mark in ((MIDDLE, MIDDLE), (MIDDLE - 20, MIDDLE - 12), (MIDDLE + 15, MIDDLE - 22)):
            x, y = _sent(words, mark)
            if not (8 < x < SIZE - 9 and 8 < y < SIZE - 9):
                continue  # out of the picture, or nearly so
            np.testing.assert_allclose(_seen(GEOMETRY, row, mark), (x, y), atol=1.5, err_msg=f"{words}")
            compared += 1
    assert compared > 150


def test_levels_change_as_the_words_say() -> None:
    picture = np.broadcast_to(np.linspace(90, 160, SIZE)[:, None, None], (SIZE, SIZE, 3)).astype(np.uint8)
    seen = set()
    for row in _dice(40):
        steps = draw_steps(Augmentation(channel_shift_range=30, brightness_range=(0.5, 1.5)), SIZE, row)
        assert len(steps) == 2
        before = picture
        for words, step in steps:
            after = _variant(picture, step, row)
            assert (after.mean() > before.mean()) == ("higher" in words or "brighter" in words), words
            before = after
            seen |= {part for part in PARTS if part in words}
    assert seen == PARTS


@pytest.mark.parametrize("name", AUGMENTATION_PRESETS)
def test_the_last_step_is_the_variant_and_each_step_changes_the_picture(name: str) -> None:
    augmentation = AUGMENTATION_PRESETS[name]
    picture = np.random.default_rng(3).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    for row in _dice(20):
        steps = draw_steps(augmentation, SIZE, row)
        assert [words for words, _ in steps] == [*describe_draw(augmentation, SIZE, row)][: len(steps)]
        pictures = [picture, *(_variant(picture, step, row) for _, step in steps)]
        np.testing.assert_array_equal(pictures[-1], _variant(picture, augmentation, row))
        for (words, _), before, after in zip(steps, pictures, pictures[1:], strict=False):
            is_tiny = "less than" in words or re.search(r"by 0\.\d%", words)  # moves no value by a whole level
            if not is_tiny and "sheared" not in words:
                assert np.any(before != after), words


def test_steps_add_one_change_after_the_other() -> None:
    row = np.full(NUM_DICE, 0.1)
    augmentation = replace(EVERYTHING, random_crop_area=(0.5, 1))
    firsts = [words.split()[0] for words in describe_draw(augmentation, SIZE, row)]
    assert firsts == [
        *("cropped", "mirrored", "mirrored", "rotated", "sheared", "shown", "moved"),
        *("all", "darker", "with", "covered"),
    ]
    for number, (words, step) in enumerate(draw_steps(augmentation, SIZE, row), start=1):
        assert describe_draw(step, SIZE, row)[number - 1].split()[0] == words.split()[0]
        assert len(describe_draw(step, SIZE, row)) == number


def _dice(count: int) -> np.ndarray:
    return roll_dice(np.random.default_rng(11), count)


def _variant(picture: np.ndarray, augmentation: Augmentation, row: np.ndarray) -> np.ndarray:
    return augment(picture[None], augmentation, row[None])[0]


def _seen(augmentation: Augmentation, row: np.ndarray, mark: tuple[float, float]) -> tuple[float, float]:
    """Where a white blob around `mark` (x, y) is in the output, by its centre of gravity."""
    y, x = np.mgrid[:SIZE, :SIZE]
    blob = 255 * np.exp(-((x - mark[0]) ** 2 + (y - mark[1]) ** 2) / 8)
    light = _variant(np.repeat(blob[..., None], 3, axis=2).astype(np.uint8), augmentation, row)[..., 0].astype(float)
    return float((x * light).sum() / light.sum()), float((y * light).sum() / light.sum())


def _sent(words: list[str], mark: tuple[float, float]) -> tuple[float, float]:
    """Where the words send a mark, each done in its order as a person would."""
    x, y = mark[0] - MIDDLE, mark[1] - MIDDLE
    for phrase in words:
        numbers = [0.0 if number.startswith("less") else float(number) for number in re.findall(NUMBER, phrase)]
        if phrase.startswith("cropped"):
            width, height = numbers[0] / 100, numbers[1] / 100
            right, down = _moved(phrase.split(",")[1])
            x, y = (x - right) / width, (y - down) / height
        elif phrase == "mirrored":
            x = -x
        elif phrase == "mirrored from top to bottom":
            y = -y
        elif phrase.startswith("rotated"):
            angle = np.deg2rad(numbers[0]) * (1 if phrase.endswith("right") else -1)
            x, y = np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y  # clockwise, y is down
        elif phrase.startswith("sheared"):
            angle = np.deg2rad(numbers[0]) * (1 if "right side down" in phrase else -1)
            x, y = x / np.cos(angle), y + np.tan(angle) * x
        elif phrase.startswith("shown"):
            for number, how, where in re.findall(NUMBER + r"% (larger|smaller) in (width|height)", phrase):
                factor = 1 + (0 if number.startswith("less") else float(number) / 100) * (1 if how == "larger" else -1)
                x, y = (x * factor, y) if where == "width" else (x, y * factor)
        elif phrase.startswith("moved"):
            right, down = _moved(phrase)
            x, y = x + right, y + down
        else:
            pytest.fail(f"words that this test does not know: {phrase}")
    return x + MIDDLE, y + MIDDLE


def _moved(phrase: str) -> tuple[float, float]:
    way = {"to the right": (1, 0), "to the left": (-1, 0), "down": (0, 1), "up": (0, -1)}
    right = down = 0.0
    for number, where in re.findall(NUMBER + r"(?: pixels)? (to the right|to the left|down|up)", phrase):
        amount = 0.0 if number.startswith("less") else float(number)
        right, down = right + amount * way[where][0], down + amount * way[where][1]
    return right, down
