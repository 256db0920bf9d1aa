"""What a network that was trained on ImageNet says to a picture with its own 1,000 classes.

Runs in the worker process; `explain.imagenet` asks.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from dogcat.common.types import Arrays
from dogcat.recipe.bases import BASES
from dogcat.recipe.recipe import PRETRAINED_FEATURES
from dogcat.training.model import build_model
from dogcat.training.pretrained.folded import Features, folded_base
from dogcat.training.pretrained.weights import imagenet_classifier


def imagenet_answers(pixels: np.ndarray) -> Arrays:
    """The probabilities that EfficientNet-Lite0 gives to its own classes.

    Args:
        pixels: uint8 (S, S, 3).

    Returns:
        `probabilities`, float64 (1000,), 1 together.

    Raises:
        BaseWeightsError: the weights are missing, or are not the published ones.
    """
    kernel, bias = imagenet_classifier()
    values = (_base(len(pixels))(pixels[None])[0] @ kernel + bias).astype(np.float64)
    likelihoods = np.exp(values - values.max())
    return {"probabilities": likelihoods / likelihoods.sum()}


@lru_cache(maxsize=2)
def _base(size: int) -> Features:
    recipe = replace(PRETRAINED_FEATURES, picture_size=size)
    return folded_base(build_model(recipe, "float32"), BASES[recipe.base])
