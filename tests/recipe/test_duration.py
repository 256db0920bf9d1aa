"""The expected duration of a training: arithmetic on the measured speed of a machine."""

import dataclasses
import os

import pytest

from dogcat.recipe import duration
from dogcat.recipe.duration import (
    Speed,
    augmentation_seconds,
    decoding_seconds,
    epoch_seconds,
    expected_seconds,
    step_work,
    training_seconds,
)
from dogcat.recipe.layers import num_operations
from dogcat.recipe.recipe import BASELINE, PRETRAINED_FEATURES, REGULARIZED, Augmentation, Recipe

NOTHING = Speed(0, 0, 0, 0, 0, 0, 0, 0, 0)
SPEED = Speed(5e-12, 1e-10, 1e-10, 2e-9, 2e-10, 2e-4, 1e-4, 8e-9, 5.0)  # much as one machine was in float32
SPEEDS = {"auto": SPEED, "float32": SPEED}


def seconds_of(recipe: Recipe, **costs: float) -> float:
    seconds = expected_seconds(recipe, {"auto": dataclasses.replace(NOTHING, **costs)}, 2000, 1000)
    assert seconds is not None
    return seconds - recipe.epochs * duration.SAVING_SECONDS - duration.ENDING_SECONDS


def test_operations_of_the_tutorials_network_are_those_counted_by_hand() -> None:
    forward = 2 * (148**2 * 27 * 32 + 72**2 * 288 * 64 + 34**2 * 576 * 128 + 15**2 * 1152 * 128 + 6272 * 512 + 512)
    assert step_work(BASELINE)[0] == 20 * 3 * forward
    # 667 clean training and 1,000 validation pictures an epoch; the other training, validation and test pictures once.
    looked_at = 30 * 1667 + 1333 + 2000
    assert seconds_of(BASELINE, operation=1e-12) == pytest.approx((30 * 100 * 60 + looked_at) * forward * 1e-12)


def test_layers_have_their_price_in_each_step_and_batch() -> None:
    assert seconds_of(BASELINE, training_layer=0.01) == pytest.approx(30 * 100 * 12 * 0.01)
    assert seconds_of(BASELINE, prediction_layer=0.01) == pytest.approx((30 * (14 + 20) + 67) * 12 * 0.01)
    assert seconds_of(BASELINE, start=7) == pytest.approx(7)


def test_bytes_are_those_of_whole_blocks_of_channels() -> None:
    narrow, one_block = (Recipe(picture_size=32, filters=(filters,), dense_units=1) for filters in (3, 16))
    assert step_work(narrow)[1] == step_work(one_block)[1] == 20 * 30 * 30 * 16 * 4


def test_an_update_costs_by_what_the_optimizer_remembers() -> None:
    costs = [
        seconds_of(dataclasses.replace(BASELINE, optimizer=name), training_parameter=1e-9) for name in ("sgd", "adam")
    ]
    rmsprop = seconds_of(BASELINE, training_parameter=1e-9)
    assert rmsprop == pytest.approx(3000 * 3_453_121 * 1e-9)
    assert costs == [pytest.approx(0.6 * rmsprop), pytest.approx(1.4 * rmsprop)]


def test_augmentation_bounds_a_small_network_and_shares_the_cores_with_a_large_one() -> None:
    small = dataclasses.replace(BASELINE, filters=(1,), dense_units=1, augmentation=REGULARIZED.augmentation)
    augmenting = 20 * 150 * 150 * 8e-9
    assert augmentation_seconds(small, SPEED) == pytest.approx(augmenting)
    only = dataclasses.replace(NOTHING, augmented_pixel=8e-9)
    assert epoch_seconds(small, only, 0, 0) == pytest.approx(100 * augmenting + duration.SAVING_SECONDS)
    large = dataclasses.replace(BASELINE, augmentation=REGULARIZED.augmentation)
    more = epoch_seconds(large, SPEED, 0, 0) - epoch_seconds(BASELINE, SPEED, 0, 0)
    assert more == pytest.approx(100 * augmenting / (os.cpu_count() or 1))


def test_on_a_card_the_cores_augment_several_batches_beside_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    fast = dataclasses.replace(NOTHING, training_layer=1e-3, on_card=True)
    steps = epoch_seconds(REGULARIZED, fast, 0, 0)
    augmenting = augmentation_seconds(REGULARIZED, SPEED)
    assert epoch_seconds(REGULARIZED, dataclasses.replace(fast, augmented_pixel=1e-9), 0, 0) == steps, "it is hidden"
    waiting = epoch_seconds(REGULARIZED, dataclasses.replace(NOTHING, augmented_pixel=8e-9, on_card=True), 0, 0)
    assert waiting == pytest.approx(REGULARIZED.steps_per_epoch * augmenting / 4 + duration.SAVING_SECONDS)


@pytest.mark.parametrize(
    ("augmentation", "times"),
    [
        (Augmentation(), 0),
        (Augmentation(horizontal_flip=True), 1),
        (Augmentation(rotation_range=9, fill_mode="wrap"), 2),
        (Augmentation(rotation_range=9, fill_mode="constant", noise_stddev=3), 6),
    ],
)
def test_a_costly_augmentation_costs_more(augmentation: Augmentation, times: float) -> None:
    recipe = dataclasses.replace(BASELINE, augmentation=augmentation)
    assert augmentation_seconds(recipe, SPEED) == pytest.approx(times * 20 * 150 * 150 * 8e-9)


def test_fewer_training_pictures_are_looked_at_when_fewer_are_used() -> None:
    few = dataclasses.replace(BASELINE, num_training_pictures=100)
    assert seconds_of(few, prediction_layer=1) == pytest.approx(12 * (30 * (2 + 20) + 40))


def test_the_start_and_the_decoding_are_apart() -> None:
    whole, work = expected_seconds(BASELINE, SPEEDS, 2000, 1000), training_seconds(BASELINE, SPEED, 2000, 1000)
    assert whole == pytest.approx(SPEED.start + work)
    assert decoding_seconds(2000, 1000) == pytest.approx(4000 * duration.DECODING_SECONDS / (os.cpu_count() or 1))


def test_early_stopping_does_not_shorten_it() -> None:
    stopping = dataclasses.replace(BASELINE, early_stopping_patience=3)
    assert expected_seconds(stopping, SPEEDS, 2000, 1000) == expected_seconds(BASELINE, SPEEDS, 2000, 1000)


def test_a_precision_that_was_not_measured_has_no_time() -> None:
    assert expected_seconds(dataclasses.replace(BASELINE, precision="bfloat16"), SPEEDS, 2000, 1000) is None
    assert expected_seconds(BASELINE, {}, 2000, 1000) is None


def test_features_are_computed_once_and_a_base_that_stays_takes_no_gradients() -> None:
    recipe = dataclasses.replace(PRETRAINED_FEATURES, picture_size=64)
    forward = num_operations(recipe)
    once = training_seconds(recipe, dataclasses.replace(NOTHING, operation=1e-12), 2000, 1000)
    epochs = recipe.epochs * duration.FEATURE_EPOCH_SECONDS
    assert once == pytest.approx(4000 * forward * 1e-12 + epochs + duration.ENDING_SECONDS)
    assert step_work(dataclasses.replace(recipe, base_training="head"))[0] == recipe.batch_size * forward
