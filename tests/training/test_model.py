"""The network as it is trained gives to the bit what the network that is kept gives, and learns the same."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from dogcat.common.sentence import Sentence
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import REGULARIZED, Recipe
from dogcat.training.gradient_accumulation import InPortions
from dogcat.training.model import build_model
from dogcat.training.product_convolution import ProductConvolution


@pytest.mark.parametrize(
    ("precision", "by_products", "filters"),
    [("float32", False, (4, 8)), ("float32", True, (4, 8)), ("float32", True, (27, 8)), ("bfloat16", False, (4, 8))],
)
def test_the_trained_network_says_and_learns_what_the_kept_one_does(
    tiny_recipe: Recipe,
    precision: str,
    by_products: bool,
    filters: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tiny_recipe = dataclasses.replace(tiny_recipe, filters=filters)
    monkeypatch.setattr("dogcat.training.model.products_pay", lambda: by_products)
    monkeypatch.setattr("dogcat.training.model.WORTH_PRODUCTS", tiny_recipe.picture_size)
    keras.utils.set_random_seed(1)
    plain, trained = build_model(tiny_recipe, precision), build_model(tiny_recipe, precision, for_training=True)
    assert isinstance(trained.get_layer("conv_1"), ProductConvolution) == (by_products and filters[0] >= 27)
    assert isinstance(trained.get_layer("conv_2"), ProductConvolution) == by_products
    trained.set_weights(plain.get_weights())
    generator = np.random.default_rng(1)
    size = tiny_recipe.picture_size
    for _ in range(5):
        pixels = generator.integers(0, 256, (8, size, size, 3), dtype=np.uint8)
        labels = generator.integers(0, 2, (8, 1)).astype(np.float32)
        before = trained.get_weights()
        plain.train_on_batch(pixels, labels)
        trained.train_on_batch(pixels, labels)
        for one, other, former in zip(plain.get_weights(), trained.get_weights(), before, strict=True):
            np.testing.assert_allclose(other, one, rtol=0, atol=1e-6)
            assert not np.array_equal(other, former)
    np.testing.assert_allclose(trained.predict(pixels, verbose=0), plain.predict(pixels, verbose=0), rtol=0, atol=1e-6)


@pytest.mark.parametrize(("precision", "by_products"), [("float32", False), ("float32", True), ("bfloat16", False)])
@pytest.mark.parametrize("residual", [False, True], ids=["normalized", "residual"])
def test_a_network_with_batch_normalization_says_and_learns_what_the_kept_one_does(
    tiny_recipe: Recipe, precision: str, by_products: bool, residual: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dogcat.training.model.products_pay", lambda: by_products)
    monkeypatch.setattr("dogcat.training.model.WORTH_PRODUCTS", tiny_recipe.picture_size)
    recipe = dataclasses.replace(
        tiny_recipe,
        batch_normalization=True,
        residual=residual,
        squeeze_excitation=residual,
        dense_units=0,
        optimizer="sgd",  # its steps are as small as the gradients: others magnify rounding
        learning_rate=0.01,
    )
    keras.utils.set_random_seed(1)
    plain, trained = build_model(recipe, precision), build_model(recipe, precision, for_training=True)
    trained.set_weights(plain.get_weights())
    generator = np.random.default_rng(1)
    size, rounding = recipe.picture_size, 1e-5 if precision == "float32" else 2e-2
    for _ in range(3):
        pixels = generator.integers(0, 256, (8, size, size, 3), dtype=np.uint8)
        labels = generator.integers(0, 2, (8, 1)).astype(np.float32)
        before = trained.get_weights()
        plain.train_on_batch(pixels, labels)
        trained.train_on_batch(pixels, labels)
        changed = [not np.array_equal(*pair) for pair in zip(before, trained.get_weights(), strict=True)]
        assert sum(changed) > len(changed) / 2  # before gamma is above 0, the gradient does not reach into a block
    for one, other in zip(plain.get_weights(), trained.get_weights(), strict=True):
        np.testing.assert_allclose(other, one, rtol=rounding, atol=rounding)
    np.testing.assert_allclose(
        trained.predict(pixels, verbose=0), plain.predict(pixels, verbose=0), rtol=0, atol=rounding
    )


def test_the_decay_of_adamw_leaves_out_biases_gamma_and_beta_beside_batch_normalization(tiny_recipe: Recipe) -> None:
    for is_normalized in (False, True):
        recipe = dataclasses.replace(
            tiny_recipe, optimizer="adamw", weight_decay=0.1, batch_normalization=is_normalized
        )
        model = build_model(recipe, "float32", for_training=True)
        model.optimizer.build(model.trainable_variables)
        decayed = {one.name for one in model.trainable_variables if model.optimizer._use_weight_decay(one)}
        assert decayed == ({"kernel"} if is_normalized else {"kernel", "bias"})


def test_at_first_the_weights_are_random_and_the_biases_are_zero(tiny_recipe: Recipe) -> None:
    """The lesson says so before the training."""
    arrays = build_model(tiny_recipe, "float32").get_weights()
    assert {array.ndim for array in arrays} == {1, 2, 4}
    assert all(np.all(array == 0) == (array.ndim == 1) for array in arrays)
    assert all(len(np.unique(array)) == array.size for array in arrays if array.ndim > 1)


def test_the_pooling_of_the_trained_network_gives_what_that_of_the_kept_one_gives(tiny_recipe: Recipe) -> None:
    keras.utils.set_random_seed(1)  # with others, all maps may be 0
    plain, trained = build_model(tiny_recipe, "float32"), build_model(tiny_recipe, "float32", for_training=True)
    for name in ("conv_1", "conv_2"):
        trained.get_layer(name).bias.assign(np.linspace(-2, 0, trained.get_layer(name).filters))
    plain.set_weights(trained.get_weights())
    assert [layer.name for layer in trained.layers] == [layer.name for layer in plain.layers]
    size = tiny_recipe.picture_size
    pixels = np.random.default_rng(1).integers(0, 256, (3, size, size, 3), dtype=np.uint8)
    for name in ("pool_1", "pool_2"):
        said = [
            keras.Model(model.inputs[0], model.get_layer(name).output).predict(pixels, verbose=0)
            for model in (plain, trained)
        ]
        assert said[0].min() == 0 < said[0].max()
        np.testing.assert_allclose(said[1], said[0], rtol=0, atol=1e-6)


def test_a_card_convolves_with_its_own_library_in_portions_of_its_own_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.training.model.products_pay", lambda: True)
    recipe = dataclasses.replace(REGULARIZED, picture_size=224)
    card = Device("gpu", "Some Card", 16 * 2**30, Sentence("seen by a test"))
    on_processor, on_card = (build_model(recipe, "float32", for_training=True, device=each) for each in (None, card))
    assert {ProductConvolution} < {type(layer) for layer in on_processor.layers}
    assert ProductConvolution not in {type(layer) for layer in on_card.layers}
    assert isinstance(on_processor, InPortions)
    assert not isinstance(on_card, InPortions)


@pytest.mark.parametrize("for_training", [True, False])
def test_float16_scales_the_loss_and_the_weights_and_the_answer_are_float32(
    tiny_recipe: Recipe, for_training: bool
) -> None:
    model = build_model(tiny_recipe, "float16", for_training)
    assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert {layer.compute_dtype for layer in model.layers[:-1]} == {"float16"}
    answer = model(np.zeros((1, tiny_recipe.picture_size, tiny_recipe.picture_size, 3), np.uint8))
    assert answer.dtype == tf.float32
    for precision in ("float32", "bfloat16"):
        other = build_model(tiny_recipe, precision, for_training)
        assert not isinstance(other.optimizer, keras.optimizers.LossScaleOptimizer)
