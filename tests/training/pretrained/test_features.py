"""Features: those of the whole network, and computed once."""

import keras
import numpy as np
import pytest

from dogcat.common.storage import cache_dir
from dogcat.training.model import build_model
from dogcat.training.pretrained import features
from dogcat.training.pretrained.features import features_of
from tests.training.pretrained.conftest import LITE0, recipe_with_base

pytestmark = pytest.mark.usefixtures("small_base")


@pytest.mark.usefixtures("home")
def test_a_picture_is_computed_once_whatever_stands_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_model(recipe_with_base(), "float32")
    pixels = np.random.default_rng(4).integers(0, 256, (5, 32, 32, 3)).astype(np.uint8)
    steps: list[tuple[int, int]] = []
    first = features_of(model, LITE0, pixels[:3], lambda *step: steps.append(step))
    assert steps == [(0, 3), (3, 3)]
    whole = features_of(model, LITE0, pixels)
    np.testing.assert_allclose(whole[:3], first)
    average = keras.Model(model.inputs[0], model.get_layer("average").output)
    np.testing.assert_allclose(whole, np.asarray(average(pixels)), atol=1e-4)
    assert len(list((cache_dir() / "features").iterdir())) == 2
    monkeypatch.setattr(features, "folded_base", None)  # computes nothing any more
    np.testing.assert_array_equal(features_of(model, LITE0, pixels[::-1]), whole[::-1])


@pytest.mark.usefixtures("home")
def test_what_was_computed_before_a_stop_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_model(recipe_with_base(), "float32")
    pixels = np.random.default_rng(5).integers(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    monkeypatch.setattr(features, "_BATCH_PIXELS", 2 * 32**2)

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        features_of(model, LITE0, pixels, stop)
    steps: list[int] = []
    features_of(model, LITE0, pixels, lambda done, _all: steps.append(done))
    assert steps == [2, 4]


@pytest.mark.usefixtures("home")
def test_other_weights_have_other_features() -> None:
    pixels = np.random.default_rng(6).integers(0, 256, (2, 32, 32, 3)).astype(np.uint8)
    models = [build_model(recipe_with_base(base_training=each), "float32") for each in ("features", "random-features")]
    one, other = (features_of(model, LITE0, pixels) for model in models)
    assert np.abs(one - other).max() > 1e-3
