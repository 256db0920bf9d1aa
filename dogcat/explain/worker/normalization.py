"""What the first batch normalisation of a network does with one map of a batch of pictures."""

import keras
import numpy as np

from dogcat.common.types import Arrays


def first_normalization(model: keras.Model, pixels: np.ndarray, number: int) -> Arrays:
    """The values of one map before and after the first batch normalisation, as in training and as in evaluation.

    Args:
        model: a network with batch normalisation.
        pixels: uint8 (N, S, S, 3), the batch.
        number: of the map, from 0.

    Returns:
        The arrays of `explain.activations.Normalization`, by their names there.
    """
    norm = next(layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization))
    maps = keras.Model(model.inputs[0], norm.input)(pixels, training=False)
    kept = norm.get_weights()
    as_trained = norm(maps, training=True)
    norm.set_weights(kept)  # the averages have followed the batch, which must not change the network
    as_evaluated = norm(maps, training=False)
    parts = {"before": maps, "as_trained": as_trained, "as_evaluated": as_evaluated}
    found = {name: np.asarray(values)[..., number] for name, values in parts.items()}
    names = ("gamma", "beta", "moving_mean", "moving_variance")
    numbers = {name: np.array(array[number]) for name, array in zip(names, kept, strict=True)}
    return {**found, **numbers, "epsilon": np.array(norm.epsilon)}
