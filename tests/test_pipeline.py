"""Batches: which pictures, in which order, augmented how; the same for the same recipe, everywhere."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from dogcat.pipeline import (
    EVALUATION_BATCH_SIZE,
    batch_indices,
    evaluation_batches,
    training_batch,
    training_batches,
)
from dogcat.pixels import SplitPixels
from dogcat.recipe import Augmentation, Recipe

AUGMENTATION = Augmentation(rotation_range=40, width_shift_range=0.2, zoom_range=(0.8, 1.2), horizontal_flip=True)


@pytest.fixture
def recipe(tiny_recipe: Recipe) -> Recipe:
    """Six steps of four pictures, augmented."""
    return dataclasses.replace(tiny_recipe, augmentation=AUGMENTATION)


def test_each_pass_holds_every_picture_once_in_an_order_of_its_own() -> None:
    row = _row(seed=3, batch_size=5, num_steps=7)  # five passes over seven pictures
    passes = row.reshape(5, 7)
    np.testing.assert_array_equal(np.sort(passes, axis=1), np.tile(np.arange(7), (5, 1)))
    assert len({tuple(order) for order in passes.tolist()}) == 5


@pytest.mark.parametrize("batch_size", [1, 3, 7, 20])
def test_batches_are_cut_from_one_endless_row(batch_size: int) -> None:
    row = _row(seed=3, batch_size=1, num_steps=60)
    np.testing.assert_array_equal(_row(3, batch_size, 3), row[: 3 * batch_size])


def test_the_order_depends_on_the_seed_alone() -> None:
    np.testing.assert_array_equal(_row(3, 5, 20), _row(3, 5, 20))
    assert not np.array_equal(_row(3, 5, 20), _row(4, 5, 20))


def test_indices_are_whole_numbers_of_the_batches_length() -> None:
    indices = batch_indices(seed=1, step=1000, batch_size=20, num_pictures=2000)
    assert indices.shape == (20,)
    assert indices.dtype == np.int64


def test_a_batch_without_augmentation_is_the_cached_pixels(tiny_recipe: Recipe) -> None:
    split = _split(11)
    for step in range(6):
        pixels, labels = training_batch(split, tiny_recipe, step)
        chosen = batch_indices(tiny_recipe.seed, step, 4, 11)
        np.testing.assert_array_equal(pixels, split.pixels[chosen])
        np.testing.assert_array_equal(labels[:, 0], split.labels[chosen])


def test_a_batch_with_augmentation_has_the_same_pictures_changed(recipe: Recipe, tiny_recipe: Recipe) -> None:
    split = _split(11)
    pixels, labels = training_batch(split, recipe, 2)
    plain, plain_labels = training_batch(split, tiny_recipe, 2)
    np.testing.assert_array_equal(labels, plain_labels)
    assert all(not np.array_equal(one, other) for one, other in zip(pixels, plain, strict=True))


def test_a_picture_is_augmented_anew_at_each_step(recipe: Recipe) -> None:
    split = _split(1)
    seen = np.concatenate([training_batch(split, recipe, step)[0] for step in range(3)])
    assert len(np.unique(seen, axis=0)) == 12


def test_augmentation_does_not_change_the_cache(recipe: Recipe) -> None:
    split = _split(11)
    before = split.pixels.copy()
    for _ in training_batches(split, recipe):
        pass
    np.testing.assert_array_equal(split.pixels, before)


def test_shapes_and_types_are_known_before_the_first_batch(recipe: Recipe) -> None:
    batches = training_batches(_split(11), recipe)
    assert batches.element_spec == (
        tf.TensorSpec((4, 22, 22, 3), tf.uint8),
        tf.TensorSpec((4, 1), tf.float32),
    )
    pixels, labels = next(iter(batches))
    assert (pixels.shape, pixels.dtype) == ((4, 22, 22, 3), tf.uint8)
    assert (labels.shape, labels.dtype) == ((4, 1), tf.float32)


def test_the_same_recipe_gives_the_same_batches_in_the_same_order(recipe: Recipe) -> None:
    first, second = _all(training_batches(_split(11), recipe)), _all(training_batches(_split(11), recipe))
    assert len(first) == 6
    _assert_equal(first, second)
    _assert_equal(first, [training_batch(_split(11), recipe, step) for step in range(6)])


def test_another_seed_gives_other_batches(recipe: Recipe) -> None:
    first = _all(training_batches(_split(11), recipe))
    other = _all(training_batches(_split(11), dataclasses.replace(recipe, seed=2)))
    assert all(not np.array_equal(one, two) for (one, _), (two, _) in zip(first, other, strict=True))


@pytest.mark.parametrize("first_step", [1, 3, 6])
def test_the_batches_can_be_taken_up_at_any_step(recipe: Recipe, first_step: int) -> None:
    whole = _all(training_batches(_split(11), recipe))
    _assert_equal(_all(training_batches(_split(11), recipe, first_step)), whole[first_step:])


def test_evaluation_shows_every_picture_once_in_order_and_as_it_is() -> None:
    split = _split(2 * EVALUATION_BATCH_SIZE + 30)
    batches = evaluation_batches(split)
    assert int(batches.cardinality()) == 3
    seen = _all(batches)
    assert [len(labels) for _, labels in seen] == [EVALUATION_BATCH_SIZE, EVALUATION_BATCH_SIZE, 30]
    np.testing.assert_array_equal(np.concatenate([pixels for pixels, _ in seen]), split.pixels)
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in seen])[:, 0], split.labels)
    _assert_equal(seen, _all(batches))


def test_evaluation_batches_have_known_types() -> None:
    pixels, labels = evaluation_batches(_split(3)).element_spec
    assert (pixels.shape.as_list(), pixels.dtype) == ([None, 22, 22, 3], tf.uint8)
    assert (labels.shape.as_list(), labels.dtype) == ([None, 1], tf.float32)


def test_autotune_is_off_everywhere(recipe: Recipe) -> None:
    assert training_batches(_split(3), recipe).options().autotune.enabled is False
    assert evaluation_batches(_split(3)).options().autotune.enabled is False


def _row(seed: int, batch_size: int, num_steps: int) -> np.ndarray:
    return np.concatenate([batch_indices(seed, step, batch_size, num_pictures=7) for step in range(num_steps)])


def _split(num_pictures: int) -> SplitPixels:
    generator = np.random.default_rng(num_pictures)
    pixels = generator.integers(0, 256, (num_pictures, 22, 22, 3), dtype=np.uint8)
    pixels.setflags(write=False)  # as the memory-mapped cache is
    labels = (np.arange(num_pictures) % 2).astype(np.float32)
    return SplitPixels(pixels, labels, [f"train/cats/{number}.jpg" for number in range(num_pictures)], [])


def _all(batches: tf.data.Dataset) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(batches.as_numpy_iterator())


def _assert_equal(first: list[tuple[np.ndarray, np.ndarray]], second: list[tuple[np.ndarray, np.ndarray]]) -> None:
    assert len(first) == len(second)
    for (pixels, labels), (other_pixels, other_labels) in zip(first, second, strict=True):
        np.testing.assert_array_equal(pixels, other_pixels)
        np.testing.assert_array_equal(labels, other_labels)
