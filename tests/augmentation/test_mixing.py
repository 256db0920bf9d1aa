"""Mixing: as many batches as asked for, half of them by each way, and each by the way's own function."""

import numpy as np
import pytest

from dogcat.augmentation.cutmix import cut_and_mix
from dogcat.augmentation.mixing import mix_batch, mixing_of
from dogcat.augmentation.mixup import mix
from dogcat.augmentation.sampling import DICE, dice_of_seed
from dogcat.recipe.recipe import Augmentation

NUM_BATCHES = 4_000
PIXELS = np.random.default_rng(4).integers(0, 256, (6, 20, 20, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 1, 0, 0, 1], dtype=np.float32)


@pytest.mark.parametrize(
    ("augmentation", "mixup", "cutmix"),
    [
        (Augmentation(), 0, 0),
        (Augmentation(mixup_alpha=0.4), 1, 0),
        (Augmentation(cutmix_alpha=1), 0, 1),
        (Augmentation(mixup_alpha=0.4, mixed_batches=0.3), 0.3, 0),
        (Augmentation(mixup_alpha=0.8, cutmix_alpha=1), 0.5, 0.5),
        (Augmentation(mixup_alpha=0.8, cutmix_alpha=1, mixed_batches=0.75), 0.375, 0.375),
        (Augmentation(mixup_alpha=0.8, cutmix_alpha=1, mixed_batches=0), 0, 0),
        (Augmentation(mixed_batches=0.5), 0, 0),
    ],
)
def test_the_fractions_of_batches_are_those_asked_for(augmentation: Augmentation, mixup: float, cutmix: float) -> None:
    rows = dice_of_seed(5, NUM_BATCHES)
    ways = [mixing_of(augmentation, rows[number : number + 1]) for number in range(NUM_BATCHES)]
    for way, fraction in (("mixup", mixup), ("cutmix", cutmix)):
        found = ways.count(way) / NUM_BATCHES  # type: ignore[arg-type]
        assert found == fraction if fraction in (0, 1) else abs(found - fraction) < 0.03, way


def test_one_decision_holds_for_the_whole_batch_and_each_way_is_the_one_of_its_module() -> None:
    augmentation = Augmentation(mixup_alpha=0.8, cutmix_alpha=1, mixed_batches=0.75)
    expected = {
        0.1: lambda dice: cut_and_mix(PIXELS, LABELS, 1, dice),
        0.5: lambda dice: mix(PIXELS, LABELS, 0.8, dice),
        0.8: lambda _dice: (PIXELS, LABELS),
    }
    for die, way in expected.items():
        dice = dice_of_seed(2, 6)
        dice[0, DICE.index("mixed batch")] = die
        for found, wanted in zip(mix_batch(PIXELS, LABELS, augmentation, dice), way(dice), strict=True):
            np.testing.assert_array_equal(found, wanted)
