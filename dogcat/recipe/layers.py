"""The layer table of a network by arithmetic: shapes, parameters and operations without TensorFlow.

dogcat/training/model.py builds the same network with Keras; tests/recipe/test_layers.py compares the two.
"""

from dataclasses import dataclass, field
from math import prod
from typing import Any

from dogcat.common.language import _
from dogcat.recipe.blueprint import PIXELS, Part, blueprint
from dogcat.recipe.recipe import Recipe

MAP_KINDS = (
    "Conv2D",
    "DepthwiseConv2D",
    "MaxPooling2D",
    "AveragePooling2D",
    "BatchNormalization",
    "ReLU",
    "Multiply",
    "Add",
)

_CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D")


@dataclass(frozen=True)
class LayerRow:
    """One layer of the network.

    Attributes:
        name: name of the layer in the Keras model.
        kind: its Keras class.
        output_shape: shape of the output without the batch: (height, width, channels) or (units,).
        num_parameters: number of weights and biases; with the moving averages of batch normalisation, which Keras
            counts too, although they are measured and not learned.
        flops: floating-point operations of the forward pass for one picture, 2 for each multiply-add of a convolution
            or dense layer. Biases, ReLU, pooling and the rest count as 0: they are under 2% of the total.
        receptive_field: height and width, in pixels of the network's input, of the area that one output value of a
            layer in `MAP_KINDS` depends on; None for the other layers. It leaves out squeeze-and-excitation, through
            which every value depends on the whole picture.
        inputs: names of the layers whose outputs it takes; `PIXELS` for the first one.
        settings: arguments of its Keras class.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    num_parameters: int
    flops: int = 0
    receptive_field: int | None = None
    inputs: tuple[str, ...] = field(default=(), compare=False)
    settings: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def activation_bytes(self) -> int:
        """Bytes of one picture's output in float32; bfloat16 takes half of that."""
        return 4 * prod(self.output_shape)


def layer_table(recipe: Recipe) -> list[LayerRow]:
    """Return all layers from input to output.

    Parameters: a convolution has kernel² x input channels x output channels weights and one bias per output channel, or
    none before batch normalisation, which has four values per channel. A dense layer has inputs x units weights and one
    bias per unit. The other layers have none.

    Receptive field: a window of k positions that lie j input pixels apart adds (k - 1) j pixels, and pooling or a
    stride of 2 doubles j (Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks",
    Distill, 2019). A sum sees as much as its widest input.
    """
    picture = (recipe.picture_size, recipe.picture_size, 3)
    shapes: dict[str, tuple[int, ...]] = {PIXELS: picture}
    seen = {PIXELS: (1, 1)}  # receptive field; input pixels between two neighbours
    rows = []
    for part in blueprint(recipe):
        before = shapes[part.inputs[0]]
        shapes[part.name] = _output_shape(part, before)
        seen[part.name] = _seen(part, [seen[name] for name in part.inputs])
        weights = _num_weights(part, before)
        row = LayerRow(
            part.name,
            part.kind,
            shapes[part.name],
            weights + _num_others(part, before),
            flops=2 * weights * prod(shapes[part.name][:-1]),
            receptive_field=seen[part.name][0] if part.kind in MAP_KINDS else None,
            inputs=part.inputs,
            settings=part.settings,
        )
        rows.append(row)
    return rows


