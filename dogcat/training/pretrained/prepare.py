"""Gives a network its base's weights, and fixes those that are not trained."""

from collections.abc import Sequence

import keras
import numpy as np

from dogcat.recipe.bases import BASES, RANDOM_TRAININGS, Base
from dogcat.recipe.recipe import Recipe
from dogcat.training.pretrained.weights import base_weights


def prepare_base(model: keras.Model, recipe: Recipe) -> None:
    """Set and fix the base's weights in a new network, before it is compiled.

    Args:
        model: the network of the recipe.
        recipe: has a base.

    Raises:
        BaseWeightsError: the base's weights are missing, or are not the published ones.
    """
    base = BASES[recipe.base]
    if recipe.base_training not in RANDOM_TRAININGS:
        set_base_weights(model, base, base_weights(recipe.base))
    if recipe.base_training != "random":
        freeze(model, base, base.first_tuned if recipe.base_training == "fine-tuning" else None)


def set_base_weights(model: keras.Model, base: Base, weights: Sequence[np.ndarray]) -> None:
    """Give the base's layers in a network their weights, in the order of `Base.rows`."""
    left = list(weights)
    for layer in base_layers(model, base):
        number = len(layer.weights)
        layer.set_weights(left[:number])
        del left[:number]
    if left:
        raise ValueError(f"{len(left)} arrays are left over")


def freeze(model: keras.Model, base: Base, first_trained: str | None = None) -> None:
    """Fix the weights of the base's layers, or those before one of them.

    Every batch normalization is fixed itself. Calling the base with `training=False` is not enough: as soon as its
    `trainable` is true, the training flag of the outer network wins, and the normalization uses the few pictures of a
    batch instead of the statistics of ImageNet.

    Args:
        model: has the layers of the base.
        base: which layers.
        first_trained: the first layer whose weights may change; None for none.
    """
    may_change = False
    for layer in base_layers(model, base):
        may_change = may_change or layer.name == first_trained
        layer.trainable = may_change and not isinstance(layer, keras.layers.BatchNormalization)


def base_layers(model: keras.Model, base: Base) -> list[keras.layers.Layer]:
    """Return the base's layers in a network, in the order of `Base.rows`."""
    return [model.get_layer(name) for name, *_ in base.rows]
