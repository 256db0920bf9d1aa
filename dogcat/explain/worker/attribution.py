"""Computes why a network predicts a class for a picture, and how stable the prediction is.

Runs in the worker process; `explain.attribution` asks. The network sees a picture as in validation: the same pixels,
no augmentation, no dropout.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import cv2
import keras
import numpy as np
import tensorflow as tf

from dogcat.augmentation.augment import augment
from dogcat.augmentation.photometric import CUTOUT_LEVEL
from dogcat.augmentation.sampling import roll_dice
from dogcat.common.types import Arrays
from dogcat.explain.out_of_distribution import pixel_statistics
from dogcat.explain.perturbations import AXES, along
from dogcat.pictures.pixel_cache import load_both_classes
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.bases import BASES
from dogcat.recipe.recipe import REGULARIZED, Recipe
from dogcat.training.evaluation import PROBABILITY_FLOOR
from dogcat.training.evaluation import predict as predict_batch
from dogcat.training.pipeline import training_pictures

NUM_DRAWS = 64  # number of versions with the tutorial's augmentation
NUM_STEPS = 16  # steps from a grey picture to the explained one
NUM_PLACES = 13  # places of the grey patch in each direction
PATCH_SHARE = 0.2  # side of the patch, fraction of the picture's side
MAX_OF_SPLIT = 2_000  # largest number of pictures of a split that others are compared with
_LAST_MAPS = (keras.layers.Conv2D, keras.layers.ReLU)
_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)
MAX_BATCH_BYTES = 64 * 2**20  # size of the layers' outputs; 256 MB is 20% faster and keeps 260 MB more memory


def predict(model: keras.Model, pixels: np.ndarray) -> np.ndarray:
    """P(dog) of each picture, float64 (N,); with `mirror_at_test`, the mean for the picture and its mirror image.

    Args:
        model: from `worker.activations.open_network`.
        pixels: uint8 (N, S, S, 3), from `decode_picture`.
    """
    mirror = getattr(model, "mirror_at_test", False)  # an own model has no recipe
    return np.concatenate([predict_batch(model, part, mirror) for part in _batches(model, pixels)])


def class_map(model: keras.Model, pixels: np.ndarray, label: int) -> np.ndarray:
    """The evidence for a class at each pixel: the conductance of the last convolution.

    A grey picture changes in steps into this one. In each step, a value of the last convolution contributes its change
    times the gradient of the logit with respect to it; for cat, the sign is reversed. The sum over steps and filters is
    the contribution of a place. All contributions add up to this picture's logit minus that of the grey picture
    (Dhamdhere, Sundararajan and Yan 2018, arXiv:1805.12233).

    Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391) uses the mean gradient over all places, which suits networks with
    global average pooling. This network flattens its maps. On the baseline, hiding the brightest 10% of a Grad-CAM map
    changes the prediction no more than hiding any other 10%; see `benchmarks/explanations.py`.

    A contribution is drawn at the centre of its receptive field; plain enlargement of the map would be wrong by up to
    14 of 150 pixels. A blur by the distance between two centres follows, since a receptive field is much larger than
    that. Negative values are removed last, so that evidence for and against can cancel. Otherwise the map shows every
    place with contrast, also for random weights.

    Args:
        model: a model with a convolution.
        pixels: uint8 (S, S, 3).
        label: 0 for evidence for cat, 1 for dog.

    Returns:
        float32 (S, S), contributions to the logit, 0 without evidence for the class.
    """
    front, rest = _around_last_convolution(model)
    steps = np.linspace(0, 1, NUM_STEPS + 1, dtype=np.float32)[:, None, None, None]
    maps = front(CUTOUT_LEVEL + steps * (pixels.astype(np.float32) - CUTOUT_LEVEL), training=False)
    between = (maps[1:] + maps[:-1]) / 2
    with tf.GradientTape() as tape:
        tape.watch(between)
        logit = _logit(rest, between)
    shares = np.asarray((maps[1:] - maps[:-1]) * tape.gradient(logit, between)).sum(axis=(0, -1))
    evidence = shares if label else -shares
    first, distance = _first_middle(model)
    middles = first + distance * np.arange(len(evidence))
    weights = np.stack([np.interp(np.arange(len(pixels)), middles, row) for row in np.eye(len(middles))], axis=1)
    placed = (weights @ evidence @ weights.T).astype(np.float32)
    blurred = cv2.GaussianBlur(placed, (0, 0), distance, borderType=cv2.BORDER_REPLICATE)
    speaking: np.ndarray = np.maximum(0, blurred)
    return speaking


def occlusion(model: keras.Model, pixels: np.ndarray, label: int) -> Arrays:
    """Predictions while a grey patch covers parts of the picture (Zeiler and Fergus 2013, arXiv:1311.2901, sec. 4.2).

    Args:
        model: any model.
        pixels: uint8 (S, S, 3).
        label: the class, 0 for cat, 1 for dog.

    Returns:
        `starts`, int64 (K,): first rows, and first columns, of the patch. `patch`: its side in pixels. `p_dog`, float64
        (K, K): P(dog) by row and column of the patch. `map`, float32 (S, S): mean decrease in the log-odds of the class
        over the patches that cover a pixel.
    """
    size = len(pixels)
    side = max(1, round(PATCH_SHARE * size))
    starts = np.unique(np.linspace(0, size - side, NUM_PLACES).round().astype(int))
    covered = np.repeat(pixels[None], len(starts) ** 2 + 1, axis=0)
    windows = [np.s_[row : row + side, column : column + side] for row in starts for column in starts]
    for picture, window in zip(covered[1:], windows, strict=True):
        picture[window] = CUTOUT_LEVEL
    p_dog = predict(model, covered)
    clipped = np.clip(p_dog, PROBABILITY_FLOOR, 1 - PROBABILITY_FLOOR)
    odds = np.log(clipped / (1 - clipped)) * (1 if label else -1)
    total, count = np.zeros((size, size)), np.zeros((size, size))
    for window, drop in zip(windows, odds[0] - odds[1:], strict=True):
        total[window] += drop
        count[window] += 1
    return {
        "starts": starts,
        "patch": np.array(side),
        "p_dog": p_dog[1:].reshape(len(starts), -1),
        "map": (total / count).astype(np.float32),
    }


def stability(model: keras.Model, pixels: np.ndarray, seed: int) -> Arrays:
    """P(dog) of changed versions of the picture.

    Args:
        model: any model.
        pixels: uint8 (S, S, 3).
        seed: seed of the random numbers; with one seed, all models see the same versions.

    Returns:
        `draws`, float64 (NUM_DRAWS,): P(dog) with the tutorial's augmentation. For each of `perturbations.AXES`, by its
        name, float64: P(dog) at each value of the axis.
    """
    dice = roll_dice(np.random.default_rng(seed), NUM_DRAWS)
    drawn = augment(np.repeat(pixels[None], NUM_DRAWS, axis=0), REGULARIZED.augmentation, dice)
    variants = {"draws": drawn, **{name: along(pixels, axis) for name, axis in AXES.items()}}
    p_dog = predict(model, np.concatenate(list(variants.values())))
    ends = np.cumsum([len(pictures) for pictures in variants.values()])
    return dict(zip(variants, np.split(p_dog, ends[:-1]), strict=True))


def look(model: keras.Model, pixels: np.ndarray) -> Arrays:
    """The network's features of pictures.

    Args:
        model: any model.
        pixels: uint8 (N, S, S, 3).

    Returns:
        `hidden`, float32 (N, U): the values that the output layer takes. `texture`, float32 (N, 2 F + 31): mean and
        standard deviation of each early feature map, see `_inner`, and `pixel_statistics`.
    """
    inner, parts = _inner(model), []
    for part in _batches(model, pixels):
        hidden, maps = (np.asarray(values) for values in inner(part))
        look_of_maps = [maps.mean(axis=(1, 2)), maps.std(axis=(1, 2))]
        parts.append((hidden, np.concatenate([*look_of_maps, pixel_statistics(part)], axis=1)))
    hidden, texture = (np.concatenate(values) for values in zip(*parts, strict=True))
    return {"hidden": hidden, "texture": texture}


def look_at_split(model: keras.Model, recipe: Recipe, pictures: str, split: str, first: int, count: int) -> Arrays:
    """The features of some pictures of a split, see `look`; for `train`, of the pictures that the recipe trains on.

    A split with more than `MAX_OF_SPLIT` pictures is sampled evenly. `first` and `count` select from this sample.

    Returns:
        The arrays of `look`; `names`, (count,) or fewer at the end; `num_all`, the size of the sample.
    """
    loaded = load_both_classes(open_or_draw(pictures), split, recipe.picture_size)
    if split == "train":
        loaded, _ = training_pictures(loaded, recipe)
    picked = np.linspace(0, len(loaded) - 1, min(len(loaded), MAX_OF_SPLIT)).round().astype(int)
    chosen = picked[first : first + count]
    names = np.array([loaded.names[place] for place in chosen])
    return {**look(model, loaded.pixels[chosen]), "names": names, "num_all": np.array(len(picked))}


def _batches(model: keras.Model, pixels: np.ndarray) -> Iterator[np.ndarray]:
    each = 4 * sum(int(np.prod(layer.output.shape[1:])) for layer in model.layers)
    size = max(1, MAX_BATCH_BYTES // each)
    return (pixels[start : start + size] for start in range(0, len(pixels), size))


@lru_cache(maxsize=4)
def _around_last_convolution(model: keras.Model) -> tuple[keras.Model, list[keras.layers.Layer]]:
    """The network up to its last maps before a pooling, with their ReLU, and the layers after that."""
    last = max(number for number, layer in enumerate(model.layers) if isinstance(layer, _LAST_MAPS))
    return keras.Model(model.inputs[0], model.layers[last].output), model.layers[last + 1 :]


def _logit(layers: list[keras.layers.Layer], values: tf.Tensor) -> tf.Tensor:
    """The logit: the output before the sigmoid, whose gradient vanishes near 0 and 1."""
    *hidden, output = layers
    for layer in hidden:
        values = layer(values, training=False)
    return (keras.ops.matmul(values, output.kernel) + output.bias)[:, 0]


def _first_middle(model: keras.Model) -> tuple[float, int]:
    """Centre of the first receptive field of the last convolution, and the distance to the next one, in pixels."""
    first, distance = 0.0, 1
    last = max(number for number, layer in enumerate(model.layers) if isinstance(layer, _LAST_MAPS))
    for layer in model.layers[: last + 1]:
        is_window = isinstance(layer, (*_CONVOLUTIONS, keras.layers.MaxPooling2D))
        if is_window and "_shortcut_" not in layer.name:  # a shortcut sees less than the way through its block
            window = layer.kernel_size[0] if isinstance(layer, _CONVOLUTIONS) else layer.pool_size[0]
            size, strides = layer.input.shape[1], layer.strides[0]
            missing = max(0, (layer.output.shape[1] - 1) * strides + window - size) if layer.padding == "same" else 0
            first += distance * ((window - 1) / 2 - missing // 2)  # TensorFlow puts the odd row of zeros at the end
            distance *= strides
    return first, distance


@lru_cache(maxsize=4)
def _inner(model: keras.Model) -> Callable[[np.ndarray], tuple[tf.Tensor, tf.Tensor]]:
    """Function from pictures to the values before the output and early maps; traced: a third less time.

    The maps are those of the second pooling, or of the first if there is only one; in a residual network those of the
    last block of its first stage, which halved the picture as often as two poolings.
    """
    names = {layer.name for layer in model.layers}
    of_bases = (base.texture for base in BASES.values())
    early = next(name for name in ("stage_1_block_2_relu_2", "pool_2", "pool_1", *of_bases) if name in names)
    inner = keras.Model(model.inputs[0], [model.get_layer("output").input, model.get_layer(early).output])
    asked = tf.TensorSpec((None, *model.inputs[0].shape[1:]), tf.uint8)
    traced: Callable[[np.ndarray], tuple[tf.Tensor, tf.Tensor]] = tf.function(
        lambda pixels: inner(pixels, training=False), input_signature=[asked]
    )
    return traced
