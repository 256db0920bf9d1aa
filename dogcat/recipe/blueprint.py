"""The layers of a recipe's network as data: which Keras class, with which arguments, on the output of which layers.

dogcat/recipe/layers.py computes shapes and parameters from it, dogcat/training/model.py builds it with Keras.

With `residual`, a stem of two convolutions comes first. Then each number of `filters` is a stage of two residual blocks
(K. He and others, "Deep Residual Learning for Image Recognition", 2016). The first block of each later stage halves the
size. Its shortcut averages 2 x 2 pixels before its 1 x 1 convolution, so that every pixel counts (T. He and others,
"Bag of Tricks for Image Classification", 2019). Squeeze-and-excitation is that of J. Hu and others (2018).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dogcat.recipe.bases import BASES
from dogcat.recipe.recipe import PIXEL_RANGES, Recipe

PIXELS = "pixels"  # name of the network's input
POOL_SIZE = 2  # height and width of every pooling window
BLOCKS = 2  # residual blocks in a stage
REDUCTION = 8  # the squeezed layer has this many times fewer units than there are maps
LEAST_SQUEEZED = 8  # units
# Keras' own momentum of 0.99 needs hundreds of steps until the averages are those of the pictures.
NORMALIZATION = {"momentum": 0.9, "epsilon": 1e-3}


@dataclass(frozen=True)
class Part:
    """One layer.

    Attributes:
        name: name of the layer.
        kind: its Keras class.
        inputs: names of the layers whose outputs it takes; `PIXELS` for the first one.
        settings: arguments of the class, without name and precision.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)


def blueprint(recipe: Recipe) -> list[Part]:
    """Return the layers of the recipe's network from input to output."""
    divisor, offset = PIXEL_RANGES[recipe.pixel_range]
    parts = _Parts()
    if recipe.has_base:
        parts.all += [Part(*row) for row in BASES[recipe.base].rows]
    else:
        parts.add("rescaling", "Rescaling", scale=1 / divisor, offset=offset)
        (_add_residual if recipe.residual else _add_plain)(parts, recipe)
    if recipe.pooling == "average":
        parts.add("average", "GlobalAveragePooling2D")
    else:
        parts.add("flatten", "Flatten")
    if recipe.dropout > 0:
        parts.add("dropout", "Dropout", rate=recipe.dropout)
    if recipe.dense_units:
        parts.add("dense", "Dense", units=recipe.dense_units, activation="relu")
    parts.add("output", "Dense", units=1, activation="sigmoid")
    return parts.all


class _Parts:
    """A list of parts that grows; each takes the output of the one before it unless its inputs are named."""

    def __init__(self) -> None:
        self.all: list[Part] = []

    def add(self, name: str, kind: str, *inputs: str, **settings: Any) -> str:
        before = self.all[-1].name if self.all else PIXELS
        self.all.append(Part(name, kind, inputs or (before,), settings))
        return name


def _add_plain(parts: _Parts, recipe: Recipe) -> None:
    for block, filters in enumerate(recipe.filters, start=1):
        if recipe.batch_normalization:
            parts.add(f"conv_{block}", "Conv2D", filters=filters, kernel_size=recipe.kernel_size, use_bias=False)
            parts.add(f"norm_{block}", "BatchNormalization", **NORMALIZATION)
            parts.add(f"relu_{block}", "ReLU")
        else:
            parts.add(f"conv_{block}", "Conv2D", filters=filters, kernel_size=recipe.kernel_size, activation="relu")
        parts.add(f"pool_{block}", "MaxPooling2D", pool_size=POOL_SIZE)


def _add_residual(parts: _Parts, recipe: Recipe) -> None:
    size = recipe.kernel_size
    for number, (filters, strides) in enumerate(stem(recipe), start=1):
        parts.add(f"stem_conv_{number}", "Conv2D", **_convolution(filters, size, strides))
        parts.add(f"stem_norm_{number}", "BatchNormalization", **NORMALIZATION)
        parts.add(f"stem_relu_{number}", "ReLU")
    parts.add("stem_pool", "MaxPooling2D", pool_size=POOL_SIZE)
    for stage, block, filters in _blocks(recipe):
        _add_block(parts, f"stage_{stage}_block_{block}", filters, recipe, strides=2 if stage > block == 1 else 1)


def stem(recipe: Recipe) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return filters and strides of the two convolutions of a residual network's stem."""
    return ((max(1, recipe.filters[0] // 2), 2), (recipe.filters[0], 1))


def squeezed_units(filters: int) -> int:
    """Return the number of units that squeeze-and-excitation squeezes this many maps into."""
    return max(LEAST_SQUEEZED, filters // REDUCTION)


def _blocks(recipe: Recipe) -> Iterator[tuple[int, int, int]]:
    """Yield stage, block and filters of each residual block, counted from 1."""
    for stage, filters in enumerate(recipe.filters, start=1):
        for block in range(1, BLOCKS + 1):
            yield stage, block, filters


def _add_block(parts: _Parts, name: str, filters: int, recipe: Recipe, strides: int) -> None:
    size = recipe.kernel_size
    around = parts.all[-1].name
    parts.add(f"{name}_conv_1", "Conv2D", **_convolution(filters, size, strides))
    parts.add(f"{name}_norm_1", "BatchNormalization", **NORMALIZATION)
    parts.add(f"{name}_relu_1", "ReLU")
    parts.add(f"{name}_conv_2", "Conv2D", **_convolution(filters, size))
    # With gamma 0 a block only hands its input on at first, so a deep network starts like a shallow one.
    changed = parts.add(f"{name}_norm_2", "BatchNormalization", **NORMALIZATION, gamma_initializer="zeros")
    if recipe.squeeze_excitation:
        parts.add(f"{name}_average", "GlobalAveragePooling2D", keepdims=True)
        parts.add(f"{name}_squeeze", "Dense", units=squeezed_units(filters), activation="relu")
        excited = parts.add(f"{name}_excite", "Dense", units=filters, activation="sigmoid")
        changed = parts.add(f"{name}_scale", "Multiply", changed, excited)
    if strides > 1:
        around = parts.add(f"{name}_shortcut_pool", "AveragePooling2D", around, pool_size=strides, padding="same")
        parts.add(f"{name}_shortcut_conv", "Conv2D", **_convolution(filters, 1))
        around = parts.add(f"{name}_shortcut_norm", "BatchNormalization", **NORMALIZATION)
    parts.add(f"{name}_add", "Add", around, changed)
    parts.add(f"{name}_relu_2", "ReLU")


def _convolution(filters: int, size: int, strides: int = 1) -> dict[str, Any]:
    return {
        "filters": filters,
        "kernel_size": size,
        "strides": strides,
        "padding": "same",
        "use_bias": False,
        "kernel_initializer": "he_normal",
    }
