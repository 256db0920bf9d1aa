"""Mixup: shares as in the paper, pictures and labels mixed alike, and a loss that is the mean of both."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from scipy import stats

from dogcat.augmentation.mixup import mix, own_shares
from dogcat.augmentation.sampling import DICE, NUM_DICE, roll_dice

DICE_ROWS = roll_dice(np.random.default_rng(3), 10_000)
PIXELS = np.random.default_rng(4).integers(0, 256, (6, 9, 9, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 1, 0, 0, 1], dtype=np.float32)


@pytest.mark.parametrize("alpha", [0.1, 0.4, 1, 4])
def test_the_shares_of_a_pair_are_beta_distributed(alpha: float) -> None:
    shares = own_shares(alpha, DICE_ROWS)
    assert shares.min() >= 0.5
    assert shares.max() <= 1
    either = np.where(np.random.default_rng(1).random(len(shares)) < 0.5, shares, 1 - shares)
    assert stats.kstest(either, stats.beta(alpha, alpha).cdf).pvalue > 0.001


def test_pictures_become_themselves_again_as_alpha_falls() -> None:
    shares = [own_shares(alpha, DICE_ROWS[:50]) for alpha in (4, 1, 0.3, 0.05, 1e-6, 0)]
    for more, less in pairwise(shares):
        assert (less >= more).all()
    assert (shares[-1] == 1).all()


def test_pixels_and_labels_are_mixed_with_the_next_of_the_batch() -> None:
    dice = DICE_ROWS[:6]
    pixels, labels = mix(PIXELS, LABELS, 1, dice)
    assert (pixels.dtype, labels.dtype) == (np.uint8, np.float32)
    assert (pixels.shape, labels.shape) == (PIXELS.shape, LABELS.shape)
    for number, share in enumerate(own_shares(1, dice)):
        other = (number + 1) % 6
        expected = share * PIXELS[number] + (1 - share) * PIXELS[other].astype(float)
        assert np.abs(pixels[number] - expected).max() <= 0.51
        assert labels[number] == pytest.approx(share * LABELS[number] + (1 - share) * LABELS[other])


def test_a_pair_of_one_class_keeps_its_label_and_the_larger_share_decides() -> None:
    _, labels = mix(PIXELS, LABELS, 1, DICE_ROWS[:6])
    assert labels[1] == 1  # dog and dog
    assert labels[3] == 0  # cat and cat
    np.testing.assert_array_equal(labels > 0.5, LABELS == 1)


def test_without_strength_and_alone_nothing_is_mixed() -> None:
    for pixels, labels, alpha in ((PIXELS, LABELS, 0), (PIXELS[:1], LABELS[:1], 1)):
        mixed, mixed_labels = mix(pixels, labels, alpha, DICE_ROWS[: len(pixels)])
        np.testing.assert_array_equal(mixed, pixels)
        np.testing.assert_array_equal(mixed_labels, labels)


def test_half_and_half_is_the_mean_of_two_pictures() -> None:
    dice = np.zeros((6, NUM_DICE))
    dice[:, DICE.index("mixup")] = 1 - 1e-12
    pixels, labels = mix(PIXELS, LABELS, 1, dice)
    expected = (PIXELS.astype(float) + np.roll(PIXELS, -1, axis=0)) / 2
    assert np.abs(pixels - expected).max() <= 0.51
    np.testing.assert_allclose(labels, [0.5, 1, 0.5, 0, 0.5, 0.5], atol=1e-6)


def test_the_loss_of_a_mixture_is_the_weighted_mean_of_both_losses() -> None:
    probability, share = np.array([[0.8]], dtype=np.float32), 0.7

    def loss(label: float) -> float:
        return float(keras.losses.binary_crossentropy(np.array([[label]], dtype=np.float32), probability)[0])

    assert loss(share) == pytest.approx(share * loss(1) + (1 - share) * loss(0), rel=1e-5)
