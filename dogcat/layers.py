"""The network's layer table by arithmetic: shapes and parameters without importing TensorFlow.

`model.py` builds the same network with Keras; a test holds the two equal.
"""

from dataclasses import dataclass

from dogcat.recipe import Recipe

KERNEL_SIZE = 3  # height and width of every convolution's kernel
POOL_SIZE = 2  # height and width of every pooling window


@dataclass(frozen=True)
class LayerRow:
    """One layer of the network. `output_shape` is without the batch: (height, width, channels) or (units,)."""

    name: str
    kind: str
    output_shape: tuple[int, ...]
    num_parameters: int


def layer_table(recipe: Recipe) -> list[LayerRow]:
    """All layers from input to output, in order, by the names that the Keras model gives them.

    Parameters: a convolution has kernel² x channels in x channels out weights and one bias per channel out; a
    dense layer has units in x units out weights and one bias per unit out; the other layers have none.
    """
    size, channels = recipe.picture_size, 3
    rows = [LayerRow("rescaling", "Rescaling", (size, size, channels), 0)]
    for block, filters in enumerate(recipe.filters, start=1):
        size -= KERNEL_SIZE - 1
        parameters = KERNEL_SIZE**2 * channels * filters + filters
        rows.append(LayerRow(f"conv_{block}", "Conv2D", (size, size, filters), parameters))
        size, channels = size // POOL_SIZE, filters
        rows.append(LayerRow(f"pool_{block}", "MaxPooling2D", (size, size, channels), 0))
    features = size * size * channels
    rows.append(LayerRow("flatten", "Flatten", (features,), 0))
    if recipe.dropout > 0:
        rows.append(LayerRow("dropout", "Dropout", (features,), 0))
    units = recipe.dense_units
    rows.append(LayerRow("dense", "Dense", (units,), features * units + units))
    rows.append(LayerRow("output", "Dense", (1,), units + 1))
    return rows


def num_parameters(recipe: Recipe) -> int:
    """Number of trainable parameters of the whole network: 3,453,121 for the tutorial's two recipes."""
    return sum(row.num_parameters for row in layer_table(recipe))
