"""The layers after a base's features as a network of their own, which trains in seconds."""

import keras
import numpy as np

from dogcat.recipe.recipe import PRETRAINED_FEATURES

FEATURES = "features"  # name of the head's input
NUM_STEPS = PRETRAINED_FEATURES.epochs * PRETRAINED_FEATURES.steps_per_epoch  # before fine-tuning


def head_of(whole: keras.Model) -> keras.Sequential:
    """Return the layers after the features of a network, as a network from features (N, F) to P(dog).

    The two networks share these layers, so what one learns, the other one has learned. The head is not compiled.
    """
    average = whole.get_layer("average")
    after = whole.layers[whole.layers.index(average) + 1 :]
    return keras.Sequential([keras.Input(average.output.shape[1:], name=FEATURES), *after], name="head")


def fit_head(whole: keras.Model, features: np.ndarray, labels: np.ndarray) -> None:
    """Train the layers after the features before fine-tuning begins, as long as the recipe `PRETRAINED_FEATURES`.

    Random weights in the head would send large gradients into the base and destroy what it has learned.

    Args:
        whole: the network; its layers after the features change.
        features: float32 (N, F).
        labels: float32 (N,), 0 for cat and 1 for dog.
    """
    head = head_of(whole)
    head.compile(keras.optimizers.Adam(PRETRAINED_FEATURES.learning_rate), "binary_crossentropy", jit_compile=False)
    batch_size = PRETRAINED_FEATURES.batch_size
    epochs = -(-NUM_STEPS * batch_size // len(features))
    head.fit(features, labels[:, None], batch_size=batch_size, epochs=epochs, verbose=0)
