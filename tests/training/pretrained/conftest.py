"""A base of two blocks with random weights, in the place of EfficientNet-Lite0."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.recipe import bases
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.training.model import build_model
from dogcat.training.pretrained import head, prepare
from dogcat.training.pretrained.prepare import base_layers
from dogcat.training.train import train

LITE0 = "efficientnet-lite0"
SMALL = replace(
    bases.BASES[LITE0],
    rows=tuple(bases._inverted_residuals(1 / 128, -127 / 128, ((1, 3, 1, 1, 8), (1, 3, 2, 2, 8)))),
    first_tuned="block_2_expand_conv",
    texture="block_1_project_norm",
)


@pytest.fixture(scope="module")
def small_base() -> Iterator[None]:
    """Replaces the base for all tests of this folder; its weights come from a fixed seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(bases.BASES, LITE0, SMALL)
        keras.utils.set_random_seed(7)
        drawn = build_model(recipe_with_base(base_training="random"), "float32")
        weights = [array for layer in prepare.base_layers(drawn, SMALL) for array in layer.get_weights()]
        patch.setattr(prepare, "base_weights", lambda _name: weights)
        patch.setattr(head, "NUM_STEPS", 30)
        yield


def recipe_with_base(**fields: object) -> Recipe:
    """A training of a second on the base."""
    common = {
        "picture_size": 32,
        "pooling": "average",
        "dense_units": 0,
        "base": LITE0,
        "optimizer": "adam",
        "learning_rate": 1e-3,
        "batch_size": 4,
        "steps_per_epoch": 3,
        "epochs": 1,
        "precision": "float32",
    }
    return Recipe(**common | fields)


def trained(recipe: Recipe, **options: Any) -> Run:
    run = create_run(recipe, "tiny", claimed_by=os.getpid(), **options)
    train(recipe, run)
    return run


def base_weights_of(model: keras.Model) -> dict[str, list[np.ndarray]]:
    return {layer.name: layer.get_weights() for layer in base_layers(model, SMALL) if layer.weights}


def changed_layers(model: keras.Model, other: keras.Model) -> set[str]:
    before, after = base_weights_of(other), base_weights_of(model)
    return {name for name in before if any(np.any(a != b) for a, b in zip(before[name], after[name], strict=True))}
