"""The code of a recipe that stands on a base: the same network with the same weights, and what is trained of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dogcat.export.base_code import base_parts
from dogcat.export.keras_code import code_parts
from dogcat.recipe.recipe import FINE_TUNING, PRETRAINED_FEATURES, Augmentation, Recipe
from tests.conftest import MakeLayout


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> Path:
    return make_layout(tmp_path_factory.mktemp("base_code") / "pets", per_class=3)


def test_fine_tuning_changes_the_same_layers_of_the_same_network(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from dogcat.training.model import build_model

    recipe = replace(FINE_TUNING, picture_size=32, batch_size=4, augmentation=Augmentation(horizontal_flip=True))
    monkeypatch.setattr(keras.Model, "fit", lambda *_, **__: None)  # the head's, which takes 20 epochs
    monkeypatch.setattr(keras.Model, "predict", lambda *_, **__: None)
    made = _made(recipe, pictures)
    theirs, ours = made["model"], build_model(recipe, "float32")
    for layer in made["base"].layers:
        own = ours.get_layer(layer.name)
        assert layer.trainable == own.trainable or not layer.weights, layer.name
        for their_weights, our_weights in zip(layer.get_weights(), own.get_weights(), strict=True):
            np.testing.assert_array_equal(their_weights, our_weights)
    ours.get_layer("output").set_weights(made["head"].get_layer("output").get_weights())
    np.testing.assert_allclose(
        np.asarray(theirs(made["pixels"], training=True)),  # batch normalization stays what it is, also in training
        np.asarray(ours(made["pixels"], training=False)),
        atol=1e-5,
    )


@pytest.mark.parametrize("base", ["mobilenet-v2", "vgg16"])
def test_the_other_bases_are_those_of_keras(base: str) -> None:
    kind = {"mobilenet-v2": "MobileNetV2", "vgg16": "VGG16"}[base]
    code = base_parts(replace(PRETRAINED_FEATURES, base=base))["Base"]
    assert f'keras.applications.{kind}(include_top=False, weights="imagenet"' in code
    code = base_parts(replace(PRETRAINED_FEATURES, base=base, base_training="random"))["Base"]
    assert "weights=None" in code
    compile(code, base, "exec")


def _made(recipe: Recipe, pictures: Path) -> dict[str, Any]:
    """What the code has made, by name, before it trains."""
    parts = code_parts(recipe, str(pictures))
    names: dict[str, Any] = {}
    exec(compile("\n".join(list(parts.values())[:-1]), "copied.py", "exec"), names)  # noqa: S102 - our own text
    return names
