"""Time to augment a batch of 32 pictures of 150 x 150 pixels, in this app and in other libraries.

    python -m benchmarks.augmentation_speed

All do the tutorial's changes (rotation 40 degrees, shifts 0.2, shear 0.2 degrees, zoom 0.8 to 1.2, mirroring, nearest
fill, bilinear) on the same photo-like pixels in memory. `ImageDataGenerator` and Albumentations take one picture at a
time, Keras' layers a whole batch in a `tf.data` map. `RandAugment` makes other changes, two per picture. The libraries
take turns many times and the fastest run of each counts, so that other load hits all alike. OpenCV and TensorFlow use
all cores that they find.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from itertools import count

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # otherwise it checks the internet for a newer release

import keras
import numpy as np
import tensorflow as tf
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from scipy import ndimage

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.recipe import MODERN_AUGMENTATION, REGULARIZED, Augmentation
from dogcat.training.pipeline import training_batch

ROUNDS = 40
OURS = "the pipeline's batch"
TUTORIAL = REGULARIZED.augmentation
SIZE, BATCH = REGULARIZED.picture_size, REGULARIZED.batch_size
ALL_ELSE = {
    "vertical_flip": True,
    "channel_shift_range": 30,
    "brightness_range": (0.7, 1.3),
    "random_crop_area": (0.6, 1),
    "random_crop_aspect": (0.75, 4 / 3),
    "contrast_range": (0.7, 1.3),
    "saturation_range": (0.7, 1.3),
    "cutout_size": 0.2,
}


def photo_like(count: int) -> np.ndarray:
    """Return uint8 pictures without sharp edges."""
    noise = np.random.default_rng(1).random((count, SIZE, SIZE, 3), dtype=np.float32)
    smooth = ndimage.gaussian_filter(noise, (0, 3, 3, 0))
    return ((smooth - smooth.min()) / np.ptp(smooth) * 255).astype(np.uint8)


def keras_generator(pixels: np.ndarray, fill_mode: str) -> Callable[[], object]:
    """Return a job with the tutorial's own class; it computes in float32, as behind `flow`."""
    generator = ImageDataGenerator(
        rotation_range=TUTORIAL.rotation_range,
        width_shift_range=TUTORIAL.width_shift_range,
        height_shift_range=TUTORIAL.height_shift_range,
        shear_range=TUTORIAL.shear_range,
        zoom_range=TUTORIAL.zoom_range,
        horizontal_flip=True,
        fill_mode=fill_mode,
    )
    pictures = pixels.astype(np.float32)
    return lambda: [generator.random_transform(picture) for picture in pictures]


def keras_layers(pixels: np.ndarray, layers: list[keras.layers.Layer]) -> Callable[[], object]:
    """Return a job with Keras' layers one after another in a `tf.data` map; each layer resamples."""

    def change(batch: tf.Tensor) -> tf.Tensor:
        for layer in layers:
            batch = layer(batch, training=True)
        return batch

    options = tf.data.Options()
    options.autotune.enabled = False
    # no prefetching, so that the time of a call is the time of a batch
    batches = iter(tf.data.Dataset.from_tensors(pixels).repeat().map(change).with_options(options))
    return lambda: next(batches)


def tutorial_layers() -> list[keras.layers.Layer]:
    """Return the tutorial's changes as layers, without the shear, which would need a fifth resampling."""
    fill: dict[str, str] = {"fill_mode": "nearest", "interpolation": "bilinear"}
    return [
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomRotation(TUTORIAL.rotation_range / 360, **fill),
        keras.layers.RandomTranslation(TUTORIAL.height_shift_range, TUTORIAL.width_shift_range, **fill),
        keras.layers.RandomZoom((-0.2, 0.2), (-0.2, 0.2), **fill),
    ]


def albumentations_affine(pixels: np.ndarray) -> Callable[[], object]:
    """Return a job with `Affine` and `HorizontalFlip` of Albumentations, on OpenCV as in this app."""
    import albumentations
    import cv2

    shift = {"x": (-TUTORIAL.width_shift_range, TUTORIAL.width_shift_range)}
    shift["y"] = (-TUTORIAL.height_shift_range, TUTORIAL.height_shift_range)
    change = albumentations.Compose(
        [
            albumentations.Affine(
                scale={"x": TUTORIAL.zoom_range, "y": TUTORIAL.zoom_range},
                translate_percent=shift,
                rotate=(-TUTORIAL.rotation_range, TUTORIAL.rotation_range),
                shear={"x": (-TUTORIAL.shear_range, TUTORIAL.shear_range), "y": (0, 0)},
                interpolation=cv2.INTER_LINEAR,
                border_mode=cv2.BORDER_REPLICATE,
                p=1,
            ),
            albumentations.HorizontalFlip(p=0.5),
        ],
        seed=1,
    )
    return lambda: np.stack([change(image=picture)["image"] for picture in pixels])


def ours(pixels: np.ndarray, augmentation: Augmentation) -> Callable[[], object]:
    """Return a job with `roll_dice` and `augment`."""
    generator = np.random.default_rng(1)
    return lambda: augment(pixels, augmentation, roll_dice(generator, len(pixels)))


def best_of_each(jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the shortest time of each job in seconds."""
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            best[name] = min(best[name], time.perf_counter() - began)
    return best


def main() -> None:
    """Print the time of each library and its ratio to this app's time."""
    pixels = photo_like(BATCH)
    split = SplitPixels(pixels, (np.arange(BATCH) % 2).astype(np.float32), [str(n) for n in range(BATCH)], [])
    jobs = {
        OURS: lambda: training_batch(split, REGULARIZED, 0),
        "ImageDataGenerator": keras_generator(pixels, "nearest"),
        "Keras' layers": keras_layers(pixels, tutorial_layers()),
        "Keras' RandAugment": keras_layers(pixels, [keras.layers.RandAugment()]),
    }
    if find_spec("albumentations"):
        jobs["Albumentations: Affine, flip"] = albumentations_affine(pixels)
    else:
        print("Albumentations is not installed; its line is left out.")
    for fill_mode in ("reflect", "constant", "wrap"):
        jobs[f"ours, {fill_mode}"] = ours(pixels, replace(TUTORIAL, fill_mode=fill_mode))
        jobs[f"ImageDataGenerator, {fill_mode}"] = keras_generator(pixels, fill_mode)
    jobs["ours, all changes but noise"] = ours(pixels, replace(TUTORIAL, **ALL_ELSE))
    jobs["ours, all changes"] = ours(pixels, replace(TUTORIAL, **ALL_ELSE, noise_stddev=10))
    modern, steps = replace(REGULARIZED, augmentation=MODERN_AUGMENTATION), count()
    jobs["ours, modern, with mixup or cutmix"] = lambda: training_batch(split, modern, next(steps))
    best = best_of_each(jobs)
    for name, seconds in best.items():
        print(f"{name:<35} {seconds * 1000:8.2f} ms {seconds / best[OURS]:8.2f} x {OURS}")


if __name__ == "__main__":
    main()
