"""Small models of the kinds that people save."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers

from tests.explain.worker.keras_2_files import keras_2_file

SIDE = 32

PIXELS = np.random.default_rng(1).integers(0, 256, (2, SIDE, SIDE, 3)).astype(np.float32)


def saved_as(model: keras.Model, folder: Path, form: str) -> bytes:
    if form == "Keras 2":
        return keras_2_file(model, folder)
    model.save(folder / f"saved{form}")
    return (folder / f"saved{form}").read_bytes()


def outputs(model: keras.Model) -> np.ndarray:
    return np.asarray(model(PIXELS, training=False))


def base() -> keras.Model:
    """A small part of MobileNet, frozen, with weights that are no zeros."""
    pixels = keras.Input((SIDE, SIDE, 3))
    features = layers.Conv2D(4, 3, strides=2, use_bias=False)(layers.ZeroPadding2D(((0, 1), (0, 1)))(pixels))
    features = layers.ReLU(6.0)(layers.BatchNormalization()(features))
    features = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(features)
    features = layers.Activation("relu6")(layers.BatchNormalization()(features))
    narrow = layers.Conv2D(4, 1)(features)
    model = keras.Model(pixels, layers.Add()([features, narrow]))
    model.trainable = False
    return shaken(model)


def shaken(model: keras.Model) -> keras.Model:
    """The model with other weights: those of BatchNormalization are not simple, and positive."""
    generator = np.random.default_rng(2)
    model.set_weights([generator.uniform(0.1, 0.9, weight.shape) for weight in model.get_weights()])
    for layer in model._flatten_layers():
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()
    return model


def teachable_machine() -> keras.Model:
    first = keras.Sequential([base(), layers.GlobalAveragePooling2D()])
    second = keras.Sequential(
        [layers.Dense(5, activation="relu"), layers.Dense(2, activation="softmax", use_bias=False)]
    )
    return keras.Sequential([keras.Input((SIDE, SIDE, 3)), first, second])


def tutorial(preprocess: Callable[[Any], Any], activation: str | None) -> keras.Model:
    """TensorFlow's tutorial "Transfer learning and fine-tuning"."""
    pixels = keras.Input((SIDE, SIDE, 3))
    features = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.2)])(pixels)
    features = base()(preprocess(features), training=False)
    features = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(features))
    return keras.Model(pixels, layers.Dense(1, activation=activation)(features))


def chollet() -> keras.Model:
    """The convolutional network with augmentation of Chollet's book, second edition, with other layers at its end."""
    return keras.Sequential([
        keras.Input((SIDE, SIDE, 3)), layers.RandomZoom(0.2), layers.Rescaling(1 / 255), layers.Conv2D(4, 3),
        layers.LeakyReLU(0.3), layers.SeparableConv2D(4, 3, activation="swish"), layers.MaxPooling2D(2),
        layers.SpatialDropout2D(0.2), layers.Flatten(), layers.Dense(2), layers.Softmax(),
    ])  # fmt: skip


def adapted() -> keras.Model:
    """A Normalization with weights of its own, inside a nested model as in EfficientNet."""
    pixels = keras.Input((SIDE, SIDE, 3))
    inner = keras.Model(pixels, layers.Conv2D(2, 3)(layers.Normalization()(layers.Rescaling(1 / 255)(pixels))))
    return shaken(keras.Sequential([inner, layers.GlobalMaxPooling2D(), layers.Dense(3)]))
