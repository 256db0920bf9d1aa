"""The warm-up of a standby process."""

import keras
import numpy as np
import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.training import warm_up
from dogcat.training.model import build_model


@pytest.mark.parametrize(("precision", "asks_for_products"), [("float32", 1), ("bfloat16", 0)])
def test_a_warm_up_measures_and_changes_no_result(
    tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch, precision: str, asks_for_products: int
) -> None:
    def initial_weights() -> list[np.ndarray]:
        keras.utils.set_random_seed(3)
        return build_model(tiny_recipe, "float32").get_weights()

    asked: list[str] = []
    trained: list[keras.Model] = []
    monkeypatch.setattr(warm_up, "QUICK_BASELINE", tiny_recipe)
    monkeypatch.setattr(warm_up, "choose_precision", lambda _requested, _device: (precision, "why"))
    monkeypatch.setattr(warm_up, "products_pay", lambda: asked.append("products"))
    fit = keras.Model.fit
    monkeypatch.setattr(keras.Model, "fit", lambda self, *args, **kw: trained.append(self) or fit(self, *args, **kw))
    before = initial_weights()
    warm_up.rehearse()
    assert len(asked) == asks_for_products
    assert [int(model.optimizer.iterations) for model in trained] == [1]
    for mine, theirs in zip(initial_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, theirs)
