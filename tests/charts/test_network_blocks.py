"""The drawing of the network is to scale."""

from xml.etree import ElementTree as ET

import pytest

from dogcat.charts.network_blocks import LARGEST_DEPTH, LARGEST_SIDE, SLANT, Block, block_svg, network_blocks
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import BASELINE, RECIPES, Recipe


def test_heights_go_with_pixels_and_depths_with_channels() -> None:
    blocks = {block.name: block for block in network_blocks(BASELINE)}
    assert blocks["rescaling"].height == LARGEST_SIDE
    for row in layer_table(BASELINE):
        if row.name.startswith(("conv", "pool")):
            size, _, channels = row.output_shape
            block = blocks[row.name]
            assert block.height == pytest.approx(LARGEST_SIDE * size / 150)
            assert block.slant == pytest.approx(SLANT * block.height)
            assert block.depth == pytest.approx(LARGEST_DEPTH * channels / 128)


def test_single_values_are_flat_columns_by_the_square_root_of_their_number() -> None:
    blocks = {block.name: block for block in network_blocks(BASELINE)}
    assert blocks["flatten"].height == LARGEST_SIDE
    assert blocks["dense"].height == pytest.approx(LARGEST_SIDE * (512 / 6272) ** 0.5)
    assert blocks["dense"].slant == blocks["output"].slant == 0


def test_what_learns_is_marked() -> None:
    learning = [block.name for block in network_blocks(RECIPES["regularized"]) if block.learns]
    assert learning == ["conv_1", "conv_2", "conv_3", "conv_4", "dense", "output"]


@pytest.mark.parametrize(
    "recipe",
    [
        *RECIPES.values(),
        Recipe(picture_size=512, filters=(1, 1024, 1, 1, 1, 1, 1), pooling="average", dense_units=8192),
    ],
)
def test_every_block_can_be_seen_and_fits_a_phone(recipe: Recipe) -> None:
    for block in network_blocks(recipe):
        svg = ET.fromstring(block_svg(block))  # noqa: S314 - our own text
        left, top, width, height = map(float, svg.attrib["viewBox"].split())
        assert 3 <= width <= 100
        assert 3 <= height <= 160
        for polygon in svg:
            for corner in polygon.attrib["points"].split():
                x, y = map(float, corner.split(","))
                assert left <= x <= left + width
                assert top <= y <= top + height


def test_the_faces_of_a_block_meet() -> None:
    svg = ET.fromstring(block_svg(Block("conv_1", "10 × 10 × 4", True, 10, 4, 3)))  # noqa: S314 - our own text
    corners = {face.attrib["class"]: set(face.attrib["points"].split()) for face in svg}
    assert corners["front"] == {"0.00,3.00", "4.00,3.00", "4.00,13.00", "0.00,13.00"}
    assert corners["front"] & corners["top"] == {"0.00,3.00", "4.00,3.00"}
    assert corners["front"] & corners["side"] == {"4.00,3.00", "4.00,13.00"}
    assert corners["top"] & corners["side"] == {"4.00,3.00", "7.00,0.00"}
    assert "7.00,10.00" in corners["side"]
