"""Layers as text: what each layer does, and its formulas with the numbers of this network."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from dogcat.common.language import _
from dogcat.recipe.layers import POOL_SIZE, LayerRow, layer_table
from dogcat.recipe.recipe import Recipe


@dataclass(frozen=True)
class LayerWords:
    """The explanation of a layer in the current language, with the numbers of its network.

    Attributes:
        name: name of the layer.
        kind: its Keras class.
        input_shape: shape of the input without the batch, such as `150 × 150 × 3`.
        output_shape: shape of the output without the batch.
        what: what the layer does.
        why: why the output has this shape.
        parameters: the formula for the number of parameters, such as `3·3·3·32 + 32 = 896`, or `0`.
        parameters_why: where the terms of that formula come from.
        work: the formula for the floating-point operations per picture, or `0`.
        sees: the receptive field of one output value.
    """

    name: str
    kind: str
    input_shape: str
    output_shape: str
    what: str
    why: str
    parameters: str
    parameters_why: str
    work: str
    sees: str


def shape_words(shape: tuple[int, ...]) -> str:
    """Return a shape without the batch as text: `148 × 148 × 32`, or `6,272`."""
    return " × ".join(f"{side:,}" for side in shape)


def percent(part: int, whole: int) -> str:
    """Return part / whole as a percentage with one digit, such as `93.0%`; a small part reads `< 0.1%`."""
    value = 100 * part / whole
    return _("< 0.1%") if 0 < value < 0.05 else f"{value:.1f}%"


def input_shapes(recipe: Recipe) -> dict[str, tuple[int, ...]]:
    """Return the input shape of each layer by its name, without the batch."""
    table = layer_table(recipe)
    picture = (recipe.picture_size, recipe.picture_size, 3)
    before = [picture, *(row.output_shape for row in table[:-1])]
    return {row.name: shape for row, shape in zip(table, before, strict=True)}


def describe_layer(recipe: Recipe, name: str) -> LayerWords:
    """Return the explanation of one layer.

    Args:
        recipe: the recipe of the network.
        name: name of a layer in its `layer_table`.

    Raises:
        KeyError: the network has no such layer.
    """
    row = {row.name: row for row in layer_table(recipe)}[name]
    before = input_shapes(recipe)[name]
    texts = _WORDS["output" if name == "output" else row.kind](recipe, row, before)
    return LayerWords(
        name=name,
        kind=row.kind,
        input_shape=shape_words(before),
        output_shape=shape_words(row.output_shape),
        what=texts.what,
        why=texts.why,
        parameters=parameters_formula(recipe, row, before),
        parameters_why=texts.parameters_why,
        work=work_formula(recipe, row, before),
        sees=_sees(recipe, row),
    )


def parameters_formula(recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> str:
    """Return the formula for the number of parameters of a layer, or `0`.

    Args:
        recipe: the recipe of the network.
        row: the layer.
        before: its input shape without the batch.
    """
    if not row.num_parameters:
        return "0"
    filters = row.output_shape[-1]
    return f"{_weights(recipe, row, before)} + {filters:,} = {row.num_parameters:,}"


def work_formula(recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> str:
    """Return the formula for the floating-point operations of a layer for one picture, or `0`.

    Args:
        recipe: the recipe of the network.
        row: the layer.
        before: its input shape without the batch.
    """
    if not row.flops:
        return "0"
    places = f"{row.output_shape[0]:,}·{row.output_shape[1]:,} · " if row.kind == "Conv2D" else ""
    return f"2 · {places}{_weights(recipe, row, before)} = {row.flops:,}"


def _weights(recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> str:
    if row.kind == "Conv2D":
        sides = (recipe.kernel_size, recipe.kernel_size, before[-1], row.output_shape[-1])
        return "·".join(f"{side:,}" for side in sides)
    return f"{before[0]:,}·{row.output_shape[0]:,}"


def _sees(recipe: Recipe, row: LayerRow) -> str:
    if row.kind == "Rescaling":
        return _("One value sees one pixel of the picture.")
    last = next(each for each in reversed(layer_table(recipe)) if each.kind == "MaxPooling2D")
    seen, whole = row.receptive_field or last.receptive_field or 0, recipe.picture_size
    if row.name in ("average", "dense", "output") or (row.name == "dropout" and recipe.pooling == "average"):
        seen += (last.output_shape[0] - 1) * POOL_SIZE ** len(recipe.filters)
    return _("One value depends on {seen} × {seen} of the picture's {whole} × {whole} pixels.").format(
        seen=seen, whole=whole
    )


@dataclass(frozen=True)
class _Texts:
    what: str
    why: str
    parameters_why: str


def _rescaling(recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> _Texts:
    size = row.output_shape[0]
    if recipe.pixel_range == "-1..1":
        what = _(
            "Divides every value by 127.5 and subtracts 1, so 0 to 255 becomes −1 to 1: a middle grey is 0. A network"
            " learns better with small numbers."
        )
        fixed = _("The 127.5 and the 1 are fixed; there is nothing to learn.")
    else:
        what = _("Divides every value by 255, so 0 to 255 becomes 0 to 1. A network learns better with small numbers.")
        fixed = _("The 255 is fixed; there is nothing to learn.")
    return _Texts(
        what,
        _("Nothing is cut off: {size} pixels high, {size} wide, in 3 colours (red, green, blue).").format(size=size),
        fixed,
    )


def _convolution(recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> _Texts:
    kernel, size, channels = recipe.kernel_size, before[0], before[2]
    after, filters = row.output_shape[0], row.output_shape[2]
    if row.name == "conv_1":
        pattern = _(
            "Slides {filters:,} filters over its input. Each is a pattern of {kernel} × {kernel} pixels that reaches"
            " through all 3 colours."
        ).format(filters=filters, kernel=kernel)
    else:
        pattern = _(
            "Slides {filters:,} filters over its input. Each is a pattern of {kernel} × {kernel} pixels that reaches"
            " through all {channels:,} maps."
        ).format(filters=filters, kernel=kernel, channels=channels)
    fit = _(
        "At every position it multiplies each value by a weight and adds everything up with its bias. The sum says how"
        " well its pattern fits there. A negative sum becomes 0: that is ReLU."
    )
    return _Texts(
        f"{pattern} {fit}",
        _(
            "A window of {kernel} pixels fits into {size} at {size} − {kernel} + 1 = {after} positions, across and"
            " down. Each of the {filters:,} filters makes a map of its own."
        ).format(kernel=kernel, size=size, after=after, filters=filters),
        _(
            "A filter has {kernel}·{kernel} weights for each of {channels:,} channels. There are {filters:,} filters,"
            " and each has one bias. Every position uses the same weights, so the picture's size does not matter."
        ).format(kernel=kernel, channels=channels, filters=filters),
    )


def _pooling(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> _Texts:
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
    return _Texts(
        _(
            "Keeps the largest of each {pool} × {pool} values and drops the other three. What was found matters more"
            " than where exactly. The next layer sees twice as far."
        ).format(pool=POOL_SIZE),
        why,
        _("The largest value needs no weights; there is nothing to learn."),
    )


def _flatten(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> _Texts:
    height, width, channels = before
    return _Texts(
        _(
            "Writes all values of all maps into one row, because the next layer takes a row. The network no longer"
            " knows which values were neighbours."
        ),
        _("{height}·{width}·{channels:,} = {product:,} values.").format(
            height=height, width=width, channels=channels, product=row.output_shape[0]
        ),
        _("It only rearranges values; there is nothing to learn."),
    )


def _average(_recipe: Recipe, _row: LayerRow, before: tuple[int, ...]) -> _Texts:
    height, width, channels = before
    return _Texts(
        _("Takes the mean of each map: how strongly the pattern was found in the picture, no matter where."),
        _(
            "The {height}·{width} = {area:,} values of a map become one, and there are {channels:,} maps. Flatten"
            " would have kept {flattened:,} values."
        ).format(height=height, width=width, area=height * width, channels=channels, flattened=prod(before)),
        _("A mean needs no weights; there is nothing to learn."),
    )


def _dropout(recipe: Recipe, row: LayerRow, _before: tuple[int, ...]) -> _Texts:
    kept = 1 - recipe.dropout
    return _Texts(
        _(
            "In training it sets {dropped:g}% of the values to 0, different ones for each picture and in each step."
            " The rest is multiplied by 1 ÷ (1 − {rate:g}) = {factor:.4g}, so the sum stays the same on average. No"
            " value can rely on another one being there. During evaluation and use it does nothing."
        ).format(dropped=100 * recipe.dropout, rate=recipe.dropout, factor=1 / kept),
        _("It outputs as many values as it takes in: {num:,}. Some of them are 0.").format(num=row.output_shape[0]),
        _("It drops values at random; there is nothing to learn."),
    )


def _dense(_recipe: Recipe, row: LayerRow, before: tuple[int, ...]) -> _Texts:
    features, units = before[0], row.output_shape[0]
    return _Texts(
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


def _output(_recipe: Recipe, _row: LayerRow, before: tuple[int, ...]) -> _Texts:
    return _Texts(
        _(
            "One unit adds up the {features:,} values, each times its weight. The sigmoid function turns the sum into"
            " a number from 0 to 1: the network's estimate that the picture shows a dog rather than a cat. Below 0.5"
            " the answer is “cat”."
        ).format(features=before[0]),
        _("One number, because the question has two answers: P(cat) is 1 − P(dog)."),
        _("The one unit has a weight for each of the {features:,} values, and one bias.").format(features=before[0]),
    )


_WORDS: dict[str, Callable[[Recipe, LayerRow, tuple[int, ...]], _Texts]] = {
    "Rescaling": _rescaling,
    "Conv2D": _convolution,
    "MaxPooling2D": _pooling,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _average,
    "Dropout": _dropout,
    "Dense": _dense,
    "output": _output,
}
