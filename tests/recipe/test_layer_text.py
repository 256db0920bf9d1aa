"""Layers in words: the calculations come out as they say, for the known networks and for any other."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from dogcat.recipe.layer_text import describe_layer, input_shapes, percent
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from tests.small_recipes import small_recipes


@pytest.mark.parametrize(
    ("name", "parameters", "work"),
    [
        ("rescaling", "0", "0"),
        ("conv_1", "3·3·3·32 + 32 = 896", "2 · 148·148 · 3·3·3·32 = 37,850,112"),
        ("conv_4", "3·3·128·128 + 128 = 147,584", "2 · 15·15 · 3·3·128·128 = 66,355,200"),
        ("pool_4", "0", "0"),
        ("dense", "6,272·512 + 512 = 3,211,776", "2 · 6,272·512 = 6,422,528"),
        ("output", "512·1 + 1 = 513", "2 · 512·1 = 1,024"),
    ],
)
def test_the_formulas_of_the_tutorials_layers(name: str, parameters: str, work: str) -> None:
    words = describe_layer(BASELINE, name)
    assert (words.parameters, words.work) == (parameters, work)


@given(recipe=small_recipes())
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_every_calculation_comes_out(recipe: Recipe) -> None:
    for row in layer_table(recipe):
        words = describe_layer(recipe, row.name)
        for formula, figure in ((words.parameters, row.num_parameters), (words.work, row.flops)):
            assert _calculated(formula) == figure
            assert formula.endswith(f"{figure:,}")
        for text in (words.what, words.why, words.parameters_why, words.sees):
            assert text.endswith(".")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("conv_1", "150 − 3 + 1 = 148 positions"),
        ("pool_3", "34 ÷ 2 = 17, so 17 × 17. Each map"),
        ("pool_4", "15 ÷ 2 = 7.5, so 7 × 7. With 15 pixels the last row and the last column"),
        ("flatten", "7·7·128 = 6,272"),
        ("dropout", "6,272. Some of them are 0"),
    ],
)
def test_why_a_shape_is_what_it_is(name: str, sentence: str) -> None:
    assert sentence in describe_layer(REGULARIZED, name).why


def test_the_output_is_an_estimate_of_the_network() -> None:
    assert "the network's estimate that the picture shows a dog rather than a cat" in (
        describe_layer(REGULARIZED, "output").what
    )


def test_what_comes_in_is_what_went_out_before() -> None:
    shapes = input_shapes(REGULARIZED)
    assert shapes["rescaling"] == shapes["conv_1"] == (150, 150, 3)
    assert shapes["dropout"] == shapes["dense"] == (6272,)
    words = describe_layer(REGULARIZED, "conv_2")
    assert (words.input_shape, words.output_shape) == ("74 × 74 × 32", "72 × 72 × 64")


def test_the_first_layer_names_the_range_of_the_pixels() -> None:
    plain, centred = (describe_layer(replace(REGULARIZED, pixel_range=name), "rescaling") for name in ("0..1", "-1..1"))
    assert "0 to 255 becomes 0 to 1" in plain.what
    assert "The 255 is fixed" in plain.parameters_why
    assert "0 to 255 becomes −1 to 1" in centred.what
    assert "The 127.5 and the 1 are fixed" in centred.parameters_why


def test_how_far_a_layer_sees() -> None:
    seen = {row.name: describe_layer(REGULARIZED, row.name).sees for row in layer_table(REGULARIZED)}
    assert "one pixel" in seen["rescaling"]
    assert "38 × 38 of the picture" in seen["conv_4"]
    assert "46 × 46 of the picture" in seen["flatten"]
    assert "46 × 46 of the picture" in seen["dropout"]
    assert "142 × 142 of the picture's 150 × 150 pixels" in seen["dense"], "the last row of 15 was dropped"
    average = replace(REGULARIZED, pooling="average")
    assert "142 × 142" in describe_layer(average, "average").sees
    assert "142 × 142" in describe_layer(average, "dropout").sees


def test_dropout_and_the_mean_say_their_own_figures() -> None:
    assert "sets 20% of the values to 0" in describe_layer(replace(BASELINE, dropout=0.2), "dropout").what
    assert "1 ÷ (1 − 0.2) = 1.25" in describe_layer(replace(BASELINE, dropout=0.2), "dropout").what
    assert "The 7·7 = 49 values" in describe_layer(replace(BASELINE, pooling="average"), "average").why


def test_a_layer_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        describe_layer(BASELINE, "dropout")


@pytest.mark.parametrize(("part", "words"), [(0, "0.0%"), (1, "< 0.1%"), (60, "0.1%"), (93_012, "93.0%")])
def test_a_share_that_is_there_never_reads_as_none(part: int, words: str) -> None:
    assert percent(part, 100_000) == words


def _calculated(formula: str) -> int:
    """What the left side of a formula comes to."""
    left = formula.partition(" = ")[0].replace(",", "")
    total = 0
    for term in left.split(" + "):
        product = 1
        for factor in term.split("·"):
            product *= int(factor)
        total += product
    return total
