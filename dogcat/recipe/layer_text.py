"""Layers as text: what each layer does, and its formulas with the numbers of this network."""

from dataclasses import dataclass

from dogcat.common.language import _
from dogcat.recipe.blueprint import PIXELS
from dogcat.recipe.layer_explanations import explain
from dogcat.recipe.layers import MAP_KINDS, LayerRow, halvings, last_maps, layer_table
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
    """Return the shape of each layer's input, or of its first one, by its name and without the batch."""
    table = layer_table(recipe)
    shapes = {row.name: row.output_shape for row in table} | {PIXELS: table[0].output_shape}
    return {row.name: shapes[row.inputs[0]] for row in table}


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
    texts = explain(recipe, row, before)
    return LayerWords(
        name=name,
        kind=row.kind,
        input_shape=shape_words(before),
        output_shape=shape_words(row.output_shape),
        what=texts.what,
        why=texts.why,
        parameters=parameters_formula(row, before),
        parameters_why=texts.parameters_why,
        work=work_formula(row, before),
        sees=_sees(recipe, row),
    )


def parameters_formula(row: LayerRow, before: tuple[int, ...]) -> str:
    """Return the formula for the number of parameters of a layer, or `0`.

    Args:
        row: the layer.
        before: its input shape without the batch.
    """
    if not row.num_parameters:
        return "0"
    if row.kind == "BatchNormalization":
        return f"4·{row.output_shape[-1]:,} = {row.num_parameters:,}"
    biases = f" + {row.output_shape[-1]:,}" if row.settings.get("use_bias", True) else ""
    return f"{_weights(row, before)}{biases} = {row.num_parameters:,}"


def work_formula(row: LayerRow, before: tuple[int, ...]) -> str:
    """Return the formula for the floating-point operations of a layer for one picture, or `0`.

    Args:
        row: the layer.
        before: its input shape without the batch.
    """
    if not row.flops:
        return "0"
    places = f"{row.output_shape[0]:,}·{row.output_shape[1]:,} · " if row.kind == "Conv2D" else ""
    return f"2 · {places}{_weights(row, before)} = {row.flops:,}"


def _weights(row: LayerRow, before: tuple[int, ...]) -> str:
    window = (row.settings["kernel_size"],) * 2 if "Conv2D" in row.kind else ()
    if row.kind == "DepthwiseConv2D":
        return "·".join(f"{side:,}" for side in (*window, before[-1]))
    return "·".join(f"{side:,}" for side in (*window, before[-1], row.output_shape[-1]))


def _sees(recipe: Recipe, row: LayerRow) -> str:
    if row.kind == "Rescaling":
        return _("One value sees one pixel of the picture.")
    last, whole = last_maps(recipe), recipe.picture_size
    if row.receptive_field is None and row.inputs[0] != last.name and len(row.output_shape) == 3:
        return _("One value depends on the whole picture, through the means of the maps.")
    seen = row.receptive_field or last.receptive_field or 0
    if row.name in ("average", "dense", "output") or (row.name == "dropout" and recipe.pooling == "average"):
        seen += (last.output_shape[0] - 1) * 2 ** halvings(recipe)
    sentence = _("One value depends on {seen} × {seen} of the picture's {whole} × {whole} pixels.").format(
        seen=min(seen, whole), whole=whole
    )
    return f"{sentence} {_through_factors()}" if seen < whole and _is_excited(recipe, row) else sentence


def _through_factors() -> str:
    return _("Through the factors of squeeze-and-excitation, the other pixels change it a little, too.")


def _is_excited(recipe: Recipe, row: LayerRow) -> bool:
    """Return True if a layer of maps comes after a squeeze-and-excitation."""
    names = [each.name for each in layer_table(recipe) if each.kind in MAP_KINDS]
    factors = [each.name for each in layer_table(recipe) if each.kind == "Multiply"]
    return bool(factors) and row.name in names[names.index(factors[0]) :]
