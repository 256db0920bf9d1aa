"""The layer table by arithmetic against the known figures and against Keras' own count."""

from math import prod

import keras
import numpy as np
import pytest
from hypothesis import given, settings

from dogcat.recipe.layers import features_shape, layer_table, num_operations, num_parameters
from dogcat.recipe.recipe import BASELINE, RECIPES, REGULARIZED, Recipe
from dogcat.training.model import build_model
from tests.small_recipes import small_recipes

RESIDUAL = Recipe(
    picture_size=33,
    filters=(8, 16, 16),
    pooling="average",
    dense_units=0,
    batch_normalization=True,
    residual=True,
    squeeze_excitation=True,
)


def test_both_recipes_have_the_tutorials_number_of_parameters() -> None:
    assert num_parameters(BASELINE) == num_parameters(REGULARIZED) == 3_453_121


def test_parameters_of_the_tutorials_layers() -> None:
    assert [row.num_parameters for row in layer_table(BASELINE) if row.num_parameters] == [
        896,
        18_496,
        73_856,
        147_584,
        3_211_776,
        513,
    ]


def test_shapes_of_the_tutorials_layers() -> None:
    assert [row.output_shape for row in layer_table(BASELINE)] == [
        (150, 150, 3),
        (148, 148, 32),
        (74, 74, 32),
        (72, 72, 64),
        (36, 36, 64),
        (34, 34, 128),
        (17, 17, 128),
        (15, 15, 128),
        (7, 7, 128),
        (6272,),
        (512,),
        (1,),
    ]


def test_the_filters_size_and_a_mean_of_each_map_change_the_figures() -> None:
    table = {row.name: row for row in layer_table(Recipe(kernel_size=5, pooling="average"))}
    assert table["conv_1"].output_shape == (146, 146, 32)
    assert table["conv_2"].num_parameters == 5 * 5 * 32 * 64 + 64
    assert [table[f"conv_{block}"].receptive_field for block in (1, 2, 3, 4)] == [5, 14, 32, 68]
    assert table["average"].output_shape == (128,)
    assert table["dense"].num_parameters == 128 * 512 + 512
    assert "flatten" not in table


def test_operations_of_the_tutorials_layers_are_those_counted_by_hand() -> None:
    assert {row.name: row.flops for row in layer_table(BASELINE) if row.flops} == {
        "conv_1": 2 * 148 * 148 * 27 * 32,
        "conv_2": 2 * 72 * 72 * 9 * 32 * 64,
        "conv_3": 2 * 34 * 34 * 9 * 64 * 128,
        "conv_4": 2 * 15 * 15 * 9 * 128 * 128,
        "dense": 2 * 6272 * 512,
        "output": 2 * 512,
    }


def test_bytes_of_the_tutorials_activations() -> None:
    table = {row.name: row.activation_bytes for row in layer_table(BASELINE)}
    assert (table["conv_1"], table["pool_4"], table["output"]) == (4 * 148 * 148 * 32, 4 * 7 * 7 * 128, 4)


def test_receptive_fields_of_the_tutorials_layers() -> None:
    fields = {row.name: row.receptive_field for row in layer_table(BASELINE)}
    assert [fields[f"conv_{block}"] for block in (1, 2, 3, 4)] == [3, 8, 18, 38]
    assert [fields[f"pool_{block}"] for block in (1, 2, 3, 4)] == [4, 10, 22, 46]
    assert fields["rescaling"] is fields["flatten"] is fields["dense"] is None


def test_the_receptive_field_is_where_a_bright_column_changes_the_output() -> None:
    recipe = Recipe(picture_size=40, filters=(1, 1, 1), dense_units=1)
    model = build_model(recipe, "float32")
    model.set_weights([np.ones_like(weights) for weights in model.get_weights()])
    pictures = np.zeros((41, 40, 40, 3), np.float32)  # the last one stays black
    for column in range(40):
        pictures[column, :, column] = 255
    corners = np.array(keras.Model(model.inputs[0], model.get_layer("pool_3").output)(pictures))[:, 0, 0, 0]
    row = next(row for row in layer_table(recipe) if row.name == "pool_3")
    assert np.flatnonzero(corners[:-1] != corners[-1]).tolist() == list(range(row.receptive_field or 0))


