"""Makes `tf.data` batches of uint8 pictures for training and evaluation.

A training batch depends only on the recipe and the step's number. The same recipe therefore gives the same batches in
the same order on every machine, and a training can resume at any step.
"""

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import tensorflow as tf

from dogcat.augmentation.augment import augment
from dogcat.augmentation.mixing import mix_batch
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.batch_queue import QUEUED_BATCHES
from dogcat.recipe.recipe import Recipe, evaluation_batch_size
from dogcat.recipe.schedule import num_clean_turns, num_steps, training_size

FEATURES_AT_ONCE = 500
_ORDER, _DICE, _CLEAN, _CHOICE, _FLIPS = range(5)  # separate the random streams of one seed


def training_pictures(split: SplitPixels, recipe: Recipe) -> tuple[SplitPixels, np.ndarray]:
    """The pictures that a recipe trains on, with their labels.

    For one seed, a smaller number of pictures is a subset of every larger one, and likewise for the flipped labels.
    Both have the same number of each class, as far as there are enough.

    Args:
        split: the whole training split.
        recipe: its `num_training_pictures`, `flipped_labels` and `seed` are used.

    Returns:
        The pictures, and a boolean array (N,) that is true where a label is flipped.
    """
    rows = [np.flatnonzero(split.labels == label) for label in (0, 1)]
    if 0 < recipe.num_training_pictures < len(split):
        shuffled = [np.random.default_rng((recipe.seed, _CHOICE, label)).permutation(rows[label]) for label in (0, 1)]
        num_dogs = min(
            len(rows[1]), max(recipe.num_training_pictures // 2, recipe.num_training_pictures - len(rows[0]))
        )
        numbers = (recipe.num_training_pictures - num_dogs, num_dogs)
        split = picked(split, np.sort(np.concatenate([row[:n] for row, n in zip(shuffled, numbers, strict=True)])))
    flipped = np.zeros(len(split), dtype=bool)
    for label in (0, 1):
        members = np.flatnonzero(split.labels == label)
        generator = np.random.default_rng((recipe.seed, _FLIPS, label))
        flipped[generator.permutation(members)[: round(recipe.flipped_labels * len(members))]] = True
    return replace(split, labels=np.where(flipped, 1 - split.labels, split.labels)), flipped


def batch_indices(seed: int, step: int, batch_size: int, num_pictures: int) -> np.ndarray:
    """The indices of the pictures in a training batch.

    The endless sequence of pictures consists of passes over all pictures, each in a new random order. Batches are
    consecutive parts of it and may cross the end of a pass.

    Args:
        seed: seed of the recipe.
        step: number of the batch from the start of the training, 0 or more.
        batch_size: number of pictures in a batch.
        num_pictures: number of pictures to choose from.

    Returns:
        int64 array of shape (batch_size,), values from 0 to num_pictures - 1.
    """
    places = np.arange(step * batch_size, (step + 1) * batch_size)
    passes, within = np.divmod(places, num_pictures)
    rows = {int(number): _shuffled(seed, int(number), num_pictures) for number in np.unique(passes)}
    return np.array([rows[int(number)][place] for number, place in zip(passes, within, strict=True)])


def training_batch(split: SplitPixels, recipe: Recipe, step: int) -> tuple[np.ndarray, np.ndarray]:
    """One training batch with the recipe's augmentation.

    Returns:
        uint8 pixels of shape (batch_size, size, size, 3) and float32 labels of shape (batch_size, 1), with the
        `training_size` of the step. A label is 0 or 1, or with mixup and cutmix any value from 0 to 1.
    """
    chosen = batch_indices(recipe.seed, step, recipe.batch_size, len(split))
    pixels, labels = split.pixels[chosen], split.labels[chosen]
    size = training_size(recipe, step)
    if not recipe.augmentation.changes_nothing or size != recipe.picture_size:
        dice = roll_dice(np.random.default_rng((recipe.seed, _DICE, step)), len(chosen))
        pixels = augment(pixels, recipe.augmentation, dice, size)
        pixels, labels = mix_batch(pixels, labels, recipe.augmentation, dice)
    return pixels, labels[:, None]


def training_batches(split: SplitPixels, recipe: Recipe, first_step: int = 0, num_workers: int = 1) -> tf.data.Dataset:
    """The batches of a training from `first_step` to the recipe's last step.

    Args:
        split: the pictures to train on.
        recipe: what is trained.
        first_step: number of the first batch, counted from the start of the training.
        num_workers: number of threads that augment, each its own batch, see `dogcat.recipe.batch_queue`. The batches
            and their order are the same with any number.
    """
    if num_workers > 1:
        cv2.setNumThreads(1)  # the workers are the threads: OpenCV would divide each small picture among all cores
    steps = tf.data.Dataset.range(first_step, num_steps(recipe))
    size = (None, None, 3) if recipe.training_sizes else split.pixels.shape[1:]
    shape = (recipe.batch_size, *size)

    def make(step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels, labels = tf.numpy_function(
            lambda number: training_batch(split, recipe, int(number)), [step], (split.pixels.dtype, tf.float32)
        )
        return tf.ensure_shape(pixels, shape), tf.ensure_shape(labels, (recipe.batch_size, 1))

    batches = steps.map(make, num_parallel_calls=num_workers, deterministic=True)
    return _without_autotune(batches.prefetch(QUEUED_BATCHES))


def evaluation_batches(split: SplitPixels, places: np.ndarray | None = None) -> tf.data.Dataset:
    """Batches of pictures of a split, each once, in order, without augmentation.

    A batch is uint8 pixels of shape (n, S, S, 3) and float32 labels of shape (n, 1).

    Args:
        split: the pictures.
        places: indices of the pictures to show; None shows all.
    """
    batch_size = pictures_at_once(split.pixels)
    num_pictures = len(split) if places is None else len(places)
    starts = tf.data.Dataset.range(0, num_pictures, batch_size)

    def cut(start: np.int64) -> tuple[np.ndarray, np.ndarray]:
        batch = slice(int(start), int(start) + batch_size)
        chosen = batch if places is None else places[batch]
        return np.ascontiguousarray(split.pixels[chosen]), split.labels[chosen, None]

    def make(start: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels, labels = tf.numpy_function(cut, [start], (split.pixels.dtype, tf.float32))
        return tf.ensure_shape(pixels, (None, *split.pixels.shape[1:])), tf.ensure_shape(labels, (None, 1))

    num_batches = -(-num_pictures // batch_size)
    batches = starts.map(make, num_parallel_calls=1).prefetch(QUEUED_BATCHES)
    return _without_autotune(batches.apply(tf.data.experimental.assert_cardinality(num_batches)))


def pictures_at_once(pixels: np.ndarray) -> int:
    """The number of pictures in a batch that is evaluated: fewer large ones, and many if there are only features."""
    return evaluation_batch_size(pixels.shape[1]) if pixels.ndim == 4 else FEATURES_AT_ONCE


def clean_turns(split: SplitPixels, flipped: np.ndarray, recipe: Recipe) -> list[np.ndarray]:
    """The training pictures that are measured without augmentation and dropout after an epoch, one array a turn.

    Epoch after epoch the next turn is measured, and after the last one the first again. The turns have equally many
    pictures of each class, and of those with a flipped label. How often a picture is measured must not tell which
    labels are flipped.

    Args:
        split: the training pictures with their labels.
        flipped: boolean array (N,), true where a label is flipped.
        recipe: its seed deals the pictures out.

    Returns:
        Ascending indices in `split`.
    """
    generator = np.random.default_rng((recipe.seed, _CLEAN))
    kinds = 2 * split.labels.astype(int) + flipped
    in_order = np.concatenate([generator.permutation(np.flatnonzero(kinds == kind)) for kind in np.unique(kinds)])
    num_turns = num_clean_turns(recipe, len(split))
    return [np.sort(in_order[turn::num_turns]) for turn in range(num_turns)]


def picked(split: SplitPixels, places: np.ndarray) -> SplitPixels:
    """The pictures of a split at these places, in this order.

    Args:
        split: the pictures to choose from.
        places: indices, or one boolean for each picture of the split.
    """
    places = np.arange(len(split))[places]
    names = [split.names[place] for place in places]
    return replace(split, pixels=split.pixels[places], labels=split.labels[places], names=names)


def _without_autotune(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """The dataset without autotuning: deleting its iterator can wait over a minute for the tuner's thread."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


@lru_cache(maxsize=4)
def _shuffled(seed: int, pass_number: int, num_pictures: int) -> np.ndarray:
    return np.random.default_rng((seed, _ORDER, pass_number)).permutation(num_pictures)
