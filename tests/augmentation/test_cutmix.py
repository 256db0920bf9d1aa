"""Cutmix: boxes as in the paper, pixels of two pictures, and labels by their areas."""

import numpy as np
import pytest
from scipy import stats

from dogcat.augmentation.cutmix import box_area, boxes, cut_and_mix
from dogcat.augmentation.sampling import DICE, roll_dice

SIZE = 100
DICE_ROWS = roll_dice(np.random.default_rng(3), 4_000)
PIXELS = np.random.default_rng(4).integers(0, 256, (6, SIZE, SIZE, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 1, 0, 0, 1], dtype=np.float32)


def _dice(area: float, down: float, right: float, count: int = 6) -> np.ndarray:
    """Dice of alpha 1, for which the box has this fraction of the area before it is cut off at the edge."""
    dice = DICE_ROWS[:count].copy()
    for name, value in (("cutmix", 1 - area), ("cutmix down", down), ("cutmix right", right)):
        dice[:, DICE.index(name)] = value
    return dice


@pytest.mark.parametrize("alpha", [0.3, 1, 4])
def test_the_area_of_a_whole_box_is_beta_distributed(alpha: float) -> None:
    """Read from boxes in the middle, where none is cut off, of a picture so large that rounding is invisible."""
    dice = DICE_ROWS.copy()
    dice[:, DICE.index("cutmix down")] = dice[:, DICE.index("cutmix right")] = 0.5
    areas = np.array([box_area(box) for box in boxes(10**9, alpha, dice)]) / 10**18
    assert stats.kstest(areas, stats.beta(alpha, alpha).cdf).pvalue > 0.001


@pytest.mark.parametrize(
    ("area", "down", "right", "expected"),
    [
        (0.25, 0.5, 0.5, (slice(25, 75), slice(25, 75))),
        (0.25, 0.0, 0.9, (slice(0, 25), slice(65, 100))),  # cut off at the top and on the right
        (1.0, 0.5, 0.5, (slice(0, 100), slice(0, 100))),
        (0.0, 0.5, 0.5, (slice(50, 50), slice(50, 50))),
    ],
)
def test_a_box_has_its_area_around_its_centre_and_ends_at_the_edge(
    area: float, down: float, right: float, expected: tuple[slice, slice]
) -> None:
    assert boxes(SIZE, 1, _dice(area, down, right)) == [expected] * 6


def test_the_box_comes_from_the_next_of_the_batch_at_its_own_place_and_the_label_counts_pixels() -> None:
    dice = DICE_ROWS[:6]
    pixels, labels = cut_and_mix(PIXELS, LABELS, 1, dice)
    assert (pixels.dtype, labels.dtype) == (np.uint8, np.float32)
    for number, (rows, columns) in enumerate(boxes(SIZE, 1, dice)):
        pasted = np.zeros((SIZE, SIZE), dtype=bool)
        pasted[rows, columns] = True
        other = (number + 1) % 6
        np.testing.assert_array_equal(pixels[number], np.where(pasted[..., None], PIXELS[other], PIXELS[number]))
        assert labels[number] == pytest.approx(np.where(pasted, LABELS[other], LABELS[number]).mean())
    assert 0 < labels[[0, 2]].min() <= labels[[0, 2]].max() < 1


def test_without_strength_and_alone_nothing_is_mixed_and_the_given_pictures_stay() -> None:
    before = PIXELS.copy()
    PIXELS.setflags(write=False)
    for pixels, labels, alpha in ((PIXELS, LABELS, 0), (PIXELS[1:2], LABELS[1:2], 1)):
        mixed, mixed_labels = cut_and_mix(pixels, labels, alpha, DICE_ROWS[: len(pixels)])
        np.testing.assert_array_equal(mixed, pixels)
        np.testing.assert_array_equal(mixed_labels, labels)
    cut_and_mix(PIXELS, LABELS, 1, DICE_ROWS[:6])
    np.testing.assert_array_equal(PIXELS, before)
