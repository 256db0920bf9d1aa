"""What is said about each kind of layer, with the numbers of its network."""

import re

import pytest

from dogcat.recipe.layer_text import describe_layer
from dogcat.recipe.recipe import Recipe

NORMALIZED = Recipe(filters=(32, 64), batch_normalization=True)
RESIDUAL = Recipe(
    picture_size=160,
    filters=(64, 128),
    batch_normalization=True,
    residual=True,
    squeeze_excitation=True,
    pooling="average",
    dense_units=0,
)


@pytest.mark.parametrize(
    ("recipe", "name", "field", "words"),
    [
        (NORMALIZED, "conv_1", "what", "through all 3 colours. .* Batch normalisation comes next"),
        (NORMALIZED, "conv_1", "parameters_why", "They have no bias"),
        (NORMALIZED, "conv_1", "parameters", "^3·3·3·32 = 864$"),
        (NORMALIZED, "norm_2", "parameters", "^4·64 = 256$"),
        (NORMALIZED, "norm_2", "parameters_why", "Each of the 64 maps has a gamma and a beta"),
        (NORMALIZED, "relu_1", "what", "A negative value becomes 0"),
        (RESIDUAL, "stem_conv_1", "why", "steps of 2 pixels, the window has 80 places in 160 pixels"),
        (RESIDUAL, "stage_1_block_1_conv_1", "why", "a place at each of the 40 positions"),
        (RESIDUAL, "stage_1_block_1_average", "why", "40·40 = 1,600 values .* there are 64 maps"),
        (RESIDUAL, "stage_2_block_1_squeeze", "what", "Squeezes the 128 means of the maps into 16 values"),
        (RESIDUAL, "stage_2_block_1_excite", "what", "a factor for each of the 128 maps from the 16 values"),
        (RESIDUAL, "stage_2_block_1_scale", "what", "Multiplies each map by its factor from 0 to 1"),
        (RESIDUAL, "stage_2_block_1_shortcut_pool", "why", "40 pixels in steps of 2 are 20"),
        (RESIDUAL, "stage_2_block_1_shortcut_conv", "what", "128 filters of 1 × 1 mix the 64 maps"),
        (RESIDUAL, "stage_2_block_1_add", "why", "20 × 20 × 128"),
        (RESIDUAL, "average", "what", "Takes the mean of each map"),
        (RESIDUAL, "output", "what", "One unit adds up the 128 values"),
        (RESIDUAL, "stage_1_block_1_squeeze", "sees", "depends on the whole picture"),
        (RESIDUAL, "stage_1_block_1_conv_1", "sees", "17 × 17 of the picture's 160 × 160 pixels.$"),
        (RESIDUAL, "stage_1_block_2_conv_1", "sees", "33 × 33 .* the other pixels change it a little, too"),
    ],
)
def test_what_is_said_about_a_layer(recipe: Recipe, name: str, field: str, words: str) -> None:
    assert re.search(words, getattr(describe_layer(recipe, name), field))