def _output_shape(part: Part, before: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that a layer makes of that of its first input."""
    settings, channels = part.settings, before[-1]
    if part.kind in (*_CONVOLUTIONS, "MaxPooling2D", "AveragePooling2D"):
        window = settings.get("kernel_size") or settings["pool_size"]
        strides = settings.get("strides", 1) if part.kind in _CONVOLUTIONS else window
        size = -(-before[0] // strides) if settings.get("padding") == "same" else (before[0] - window) // strides + 1
        return size, size, settings.get("filters", channels)
    if part.kind == "Flatten":
        return (prod(before),)
    if part.kind == "GlobalAveragePooling2D":
        return (1, 1, channels) if settings.get("keepdims") else (channels,)
    if part.kind == "Dense":
        return (*before[:-1], settings["units"])
    return before


def _num_weights(part: Part, before: tuple[int, ...]) -> int:
    """Return the number of weights that are multiplied with inputs at each place of the output."""
    if part.kind == "Conv2D":
        return int(part.settings["kernel_size"] ** 2 * before[-1] * part.settings["filters"])
    if part.kind == "DepthwiseConv2D":
        return int(part.settings["kernel_size"] ** 2 * before[-1])
    return int(before[-1] * part.settings["units"]) if part.kind == "Dense" else 0


def _num_others(part: Part, before: tuple[int, ...]) -> int:
    """Return the number of biases, or of batch normalisation's four values per channel."""
    if part.kind == "BatchNormalization":
        return 4 * before[-1]
    has_bias = part.settings.get("use_bias", True)
    return int(part.settings.get("filters", 0) or part.settings.get("units", 0)) if has_bias else 0


def _seen(part: Part, before: list[tuple[int, int]]) -> tuple[int, int]:
    """Return a layer's receptive field and the distance of two neighbours, from those of its inputs."""
    field, distance = max(before)
    window = part.settings.get("kernel_size") or part.settings.get("pool_size", 1)
    strides = part.settings.get("strides", 1) if part.kind in _CONVOLUTIONS else window
    return field + (window - 1) * distance, distance * strides


def num_operations(recipe: Recipe) -> int:
    """Return the number of floating-point operations to take one picture forward through the network."""
    return sum(row.flops for row in layer_table(recipe))


def features_shape(recipe: Recipe) -> tuple[int, int, int]:
    """Return height, width and number of the maps of the features; averages are maps of one value."""
    height, width, channels = last_maps(recipe).output_shape
    return (1, 1, channels) if recipe.pooling == "average" else (height, width, channels)


def last_maps(recipe: Recipe) -> LayerRow:
    """Return the layer whose maps become the features of the answer."""
    table = {row.name: row for row in layer_table(recipe)}
    return table[table["average" if recipe.pooling == "average" else "flatten"].inputs[0]]


def first_block(recipe: Recipe) -> tuple[LayerRow, LayerRow]:
    """Return the first convolution, and the layer whose maps are its responses: its pooling, or its ReLU in a stem."""
    table = {row.name: row for row in layer_table(recipe)}
    if recipe.residual:
        return table["stem_conv_1"], table["stem_relu_1"]
    return table["conv_1"], table["pool_1"]


def layers_of_maps(recipe: Recipe) -> list[LayerRow]:
    """Return the layers whose maps are shown on the way through the network, 0 or more everywhere.

    These are convolutions and poolings. With batch normalisation ReLU comes after the convolution, and in a residual
    network the maps of the stem and those that each block outputs are shown.
    """
    table = layer_table(recipe)
    if recipe.residual:
        blocks = [row for row in table if row.name.startswith("stage_") and row.name.endswith("relu_2")]
        return [row for row in table if row.name in ("stem_relu_1", "stem_relu_2", "stem_pool")] + blocks
    kinds = ("ReLU" if recipe.batch_normalization else "Conv2D", "MaxPooling2D")
    return [row for row in table if row.kind in kinds]


def num_measured(recipe: Recipe) -> int:
    """Return the number of parameters that are measured, not trained: batch normalisation's moving averages."""
    return sum(row.num_parameters // 2 for row in layer_table(recipe) if row.kind == "BatchNormalization")


def halvings(recipe: Recipe) -> int:
    """Return how often the network halves the height and width of its input."""
    return len(recipe.filters) + recipe.residual


def num_parameters(recipe: Recipe) -> int:
    """Return the number of parameters of the network: 3,453,121 for the tutorial's two recipes."""
    return sum(row.num_parameters for row in layer_table(recipe))


def why_size(row: LayerRow, size: int) -> str:
    """Return why the maps of a convolution have their size.

    Args:
        row: the layer.
        size: height and width of its input, in positions.
    """
    strides = row.settings.get("strides", 1)
    if row.settings.get("padding") != "same":
        sentence = _(
            "A window of {kernel} pixels fits into {size} at {size} − {kernel} + 1 = {after} positions, across and"
            " down. Each of the {filters:,} filters makes a map of its own."
        )
    elif strides == 1:
        sentence = _(
            "With zeros around the edge, the window has a place at each of the {size} positions, across and down. Each"
            " of the {filters:,} filters makes a map of its own."
        )
    else:
        sentence = _(
            "With zeros around the edge and steps of {strides} pixels, the window has {after} places in {size} pixels,"
            " across and down. Each of the {filters:,} filters makes a map of its own."
        )
    return sentence.format(
        kernel=row.settings["kernel_size"],
        size=size,
        after=row.output_shape[0],
        filters=row.output_shape[2],
        strides=strides,
    )
