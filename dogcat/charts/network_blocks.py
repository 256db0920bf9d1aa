"""The network as a picture: what each layer puts out, as a block to scale.

A map's height is the block's height, its width runs to the back, its channels lie side by side. Both have a scale of
their own, the same for all blocks of a network. Pure arithmetic; what it is shown in decides the colours.
"""

from dataclasses import dataclass
from math import sqrt

from dogcat.recipe.layer_text import shape_words
from dogcat.recipe.layers import LayerRow, layer_table
from dogcat.recipe.recipe import Recipe

LARGEST_SIDE = 110.0  # pixels of the drawing, for the height of the network's input
LARGEST_DEPTH = 44.0  # for the most channels that a layer has
SLANT = 0.3  # the width runs to the back: this share of its length to the right, and as much upwards
_COLUMN = 9.0  # how wide a column of single values is
_SMALLEST = 1.5  # thinner would not be seen
_SMALLEST_COLUMN = 3.0


@dataclass(frozen=True)
class Block:
    """What one layer puts out, as a block; all sides in pixels of the drawing.

    Attributes:
        name: of the layer.
        shape: in words.
        learns: whether the layer has parameters.
        height: of the front.
        depth: of the front from left to right, for the channels.
        slant: how far the block runs to the back, to the right as well as upwards; 0 for a column of single values.
    """

    name: str
    shape: str
    learns: bool
    height: float
    depth: float
    slant: float


def network_blocks(recipe: Recipe) -> list[Block]:
    """A block for each layer, in order.

    Heights go with the picture's pixels and depths with the channels. A layer without maps is a flat column, whose
    height goes with the square root of the number of its values: a straight one would be far too long.
    """
    table = layer_table(recipe)
    most_channels = max(row.output_shape[2] for row in table if len(row.output_shape) == 3)
    most_values = max(row.output_shape[0] for row in table if len(row.output_shape) == 1)
    return [_block(row, recipe.picture_size, most_channels, most_values) for row in table]


def block_svg(block: Block) -> str:
    """The block as an SVG element whose faces have the classes `front`, `top` and `side`."""
    height, depth, slant = block.height, block.depth, block.slant
    faces = {"front": [(0, slant), (depth, slant), (depth, slant + height), (0, slant + height)]}
    if slant:
        right, back = depth + slant, height
        faces["top"] = [(0, slant), (slant, 0), (right, 0), (depth, slant)]
        faces["side"] = [(depth, slant), (right, 0), (right, back), (depth, slant + height)]
    width, total = depth + slant + 2, height + slant + 2  # a line is one pixel wide, half of it outside
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
