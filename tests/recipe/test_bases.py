"""The bases as data: the layers that a recipe has with one, and which fields go together with it."""

from dataclasses import replace

import pytest

from dogcat.recipe.bases import BASES
from dogcat.recipe.blueprint import blueprint
from dogcat.recipe.layers import layer_table, num_parameters, why_size
from dogcat.recipe.recipe import (
    BASELINE,
    PRETRAINED_FEATURES,
    Augmentation,
    Recipe,
    RecipeError,
    recipe_from_json,
    recipe_to_json,
)


@pytest.mark.parametrize(
    ("name", "parameters"),  # as the authors and Keras count them, without the 1,000 classes
    [("efficientnet-lite0", 3_413_024), ("mobilenet-v2", 2_257_984), ("vgg16", 14_714_688)],
)
def test_a_base_has_as_many_parameters_as_the_published_one(name: str, parameters: int) -> None:
    recipe = replace(PRETRAINED_FEATURES, base=name)
    assert num_parameters(recipe) == parameters + BASES[name].num_features + 1


def test_the_layers_that_a_base_names_are_its_own() -> None:
    for name, base in BASES.items():
        table = {row.name: row for row in layer_table(replace(PRETRAINED_FEATURES, base=name))}
        assert table["average"].output_shape == (base.num_features,)
        assert table[base.first_convolution].inputs == ("rescaling",)
        assert base.first_tuned in table
        assert len(table[base.texture].output_shape) == 3


def test_the_head_follows_the_averages() -> None:
    recipe = replace(PRETRAINED_FEATURES, dropout=0.2, dense_units=16)
    assert [part.name for part in blueprint(recipe)][-4:] == ["average", "dropout", "dense", "output"]
    assert recipe_from_json(recipe_to_json(recipe)) == recipe


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pooling": "flatten"}, "only “average”"),
        ({"batch_normalization": True}, "batch_normalization is true"),
        ({"augmentation": Augmentation(horizontal_flip=True)}, "would have no effect"),
        ({"picture_size": 31}, "at least 32"),
        ({"mirror_at_test": True}, "mirror_at_test does not go together"),
        ({"weight_average": 0.9}, "weight_average does not go together"),
    ],
)
def test_what_does_not_go_together_with_a_base_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        replace(PRETRAINED_FEATURES, **changes)


def test_without_a_base_its_training_has_no_effect() -> None:
    assert not Recipe(base_training="random-features").takes_features


def test_without_zeros_around_the_edge_the_window_does_not_fit_everywhere() -> None:
    row = next(row for row in layer_table(BASELINE) if row.name == "conv_1")
    assert "150 − 3 + 1 = 148" in why_size(row, 150)


def test_with_zeros_around_the_edge_the_steps_decide() -> None:
    table = {row.name: row for row in layer_table(replace(PRETRAINED_FEATURES, picture_size=65))}
    assert "33 places in 65 pixels" in why_size(table["stem_conv"], 65)
    assert "each of the 33 positions" in why_size(table["block_1_depthwise_conv"], 33)
