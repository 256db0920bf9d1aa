"""The 1,000 answers of EfficientNet-Lite0, with its published weights."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from dogcat.explain.worker.imagenet import imagenet_answers
from dogcat.recipe.recipe import PRETRAINED_FEATURES
from dogcat.training.model import build_model
from dogcat.training.pretrained.weights import imagenet_classifier


def test_the_answers_are_those_of_the_published_last_layer() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    found = imagenet_answers(pixels)["probabilities"]
    model = build_model(replace(PRETRAINED_FEATURES, picture_size=32), "float32")
    features = np.asarray(keras.Model(model.inputs[0], model.get_layer("average").output)(pixels[None]))[0]
    kernel, bias = imagenet_classifier()
    expected = np.exp(features.astype(np.float64) @ kernel + bias)
    assert found == pytest.approx(expected / expected.sum(), rel=1e-3)
    assert found.shape == (1000,)
    assert found.sum() == pytest.approx(1)
