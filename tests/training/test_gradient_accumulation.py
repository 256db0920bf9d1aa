"""A batch in portions: the same weights and figures as from the whole batch, in less memory."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from dogcat.recipe.memory import num_portions
from dogcat.recipe.recipe import BASELINE, QUICK_REGULARIZED, REGULARIZED, Recipe
from dogcat.training.answers import Answers
from dogcat.training.gradient_accumulation import InPortions
from dogcat.training.model import advance_dropout, build_model
from dogcat.training.train import _measure


def batch(recipe: Recipe) -> tuple[tf.Tensor, tf.Tensor]:
    generator = np.random.default_rng(1)
    size = recipe.picture_size
    pixels = generator.integers(0, 256, (recipe.batch_size, size, size, 3), dtype=np.uint8)
    return tf.constant(pixels), tf.constant(generator.integers(0, 2, (recipe.batch_size, 1)), tf.float32)


def network(
    recipe: Recipe, number: int, monkeypatch: pytest.MonkeyPatch, precision: str = "float32"
) -> keras.Sequential:
    monkeypatch.setattr("dogcat.training.model.num_portions", lambda *_: number)
    keras.utils.set_random_seed(1)
    model = build_model(recipe, precision, for_training=True)
    assert isinstance(model, InPortions) == (number > 1)
    _measure(model, recipe, Answers(recipe.batch_size))
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.mark.parametrize("number", [2, 3, 8])
@pytest.mark.parametrize("weight_decay", [0.0, 0.01])
def test_what_is_learned_and_told_is_that_of_the_whole_batch(
    number: int, weight_decay: float, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(tiny_recipe, batch_size=8, weight_decay=weight_decay, dropout=0.0)
    whole, divided = (network(recipe, each, monkeypatch) for each in (1, number))
    pixels, labels = batch(recipe)
    for _ in range(3):
        said = whole.train_on_batch(pixels, labels, return_dict=True)
        assert divided.train_on_batch(pixels, labels, return_dict=True) == pytest.approx(said, abs=1e-5)
        for one, other in zip(whole.get_weights(), divided.get_weights(), strict=True):
            np.testing.assert_allclose(other, one, rtol=0, atol=1e-6)
    assert set(said) == {"loss", "accuracy"} | ({"cross_entropy"} if weight_decay else set())


def test_in_float16_the_gradients_of_the_portions_are_scaled_like_those_of_the_batch(
    tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(tiny_recipe, batch_size=8, dropout=0.0, optimizer="sgd", learning_rate=0.1)
    whole, divided, exact = (
        network(recipe, number, monkeypatch, precision)
        for number, precision in ((1, "float16"), (3, "float16"), (1, "float32"))
    )
    pixels, labels = batch(recipe)
    before = [weight.copy() for weight in exact.get_weights()]
    losses = [model.train_on_batch(pixels, labels)[0] for model in (whole, divided, exact)]
    assert losses == pytest.approx([losses[2]] * 3, abs=2e-3)
    for was, *moved in zip(before, *(model.get_weights() for model in (exact, whole, divided)), strict=True):
        step, *others = (weight - was for weight in moved)
        assert np.abs(step).max() > 1e-4
        for other in others:
            np.testing.assert_allclose(other, step, rtol=0, atol=0.2 * np.abs(step).max())


def test_dropout_goes_on_where_it_was(tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = replace(tiny_recipe, batch_size=8, dropout=0.5)
    pixels, labels = batch(recipe)
    first = network(recipe, 3, monkeypatch)
    for _ in range(2):
        first.train_on_batch(pixels, labels)
    taken_up, forgetful = network(recipe, 3, monkeypatch), network(recipe, 3, monkeypatch)
    for model in (taken_up, forgetful):
        model.set_weights(first.get_weights())
    advance_dropout(taken_up, 2)
    first.reset_metrics()
    losses = [model.train_on_batch(pixels, labels)[0] for model in (first, taken_up, forgetful)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-6)
    assert losses[0] != pytest.approx(losses[2], abs=1e-3)


@pytest.mark.parametrize(
    ("recipe", "float32", "bfloat16"),
    [
        (BASELINE, 1, 1),
        (REGULARIZED, 1, 1),
        (QUICK_REGULARIZED, 1, 1),
        (replace(BASELINE, picture_size=224), 2, 1),
        (replace(REGULARIZED, picture_size=224), 3, 2),
        (Recipe(picture_size=400, filters=(256,), batch_size=2), 2, 2),
    ],
)
def test_only_a_batch_that_needs_much_memory_is_divided(recipe: Recipe, float32: int, bfloat16: int) -> None:
    assert (num_portions(recipe, "float32"), num_portions(recipe, "bfloat16")) == (float32, bfloat16)
