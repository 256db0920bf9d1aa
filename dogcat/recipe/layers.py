"""The network's layer table by arithmetic: shapes, parameters and cost without importing TensorFlow.

`model.py` builds the same network with Keras; a test holds the two equal.
"""

from dataclasses import dataclass
from math import prod

from dogcat.recipe.recipe import Recipe

POOL_SIZE = 2  # height and width of every pooling window


@dataclass(frozen=True)
class LayerRow:
    """One layer of the network.

    Attributes:
        name: as in the Keras model.
        kind: the Keras class.
        output_shape: without the batch: (height, width, channels) or (units,).
        num_parameters: weights and biases.
        flops: operations to take one picture forward through the layer, 2 for each multiply-add of a convolution or
            dense layer. Biases, relu, pooling and the rest are counted as none: under a fiftieth of it all.
        receptive_field: height and width, in pixels of the network's input, of what one output value of a
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
        """Size of one picture's output in float32; half of that in bfloat16."""
        return 4 * prod(self.output_shape)


def layer_table(recipe: Recipe) -> list[LayerRow]:
    """All layers from input to output, in order, by the names that the Keras model gives them.

    Parameters: a convolution has kernel² x channels in x channels out weights and one bias per channel out; a
    dense layer has units in x units out weights and one bias per unit out; the other layers have none.

    Receptive field: a window of k positions that lie j input pixels apart adds (k - 1) j pixels, and pooling doubles j
    (Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill, 2019).
    """
    size, channels, kernel_size = recipe.picture_size, 3, recipe.kernel_size
    seen, distance = 1, 1  # the receptive field so far, and how many input pixels lie between two neighbours
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


def num_parameters(recipe: Recipe) -> int:
    """Number of trainable parameters of the whole network: 3,453,121 for the tutorial's two recipes."""
    return sum(row.num_parameters for row in layer_table(recipe))