def test_batch_normalization_comes_between_a_convolution_without_bias_and_relu() -> None:
    table = layer_table(Recipe(filters=(32, 64), batch_normalization=True))
    assert [row.name for row in table[:9]] == [
        "rescaling", "conv_1", "norm_1", "relu_1", "pool_1", "conv_2", "norm_2", "relu_2", "pool_2",
    ]  # fmt: skip
    assert [row.num_parameters for row in table[1:3]] == [3 * 3 * 3 * 32, 4 * 32]


def test_a_residual_network_halves_its_maps_in_stem_and_stages_and_adds_what_went_around() -> None:
    rows = {row.name: row for row in layer_table(RESIDUAL)}
    sizes = [
        rows[name].output_shape for name in ("stem_relu_1", "stem_pool", "stage_1_block_2_add", "stage_3_block_2_add")
    ]
    assert sizes == [(17, 17, 4), (8, 8, 8), (8, 8, 8), (2, 2, 16)]
    assert rows["stage_1_block_1_add"].inputs == ("stem_pool", "stage_1_block_1_scale")
    assert rows["stage_2_block_1_add"].inputs == ("stage_2_block_1_shortcut_norm", "stage_2_block_1_scale")
    assert "stage_2_block_2_shortcut_conv" not in rows
    assert "dense" not in rows
    assert rows["stage_1_block_1_conv_1"].receptive_field == 3 + 2 * 2 + 2 + 2 * 4


def test_only_a_recipe_with_dropout_has_a_dropout_layer_after_flatten() -> None:
    kinds = [row.kind for row in layer_table(REGULARIZED)]
    assert kinds.index("Dropout") == kinds.index("Flatten") + 1
    assert "Dropout" not in [row.kind for row in layer_table(BASELINE)]


@pytest.mark.parametrize("recipe", [*RECIPES.values(), RESIDUAL], ids=[*RECIPES, "residual"])
def test_table_equals_keras_for_the_known_recipes(recipe: Recipe) -> None:
    assert _own_table(recipe) == _keras_table(recipe)


@pytest.mark.slow
@given(recipe=small_recipes())
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_table_equals_keras_for_any_recipe(recipe: Recipe) -> None:
    assert _own_table(recipe) == _keras_table(recipe)


def _own_table(recipe: Recipe) -> list[tuple[str, str, tuple[int, ...], int, int, int]]:
    return [
        (row.name, row.kind, row.output_shape, row.num_parameters, row.flops, row.activation_bytes)
        for row in layer_table(recipe)
    ]


def _keras_table(recipe: Recipe) -> list[tuple[str, str, tuple[int, ...], int, int, int]]:
    """The same by Keras' own shapes: each weight of a kernel is multiplied and added once at every place of the map."""
    model = build_model(recipe, "float32")
    rows = []
    order = [row.name for row in layer_table(recipe)]  # Keras sorts the layers of a residual network by their depth
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for layer in sorted(layers, key=lambda layer: order.index(layer.name)):
        shape, weights = layer.output.shape[1:], prod(layer.kernel.shape) if hasattr(layer, "kernel") else 0
        flops, num_bytes = 2 * prod(shape[:-1]) * weights, np.zeros(shape, np.float32).nbytes
        rows.append((layer.name, type(layer).__name__, shape, layer.count_params(), flops, num_bytes))
    return rows


def test_the_operations_are_those_of_all_layers() -> None:
    assert num_operations(BASELINE) == sum(row.flops for row in layer_table(BASELINE)) > 400_000_000


@pytest.mark.parametrize(
    ("recipe", "shape"), [(BASELINE, (7, 7, 128)), (REGULARIZED, (7, 7, 128)), (Recipe(pooling="average"), (1, 1, 128))]
)
def test_the_dense_layer_gets_the_values_of_the_last_maps(recipe: Recipe, shape: tuple[int, int, int]) -> None:
    assert features_shape(recipe) == shape
    dense = next(row for row in layer_table(recipe) if row.name == "dense")
    assert dense.num_parameters == (prod(shape) + 1) * recipe.dense_units
