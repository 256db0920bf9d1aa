"""The network as a drawing: the output of each layer as a block to scale.

The block's height is that of a feature map, its width runs to the back, and its channels lie side by side. Pixels and
channels have one scale each for all blocks of a network. The page that shows the drawing sets the colours.
"""

from dataclasses import dataclass
from math import sqrt

from dogcat.recipe.layer_text import shape_words
from dogcat.recipe.layers import LayerRow, layer_table
from dogcat.recipe.recipe import Recipe

LARGEST_SIDE = 110.0  # height of the network's input, in pixels of the drawing
LARGEST_DEPTH = 44.0  # depth of the layer with the most channels, in pixels of the drawing
SLANT = 0.3  # fraction of the width that runs to the right, and upwards
_COLUMN = 9.0  # width of a column of single values
_SMALLEST = 1.5  # thinner sides would not be visible
_SMALLEST_COLUMN = 3.0


@dataclass(frozen=True)
class Block:
    """The output of one layer as a block; lengths are pixels of the drawing.

    Attributes:
        name: name of the layer.
        shape: output shape in words.
        learns: True if the layer has parameters.
        height: height of the front.
        depth: width of the front, for the channels.
        slant: length to the back, to the right and upwards; 0 for a column of single values.
    """

    name: str
    shape: str
    learns: bool
    height: float
    depth: float
    slant: float


def network_blocks(recipe: Recipe) -> list[Block]:
    """Return a block for each layer, in order.

    Heights are proportional to pixels and depths to channels. A layer without maps is a flat column with a height
    proportional to the square root of its number of values, because a linear scale would make it far too long.
    """
    table = layer_table(recipe)
    most_channels = max(row.output_shape[2] for row in table if len(row.output_shape) == 3)
    most_values = max(row.output_shape[0] for row in table if len(row.output_shape) == 1)
    return [_block(row, recipe.picture_size, most_channels, most_values) for row in table]


def block_svg(block: Block) -> str:
    """Return the block as an SVG element; its faces have the CSS classes `front`, `top` and `side`."""
    height, depth, slant = block.height, block.depth, block.slant
    faces = {"front": [(0, slant), (depth, slant), (depth, slant + height), (0, slant + height)]}
    if slant:
        right, back = depth + slant, height
        faces["top"] = [(0, slant), (slant, 0), (right, 0), (depth, slant)]
        faces["side"] = [(depth, slant), (right, 0), (right, back), (depth, slant + height)]
    width, total = depth + slant + 2, height + slant + 2  # lines are one pixel wide, half of it outside
    polygons = "".join(
        f'<polygon class="{name}" points="{" ".join(f"{x:.2f},{y:.2f}" for x, y in corners)}"/>'
        for name, corners in faces.items()
    )
    return (
        f'<svg width="{width:.2f}" height="{total:.2f}" viewBox="-1 -1 {width:.2f} {total:.2f}" aria-hidden="true">'
        f"{polygons}</svg>"
    )


def _block(row: LayerRow, picture_size: int, most_channels: int, most_values: int) -> Block:
    words, learns = shape_words(row.output_shape), row.num_parameters > 0
    if len(row.output_shape) == 1:
        height = LARGEST_SIDE * sqrt(row.output_shape[0] / most_values)
        return Block(row.name, words, learns, max(_SMALLEST_COLUMN, height), _COLUMN, 0.0)
    size, _, channels = row.output_shape
    side = LARGEST_SIDE * size / picture_size
    depth = LARGEST_DEPTH * channels / most_channels
    return Block(row.name, words, learns, max(_SMALLEST, side), max(_SMALLEST, depth), max(1.0, SLANT * side))
