"""Batches: which pictures, in which order, augmented how; the same for the same recipe, everywhere."""

import dataclasses
import hashlib
import threading
import time

import numpy as np
import pytest
import tensorflow as tf

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.batch_queue import QUEUED_BATCHES
from dogcat.recipe.recipe import MODERN_AUGMENTATION, RECIPES, Augmentation, Recipe
from dogcat.training import pipeline
from dogcat.training.pipeline import (
    batch_indices,
    clean_turns,
    evaluation_batches,
    picked,
    training_batch,
    training_batches,
    training_pictures,
)

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


@pytest.mark.parametrize(
    ("name", "step", "digest"),
    [
        ("quick-regularized", 0, "2e48475552e6eb35fe3456b964753414"),
        ("quick-regularized", 777, "8720c01546df9d87b173589e24f1e3e3"),
        ("regularized", 0, "5e17fc35616029f1cd50a4678c06b6a0"),
        ("regularized", 777, "720b290b8a24464bfc5a2f8e54b2f7b3"),
    ],
)
def test_the_known_recipes_batches_are_those_of_the_recorded_trainings(name: str, step: int, digest: str) -> None:
    """Taken when there was no other augmentation than the tutorial's, with OpenCV 5.0."""
    recipe = RECIPES[name]
    size = (40, recipe.picture_size, recipe.picture_size, 3)
    pixels = np.random.default_rng(11).integers(0, 256, size, dtype=np.uint8)
    split = SplitPixels(pixels, (np.arange(40) % 2).astype(np.float32), [str(number) for number in range(40)], [])
    batch, labels = training_batch(split, recipe, step)
    assert hashlib.sha256(batch.tobytes() + labels.tobytes()).hexdigest().startswith(digest)


def test_the_training_sees_what_a_preview_shows_for_the_same_dice() -> None:
    augmentation = Augmentation(
        rotation_range=40,
        vertical_flip=True,
        fill_mode="wrap",
        channel_shift_range=30,
        brightness_range=(0.5, 1.5),
        random_crop_area=(0.5, 1),
        contrast_range=(0.5, 1.5),
        saturation_range=(0.5, 1.5),
        noise_stddev=9,
        cutout_size=0.3,
    )
    recipe = Recipe(picture_size=22, filters=(4, 8), batch_size=4, seed=3, augmentation=augmentation)
    split = _split(11)
    chosen = batch_indices(seed=3, step=5, batch_size=4, num_pictures=11)
    dice = roll_dice(np.random.default_rng((3, 1, 5)), 4)
    shown = np.concatenate([augment(split.pixels[[i]], augmentation, dice[[n]]) for n, i in enumerate(chosen)])
    np.testing.assert_array_equal(training_batch(split, recipe, 5)[0], shown)


def test_mixup_lays_the_augmented_pictures_over_each_other(recipe: Recipe) -> None:
    split = _split(11)
    mixing = dataclasses.replace(recipe, augmentation=dataclasses.replace(AUGMENTATION, mixup_alpha=1))
    pixels, labels = training_batch(split, mixing, 2)
    plain, plain_labels = training_batch(split, recipe, 2)
    assert (labels.shape, labels.dtype) == ((4, 1), np.float32)
    assert ((labels > 0.5) == (plain_labels == 1)).all()
    assert ((labels > 0) & (labels < 1)).any()
    low, high = (bound(plain, np.roll(plain, -1, axis=0)) for bound in (np.minimum, np.maximum))
    assert ((low <= pixels) & (pixels <= high)).all()
    _assert_equal(_all(training_batches(split, mixing))[2:3], [(pixels, labels)])


def test_cutmix_takes_each_pixel_from_one_of_two_augmented_pictures_in_the_batches_asked_for(recipe: Recipe) -> None:
    split = _split(11)
    augmentation = dataclasses.replace(AUGMENTATION, cutmix_alpha=1, mixed_batches=0.5)
    cutting = dataclasses.replace(recipe, augmentation=augmentation)
    num_mixed = 0
    for step in range(20):
        pixels, labels = training_batch(split, cutting, step)
        plain, plain_labels = training_batch(split, recipe, step)
        if (pixels == plain).all():
            np.testing.assert_array_equal(labels, plain_labels)
            continue
        num_mixed += 1
        assert ((pixels == plain) | (pixels == np.roll(plain, -1, axis=0))).all()
        assert ((labels >= 0) & (labels <= 1)).all()
    assert 5 <= num_mixed <= 15


