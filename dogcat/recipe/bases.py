"""The base networks that a recipe can stand on, as data: neither TensorFlow nor weights.

A base was trained on ImageNet: 1.3 million photos of 1,000 classes, with 118 breeds of dogs and 5 kinds of cats. Its
last layer with the 1,000 answers is left out; the averages of its last feature maps are the features of a picture.
dogcat/recipe/blueprint.py puts a base and the recipe's own head together, dogcat/training/pretrained/ has the weights.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NO_BASE = "none"
SMALLEST_PICTURE = 32  # pixels: a base halves the picture five times
BASE_TRAININGS = ("features", "head", "fine-tuning", "random", "random-features")
FEATURE_TRAININGS = ("features", "random-features")  # each picture's features are computed once
RANDOM_TRAININGS = ("random", "random-features")  # the same layers with random weights
_MEAN_COLOUR = [-123.68, -116.779, -103.939]  # of ImageNet, which VGG16 subtracts
_NORMALIZATION = {"momentum": 0.9, "epsilon": 1e-3}

Row = tuple[str, str, tuple[str, ...], dict[str, Any]]  # name, Keras class, names of the inputs, arguments of the class


@dataclass(frozen=True)
class Base:
    """One base network.

    Attributes:
        title: its name for a learner.
        num_features: number of features of a picture.
        rows: its layers, from the rescaling of the pixels to the last feature maps.
        first_tuned: the first layer that fine-tuning trains.
        texture: the layer whose maps tell the texture of a picture.
        needs_internet: True if Keras downloads the weights, once.
    """

    title: str
    num_features: int
    rows: tuple[Row, ...]
    first_tuned: str
    texture: str
    needs_internet: bool = True

    @property
    def first_convolution(self) -> str:
        """Name of the convolution that takes the pixels."""
        return self.rows[1][0]


def _same(filters: int, kernel_size: int, strides: int = 1) -> dict[str, Any]:
    size = {"kernel_size": kernel_size, "strides": strides, "padding": "same", "use_bias": False}
    return {"filters": filters, **size, "kernel_initializer": "he_normal"}


def _after(name: str, has_relu: bool = True) -> Iterator[Row]:
    """Yield the batch normalization after a convolution, and a ReLU that stops at 6."""
    yield f"{name}_norm", "BatchNormalization", (f"{name}_conv",), _NORMALIZATION
    if has_relu:
        yield f"{name}_relu", "ReLU", (f"{name}_norm",), {"max_value": 6.0}


def _inverted_residuals(
    scale: float, offset: float, stages: tuple[tuple[int, int, int, int, int], ...]
) -> Iterator[Row]:
    """Yield the layers of a network of inverted residual blocks (Sandler et al. 2018, arXiv:1801.04381).

    A block widens its maps with 1 x 1 filters, filters each map by itself, and narrows them again. If its output has
    the shape of its input, the two are added.

    Args:
        scale: factor of the pixels.
        offset: what is added to them afterwards.
        stages: number of blocks, kernel size, strides of the first block, factor by which a block widens, output maps.
    """
    yield "rescaling", "Rescaling", ("pixels",), {"scale": scale, "offset": offset}
    yield "stem_conv", "Conv2D", ("rescaling",), _same(32, 3, 2)
    yield from _after("stem")
    now, channels, number = "stem_relu", 32, 0
    for num_blocks, kernel_size, first_strides, factor, width in stages:
        for place in range(num_blocks):
            number += 1
            block, inner, strides = f"block_{number}", now, 1 if place else first_strides
            if factor > 1:
                yield f"{block}_expand_conv", "Conv2D", (now,), _same(channels * factor, 1)
                yield from _after(f"{block}_expand")
                inner = f"{block}_expand_relu"
            each = {"kernel_size": kernel_size, "strides": strides, "padding": "same", "use_bias": False}
            yield f"{block}_depthwise_conv", "DepthwiseConv2D", (inner,), each | {"depthwise_initializer": "he_normal"}
            yield from _after(f"{block}_depthwise")
            yield f"{block}_project_conv", "Conv2D", (f"{block}_depthwise_relu",), _same(width, 1)
            yield from _after(f"{block}_project", has_relu=False)
            before, now = now, f"{block}_project_norm"
            if strides == 1 and channels == width:
                yield f"{block}_add", "Add", (before, now), {}
                now = f"{block}_add"
            channels = width
    yield "top_conv", "Conv2D", (now,), _same(1280, 1)
    yield from _after("top")


def _vgg16() -> Iterator[Row]:
    """Yield the layers of VGG16 (Simonyan and Zisserman 2014, arXiv:1409.1556)."""
    yield "rescaling", "Rescaling", ("pixels",), {"scale": 1.0, "offset": _MEAN_COLOUR}
    now = "rescaling"
    for number, (num_convolutions, width) in enumerate(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), start=1):
        for place in range(1, num_convolutions + 1):
            name = f"block_{number}_conv_{place}"
            settings = {"filters": width, "kernel_size": 3, "padding": "same", "activation": "relu"}
            yield name, "Conv2D", (now,), settings
            now = name
        yield f"block_{number}_pool", "MaxPooling2D", (now,), {"pool_size": 2}
        now = f"block_{number}_pool"


_LITE0 = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
          (1, 3, 1, 6, 320))  # fmt: skip
_MOBILENET_V2 = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (3, 3, 2, 6, 32), (4, 3, 2, 6, 64), (3, 3, 1, 6, 96),
                 (3, 3, 2, 6, 160), (1, 3, 1, 6, 320))  # fmt: skip
BASES = {
    "efficientnet-lite0": Base(
        title="EfficientNet-Lite0",
        num_features=1280,
        rows=tuple(_inverted_residuals(1 / 128, -127 / 128, _LITE0)),
        first_tuned="block_12_expand_conv",
        texture="block_3_add",
        needs_internet=False,
    ),
    "mobilenet-v2": Base(
        title="MobileNetV2",
        num_features=1280,
        rows=tuple(_inverted_residuals(1 / 127.5, -1.0, _MOBILENET_V2)),
        first_tuned="block_14_expand_conv",
        texture="block_3_add",
    ),
    "vgg16": Base(
        title="VGG16",
        num_features=512,
        rows=tuple(_vgg16()),
        first_tuned="block_5_conv_1",
        texture="block_2_pool",
    ),
}
