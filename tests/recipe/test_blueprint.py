"""The layers as data: each takes the output of layers before it, and the parts that a recipe asks for are there."""

from hypothesis import given, settings

from dogcat.recipe.blueprint import PIXELS, blueprint, squeezed_units, stem
from dogcat.recipe.recipe import Recipe
from tests.small_recipes import small_recipes

RESIDUAL = Recipe(filters=(64, 128), batch_normalization=True, residual=True, squeeze_excitation=True)


@given(recipe=small_recipes())
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_each_layer_takes_what_layers_before_it_output_and_all_but_the_answer_are_taken(recipe: Recipe) -> None:
    known, taken = [PIXELS], set()
    for part in blueprint(recipe):
        assert set(part.inputs) <= set(known)
        assert part.name not in known
        known.append(part.name)
        taken |= set(part.inputs)
    assert set(known) - taken == {"output"}


def test_every_block_squeezes_scales_and_adds() -> None:
    kinds = [part.kind for part in blueprint(RESIDUAL)]
    assert (kinds.count("Add"), kinds.count("Multiply"), kinds.count("AveragePooling2D")) == (4, 4, 1)
    assert kinds.count("Conv2D") == kinds.count("BatchNormalization") == 2 + 2 * 4 + 1


def test_the_last_normalization_of_a_block_starts_with_gamma_0() -> None:
    zeros = [part.name for part in blueprint(RESIDUAL) if part.settings.get("gamma_initializer") == "zeros"]
    assert zeros == [f"stage_{stage}_block_{block}_norm_2" for stage in (1, 2) for block in (1, 2)]


def test_the_sizes_of_stem_and_squeezed_layer() -> None:
    assert stem(RESIDUAL) == ((32, 2), (64, 1))
    assert [squeezed_units(filters) for filters in (8, 64, 256)] == [8, 8, 32]