@pytest.mark.parametrize("number", [1, 2, 5])
def test_few_pictures_are_mixed_with_each_other(recipe: Recipe, number: int) -> None:
    modern = dataclasses.replace(recipe, num_training_pictures=number, augmentation=MODERN_AUGMENTATION)
    chosen, _ = training_pictures(_split(11), modern)
    batches = [training_batch(chosen, modern, step) for step in range(30)]
    labels = np.concatenate([labels for _, labels in batches])
    assert {pixels.shape for pixels, _ in batches} == {(4, 22, 22, 3)}
    assert ((labels >= 0) & (labels <= 1)).all()
    assert ((labels > 0) & (labels < 1)).any() == (number > 1), "a single picture has one class"


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


@pytest.mark.parametrize("first_step", [0, 3])
def test_any_number_of_workers_gives_the_same_batches_in_the_same_order(recipe: Recipe, first_step: int) -> None:
    longer = dataclasses.replace(recipe, epochs=10, augmentation=dataclasses.replace(AUGMENTATION, mixup_alpha=1))
    alone = _all(training_batches(_split(11), longer, first_step))
    assert len(alone) == 30 - first_step
    for number in (2, 5):
        _assert_equal(_all(training_batches(_split(11), longer, first_step, number)), alone)


def test_workers_prepare_batches_side_by_side_and_not_more_than_fit(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker waits for the second. TensorFlow runs at most as many as there are cores."""
    together, begun = threading.Barrier(2, timeout=20), []

    def make(_split: SplitPixels, recipe: Recipe, step: int) -> tuple[np.ndarray, np.ndarray]:
        begun.append(step)
        if step < 2:
            together.wait()
        size = recipe.picture_size
        return np.zeros((4, size, size, 3), np.uint8), np.zeros((4, 1), np.float32)

    monkeypatch.setattr(pipeline, "training_batch", make)
    batches = iter(training_batches(_split(11), dataclasses.replace(recipe, epochs=100), num_workers=2))
    next(batches)
    time.sleep(0.3)
    assert len(begun) <= 1 + 2 + QUEUED_BATCHES + 1, "the memory is bounded"
    began = time.perf_counter()
    del batches
    assert time.perf_counter() - began < 5, "it stalls for a minute with autotuning"


def test_another_seed_gives_other_batches(recipe: Recipe) -> None:
    first = _all(training_batches(_split(11), recipe))
    other = _all(training_batches(_split(11), dataclasses.replace(recipe, seed=2)))
    assert all(not np.array_equal(one, two) for (one, _), (two, _) in zip(first, other, strict=True))


@pytest.mark.parametrize("first_step", [1, 3, 6])
def test_the_batches_can_be_taken_up_at_any_step(recipe: Recipe, first_step: int) -> None:
    whole = _all(training_batches(_split(11), recipe))
    _assert_equal(_all(training_batches(_split(11), recipe, first_step)), whole[first_step:])


def test_evaluation_shows_every_picture_once_in_order_and_as_it_is() -> None:
    in_a_batch = 50 * 150**2 // 22**2  # as many pixels as fifty of the tutorial's pictures
    split = _split(2 * in_a_batch + 30)
    batches = evaluation_batches(split)
    assert int(batches.cardinality()) == 3
    seen = _all(batches)
    assert [len(labels) for _, labels in seen] == [in_a_batch, in_a_batch, 30]
    np.testing.assert_array_equal(np.concatenate([pixels for pixels, _ in seen]), split.pixels)
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in seen])[:, 0], split.labels)
    _assert_equal(seen, _all(batches))


def test_evaluation_batches_have_known_types() -> None:
    pixels, labels = evaluation_batches(_split(3)).element_spec
    assert (pixels.shape.as_list(), pixels.dtype) == ([None, 22, 22, 3], tf.uint8)
    assert (labels.shape.as_list(), labels.dtype) == ([None, 1], tf.float32)


def test_the_clean_turns_are_dealt_out_by_the_seed(recipe: Recipe) -> None:
    recipe = dataclasses.replace(recipe, steps_per_epoch=100, batch_size=10)
    split = _split(1000)
    flipped = np.arange(1000) % 100 == 7
    turns = clean_turns(split, flipped, recipe)
    assert len(turns) == 3
    for turn in turns:
        assert turn.tolist() == sorted(set(turn.tolist()))
        assert abs(flipped[turn].sum() - flipped.sum() / 3) <= 1
        assert abs(split.labels[turn][~flipped[turn]].sum() - split.labels[~flipped].sum() / 3) <= 1
    assert sorted(np.concatenate(turns)) == list(range(1000))
    other = dataclasses.replace(recipe, seed=recipe.seed + 1)
    assert turns[0].tolist() == clean_turns(split, flipped, recipe)[0].tolist()
    assert turns[0].tolist() != clean_turns(split, flipped, other)[0].tolist()
    (everything,) = clean_turns(_split(200), flipped[:200], recipe)
    assert everything.tolist() == list(range(200))


def test_evaluation_shows_chosen_pictures(recipe: Recipe) -> None:
    split = _split(20)
    ((pixels, labels),) = _all(evaluation_batches(split, np.array([3, 7, 19])))
    np.testing.assert_array_equal(pixels, split.pixels[[3, 7, 19]])
    np.testing.assert_array_equal(labels[:, 0], split.labels[[3, 7, 19]])


def test_fewer_pictures_are_half_of_each_class_and_part_of_more(tiny_recipe: Recipe) -> None:
    split = _split(40)
    chosen = {}
    for number in (6, 12, 13):
        few, flipped = training_pictures(split, dataclasses.replace(tiny_recipe, num_training_pictures=number))
        assert len(few) == number
        assert few.labels.sum() == number // 2
        assert not flipped.any()
        places = [split.names.index(name) for name in few.names]
        assert places == sorted(places)
        np.testing.assert_array_equal(few.pixels, split.pixels[places])
        np.testing.assert_array_equal(few.labels, split.labels[places])
        chosen[number] = set(few.names)
    assert chosen[6] < chosen[12] < chosen[13]
    other, _ = training_pictures(split, dataclasses.replace(tiny_recipe, num_training_pictures=6, seed=2))
    assert set(other.names) != chosen[6]


@pytest.mark.parametrize("number", [0, 40, 1000])
def test_as_many_pictures_as_there_are_is_the_split_itself(tiny_recipe: Recipe, number: int) -> None:
    split = _split(40)
    whole, _ = training_pictures(split, dataclasses.replace(tiny_recipe, num_training_pictures=number))
    assert whole.names == split.names
    assert whole.pixels is split.pixels, "the cache is not copied into memory"
    np.testing.assert_array_equal(whole.labels, split.labels)


def test_a_class_that_is_too_small_is_filled_up_from_the_other(tiny_recipe: Recipe) -> None:
    split = _split(40)
    split = picked(split, np.concatenate([np.flatnonzero(split.labels == 0)[:3], np.flatnonzero(split.labels == 1)]))
    few, _ = training_pictures(split, dataclasses.replace(tiny_recipe, num_training_pictures=12))
    assert [int((few.labels == label).sum()) for label in (0, 1)] == [3, 9]


def test_a_share_of_the_labels_of_each_class_is_flipped(tiny_recipe: Recipe) -> None:
    split = _split(40)
    changed = {}
    for share in (0.1, 0.25):
        given, flipped = training_pictures(split, dataclasses.replace(tiny_recipe, flipped_labels=share))
        np.testing.assert_array_equal(given.labels != split.labels, flipped)
        assert [int(flipped[split.labels == label].sum()) for label in (0, 1)] == [round(20 * share)] * 2
        assert given.pixels is split.pixels
        changed[share] = set(np.flatnonzero(flipped))
    assert changed[0.1] < changed[0.25]


def test_autotune_is_off_everywhere(recipe: Recipe) -> None:
    assert training_batches(_split(3), recipe).options().autotune.enabled is False
    assert training_batches(_split(3), recipe, num_workers=4).options().autotune.enabled is False
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
