"""What each layer of a network does, why its output has this shape, and where its parameters come from, as text."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from dogcat.common.language import _
from dogcat.recipe.blueprint import POOL_SIZE
from dogcat.recipe.layers import LayerRow, why_size
from dogcat.recipe.recipe import Recipe


@dataclass(frozen=True)
class Texts:
    """The explanation of a layer.

    Attributes:
        what: what the layer does.
        why: why its output has this shape.
        parameters_why: where its parameters come from.
    """

    what: str
    why: str
    parameters_why: str


def explain(recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    """Return the explanation of a layer in the current language.

    Args:
        recipe: the recipe of the network.
        row: the layer.
        before: its input shape without the batch.
    """
    is_in_block = row.name.startswith("stage_") and row.kind in ("GlobalAveragePooling2D", "Dense")
    key = row.name.rsplit("_", 1)[-1] if is_in_block or row.name == "output" else row.kind
    return _WORDS[key](recipe, row, before)


def _rescaling(recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    size = row.output_shape[0]
    if recipe.has_base:
        what = _("Brings the pixel values into the range with which the base was trained.")
        fixed = _("Its two numbers are fixed; there is nothing to learn.")
    elif recipe.pixel_range == "-1..1":
        what = _(
            "Divides every value by 127.5 and subtracts 1, so 0 to 255 becomes −1 to 1: a middle grey is 0. A network"
            " learns better with small numbers."
        )
        fixed = _("The 127.5 and the 1 are fixed; there is nothing to learn.")
    else:
        what = _("Divides every value by 255, so 0 to 255 becomes 0 to 1. A network learns better with small numbers.")
        fixed = _("The 255 is fixed; there is nothing to learn.")
    return Texts(
        what,
        _("Nothing is cut off: {size} pixels high, {size} wide, in 3 colours (red, green, blue).").format(size=size),
        fixed,
    )


def _convolution(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    kernel, channels, filters = row.settings["kernel_size"], before[2], row.output_shape[2]
    if row.name in ("conv_1", "stem_conv_1"):
        pattern = _(
            "Slides {filters:,} filters over its input. Each is a pattern of {kernel} × {kernel} pixels that reaches"
            " through all 3 colours."
        ).format(filters=filters, kernel=kernel)
    elif row.name.endswith("_shortcut_conv"):
        pattern = _(
            "Lies on the way around the block. Its {filters:,} filters of {kernel} × {kernel} mix the {channels:,} maps"
            " at each position, so that the way around ends with as many maps as the block."
        ).format(filters=filters, kernel=kernel, channels=channels)
    else:
        pattern = _(
            "Slides {filters:,} filters over its input. Each is a pattern of {kernel} × {kernel} pixels that reaches"
            " through all {channels:,} maps."
        ).format(filters=filters, kernel=kernel, channels=channels)
    if not row.settings.get("use_bias", True):
        fit = _(
            "At every position it multiplies each value by a weight and adds everything up. The sum says how well its"
            " pattern fits there. Batch normalisation comes next."
        )
        parameters_why = _(
            "A filter has {kernel}·{kernel} weights for each of {channels:,} channels, and there are {filters:,}"
            " filters. They have no bias: batch normalisation would subtract it again, and has its own (beta)."
        )
    else:
        fit = _(
            "At every position it multiplies each value by a weight and adds everything up with its bias. The sum says"
            " how well its pattern fits there. A negative sum becomes 0: that is ReLU."
        )
        parameters_why = _(
            "A filter has {kernel}·{kernel} weights for each of {channels:,} channels. There are {filters:,} filters,"
            " and each has one bias. Every position uses the same weights, so the picture's size does not matter."
        )
    return Texts(
        f"{pattern} {fit}",
        why_size(row, before[0]),
        parameters_why.format(kernel=kernel, channels=channels, filters=filters),
    )


def _depthwise(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    kernel, channels = row.settings["kernel_size"], before[2]
    return Texts(
        _(
            "Slides one filter of {kernel} × {kernel} over each of the {channels:,} maps and keeps the maps apart. The"
            " 1 × 1 convolution after it mixes them. Together they need far fewer weights than one usual convolution."
        ).format(kernel=kernel, channels=channels),
        why_size(row, before[0]),
        _("{kernel}·{kernel} weights for each of {channels:,} maps, and no bias.").format(
            kernel=kernel, channels=channels
        ),
    )


def _normalization(_recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    return Texts(
        _(
            "Takes the mean and the standard deviation of each map over all positions and all pictures of the batch."
            " It subtracts the mean and divides by the standard deviation, then multiplies by gamma and adds beta."
            " During evaluation and use it takes the averages that it kept in training instead of the batch's."
        ),
        _unchanged(row),
        _(
            "Each of the {channels:,} maps has a gamma and a beta, which the network learns, and an average of the mean"
            " and one of the variance, which are measured."
        ).format(channels=row.output_shape[-1]),
    )


def _unchanged(row: LayerRow) -> str:
    return _("Every value stays at its place: {shape}.").format(
        shape=" × ".join(f"{side:,}" for side in row.output_shape)
    )


def _relu(_recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    return Texts(
        _("A negative value becomes 0, and a positive one stays as it is."),
        _unchanged(row),
        _("The comparison with 0 needs no weights; there is nothing to learn."),
    )


def _add(_recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    return Texts(
        _(
            "Adds the block's input, which went around the block, to what the block computed from it. So the block only"
            " has to learn what to change, and the gradient passes through the sum as it is."
        ),
        _("Both have the same shape, so they are added value by value: {shape}.").format(
            shape=" × ".join(f"{side:,}" for side in row.output_shape)
        ),
        _("A sum needs no weights; there is nothing to learn."),
    )


def _scale(_recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    return Texts(
        _(
            "Multiplies each map by its factor from 0 to 1: maps that matter for this picture stay, and the others are"
            " turned down."
        ),
        _unchanged(row),
        _("The factors come from the layer before; there is nothing to learn here."),
    )


def _shortcut_pooling(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    pool = row.settings["pool_size"]
    return Texts(
        _(
            "Lies on the way around the block. It takes the mean of each {pool} × {pool} values, so that the way around"
            " gets the size of the block's output and every value counts."
        ).format(pool=pool),
        _("{size} pixels in steps of {pool} are {after}, across and down.").format(
            size=before[0], pool=pool, after=row.output_shape[0]
        ),
        _("A mean needs no weights; there is nothing to learn."),
    )


def _block_average(_recipe: Recipe, _row: LayerRow, before: tuple[int, ...]) -> Texts:
    height, width, channels = before
    return Texts(
        _("Takes the mean of each map: how strongly the pattern was found in the picture, no matter where."),
        _("The {height}·{width} = {area:,} values of a map become one, and there are {channels:,} maps.").format(
            height=height, width=width, area=height * width, channels=channels
        ),
        _("A mean needs no weights; there is nothing to learn."),
    )


def _squeeze(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    return _dense_in_block(
        _(
            "Squeezes the {inputs:,} means of the maps into {units:,} values, which say in short what the picture"
            " shows. A negative sum becomes 0 (ReLU)."
        ),
        row,
        before,
    )


def _excite(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    return _dense_in_block(
        _(
            "Computes a factor for each of the {units:,} maps from the {inputs:,} values. The sigmoid function makes it"
            " a number from 0 to 1."
        ),
        row,
        before,
    )


def _dense_in_block(what: str, row: LayerRow, before: tuple[int, ...]) -> Texts:
    inputs, units = before[-1], row.output_shape[-1]
    return Texts(
        what.format(inputs=inputs, units=units),
        _("One value for each unit: {units:,}.").format(units=units),
        _("Each of the {units:,} units has a weight for each of the {features:,} values, and one bias.").format(
            units=units, features=inputs
        ),
    )


def _pooling(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    size, after = before[0], row.output_shape[0]
    figures = {"size": size, "pool": POOL_SIZE, "exactly": size / POOL_SIZE, "after": after, "channels": before[2]}
    if size % 2:
        why = _(
            "{size} ÷ {pool} = {exactly:g}, so {after} × {after}. With {size} pixels the last row and the last column"
            " have no partner and are dropped. Each map shrinks separately, so there are still {channels:,}."
        ).format(**figures)
    else:
        why = _(
            "{size} ÷ {pool} = {exactly:g}, so {after} × {after}. Each map shrinks separately, so there are still"
            " {channels:,}."
        ).format(**figures)
    return Texts(
        _(
            "Keeps the largest of each {pool} × {pool} values and drops the other three. What was found matters more"
            " than where exactly. The next layer sees twice as far."
        ).format(pool=POOL_SIZE),
        why,
        _("The largest value needs no weights; there is nothing to learn."),
    )


def _flatten(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    height, width, channels = before
    return Texts(
        _(
            "Writes all values of all maps into one row, because the next layer takes a row. The network no longer"
            " knows which values were neighbours."
        ),
        _("{height}·{width}·{channels:,} = {product:,} values.").format(
            height=height, width=width, channels=channels, product=row.output_shape[0]
        ),
        _("It only rearranges values; there is nothing to learn."),
    )


def _average(_recipe: Recipe, _row: LayerRow, before: tuple[int, ...]) -> Texts:
    height, width, channels = before
    return Texts(
        _("Takes the mean of each map: how strongly the pattern was found in the picture, no matter where."),
        _(
            "The {height}·{width} = {area:,} values of a map become one, and there are {channels:,} maps. Flatten"
            " would have kept {flattened:,} values."
        ).format(height=height, width=width, area=height * width, channels=channels, flattened=prod(before)),
        _("A mean needs no weights; there is nothing to learn."),
    )


def _dropout(recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> Texts:
    kept = 1 - recipe.dropout
    return Texts(
        _(
            "In training it sets {dropped:g}% of the values to 0, different ones for each picture and in each step."
            " The rest is multiplied by 1 ÷ (1 − {rate:g}) = {factor:.4g}, so the sum stays the same on average. No"
            " value can rely on another one being there. During evaluation and use it does nothing."
        ).format(dropped=100 * recipe.dropout, rate=recipe.dropout, factor=1 / kept),
        _("It outputs as many values as it takes in: {num:,}. Some of them are 0.").format(num=row.output_shape[0]),
        _("It drops values at random; there is nothing to learn."),
    )


def _dense(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> Texts:
    features, units = before[0], row.output_shape[0]
    return Texts(
        _(
            "Each of its {units:,} units looks at all {features:,} values, multiplies each by a weight of its own, and"
            " adds them up with its bias. A negative sum becomes 0 (ReLU). So the layer combines what was found and"
            " where."
        ).format(units=units, features=features),
        _("One value for each unit: {units:,}. The person who built the network chose the number of units.").format(
            units=units
        ),
        _("Each of the {units:,} units has a weight for each of the {features:,} values, and one bias.").format(
            units=units, features=features
        ),
    )


def _output(_recipe: Recipe, _row: LayerRow, before: tuple[int, ...]) -> Texts:
    return Texts(
        _(
            "One unit adds up the {features:,} values, each times its weight. The sigmoid function turns the sum into"
            " a number from 0 to 1: the network's estimate that the picture shows a dog rather than a cat. Below 0.5"
            " the answer is “cat”."
        ).format(features=before[0]),
        _("One number, because the question has two answers: P(cat) is 1 − P(dog)."),
        _("The one unit has a weight for each of the {features:,} values, and one bias.").format(features=before[0]),
    )


_WORDS: dict[str, Callable[[Recipe, LayerRow, tuple[int, ...]], Texts]] = {
    "Rescaling": _rescaling,
    "Conv2D": _convolution,
    "DepthwiseConv2D": _depthwise,
    "BatchNormalization": _normalization,
    "ReLU": _relu,
    "Add": _add,
    "Multiply": _scale,
    "AveragePooling2D": _shortcut_pooling,
    "average": _block_average,
    "squeeze": _squeeze,
    "excite": _excite,
    "MaxPooling2D": _pooling,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _average,
    "Dropout": _dropout,
    "Dense": _dense,
    "output": _output,
}
