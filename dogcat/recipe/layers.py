"""The layer table of a network by arithmetic: shapes, parameters and operations without TensorFlow.

dogcat/training/model.py builds the same network with Keras; tests/recipe/test_layers.py compares the two.
"""

from dataclasses import dataclass
from math import prod

from dogcat.recipe.recipe import Recipe

POOL_SIZE = 2  # height and width of every pooling window


@dataclass(frozen=True)
class LayerRow:
    """One layer of the network.

    Attributes:
        name: name of the layer in the Keras model.
        kind: its Keras class.
        output_shape: shape of the output without the batch: (height, width, channels) or (units,).
        num_parameters: number of weights and biases.
        flops: floating-point operations of the forward pass for one picture, 2 for each multiply-add of a convolution
            or dense layer. Biases, ReLU, pooling and the rest count as 0: they are under 2% of the total.
        receptive_field: height and width, in pixels of the network's input, of the area that one output value of a
            convolution or pooling layer depends on; None for the other layers.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    num_parameters: int
    flops: int = 0
    receptive_field: int | None = None

    @property
    def activation_bytes(self) -> int:
        """Bytes of one picture's output in float32; bfloat16 takes half of that."""
        return 4 * prod(self.output_shape)


def layer_table(recipe: Recipe) -> list[LayerRow]:
    """Return all layers from input to output.

    Parameters: a convolution has kernel² x input channels x output channels weights and one bias per output channel. A
    dense layer has inputs x units weights and one bias per unit. The other layers have none.

    Receptive field: a window of k positions that lie j input pixels apart adds (k - 1) j pixels, and pooling doubles j
    (Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill, 2019).
    """
    size, channels, kernel_size = recipe.picture_size, 3, recipe.kernel_size
    seen, distance = 1, 1  # receptive field so far; input pixels between two neighbours
    rows = [LayerRow("rescaling", "Rescaling", (size, size, channels), 0)]
    for block, filters in enumerate(recipe.filters, start=1):
        size -= kernel_size - 1
        seen += (kernel_size - 1) * distance
        weights = kernel_size**2 * channels * filters
        shape = (size, size, filters)
        rows.append(LayerRow(f"conv_{block}", "Conv2D", shape, weights + filters, 2 * size * size * weights, seen))
        size, channels = size // POOL_SIZE, filters
        seen += (POOL_SIZE - 1) * distance
        distance *= POOL_SIZE
        rows.append(LayerRow(f"pool_{block}", "MaxPooling2D", (size, size, channels), 0, receptive_field=seen))
    if recipe.pooling == "average":
        features = channels
        rows.append(LayerRow("average", "GlobalAveragePooling2D", (features,), 0))
    else:
        features = size * size * channels
        rows.append(LayerRow("flatten", "Flatten", (features,), 0))
    if recipe.dropout > 0:
        rows.append(LayerRow("dropout", "Dropout", (features,), 0))
    units = recipe.dense_units
    rows.append(LayerRow("dense", "Dense", (units,), features * units + units, 2 * features * units))
    rows.append(LayerRow("output", "Dense", (1,), units + 1, 2 * units))
    return rows


def num_operations(recipe: Recipe) -> int:
    """Return the number of floating-point operations to take one picture forward through the network."""
    return sum(row.flops for row in layer_table(recipe))


def features_shape(recipe: Recipe) -> tuple[int, int, int]:
    """Return height, width and number of the maps that the dense layer gets; averages are maps of one value."""
    height, width, channels = [row.output_shape for row in layer_table(recipe) if row.kind == "MaxPooling2D"][-1]
    return (1, 1, channels) if recipe.pooling == "average" else (height, width, channels)


def num_parameters(recipe: Recipe) -> int:
    """Return the number of trainable parameters of the network: 3,453,121 for the tutorial's two recipes."""
    return sum(row.num_parameters for row in layer_table(recipe))
