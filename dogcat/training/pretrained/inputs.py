"""What a training with a base does before its first epoch: features instead of pictures, and a head to begin with."""

import time
from collections.abc import Sequence
from dataclasses import replace

import keras
import numpy as np

from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.bases import BASES
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.pretrained.features import features_of
from dogcat.training.pretrained.prepare import base_layers

EVENT_SECONDS = 0.5  # shortest time between two events
_NUM_BATCHES, _BATCH = 8, 32  # pictures from which the statistics of random weights are computed


class StoppedBeforeEpochsError(Exception):
    """The learner has asked to stop the training while the features were computed."""


def as_features(whole: keras.Model, recipe: Recipe, splits: Sequence[SplitPixels], run: Run) -> list[SplitPixels]:
    """Return splits whose `pixels` are the pictures' features, float32 (N, F), and write how far it is into the run.

    Args:
        whole: the network of the recipe, with its base's weights.
        recipe: names the base.
        splits: the pictures.
        run: gets a heartbeat after each batch, and `features` events.

    Raises:
        StoppedBeforeEpochsError: the run's folder has a request to stop.
    """
    num_all = sum(map(len, splits))
    found: list[SplitPixels] = []
    for split in splits:
        progress = _Progress(run, sum(map(len, found)), num_all)
        found.append(replace(split, pixels=features_of(whole, recipe.base, split.pixels, progress)))
    return found


def settle_statistics(whole: keras.Model, recipe: Recipe, pixels: np.ndarray) -> None:
    """Give the batch normalization of a base with random weights the statistics of training pictures.

    With those that a new layer has, the values would shrink or grow from layer to layer until they say nothing. No
    label is needed, so the base has still learned nothing about cats and dogs.
    """
    layers = [
        each for each in base_layers(whole, BASES[recipe.base]) if isinstance(each, keras.layers.BatchNormalization)
    ]
    maps = keras.Model(whole.inputs[0], whole.get_layer("average").output)
    order = np.random.default_rng(recipe.seed).permutation(len(pixels))
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.trainable = True
    for number, start in enumerate(range(0, min(len(order), _NUM_BATCHES * _BATCH), _BATCH)):
        for layer in layers:
            layer.momentum = number / (number + 1)  # the mean over all batches so far
        maps(pixels[np.sort(order[start : start + _BATCH])], training=True)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.trainable, layer.momentum = False, momentum


class _Progress:
    """Writes how many features are computed into a run."""

    def __init__(self, run: Run, num_before: int, num_all: int) -> None:
        self.run, self.num_before, self.num_all = run, num_before, num_all
        self.written = 0.0

    def __call__(self, done: int, _all: int) -> None:
        self.run.beat()
        if self.run.stop_requested():
            raise StoppedBeforeEpochsError
        if time.monotonic() - self.written >= EVENT_SECONDS or self.num_before + done == self.num_all:
            self.written = time.monotonic()
            self.run.append("features", done=self.num_before + done, num_pictures=self.num_all)
