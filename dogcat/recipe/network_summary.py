"""The layers of a network as tables and sentences: `model.summary()`, CSV, shares, and two networks side by side."""

import csv
import io

from dogcat.common.language import _
from dogcat.recipe.field_text import MARK
from dogcat.recipe.layer_text import percent
from dogcat.recipe.layers import LayerRow, layer_table, num_operations, num_parameters
from dogcat.recipe.recipe import Recipe


def summary_rows(recipe: Recipe) -> list[dict[str, str | int | float | None]]:
    """Return the rows of `model.summary()`, with the percentages of all parameters and of all operations.

    Returns:
        One dictionary per layer. A percentage of 0 is None.
    """
    parameters, flops = num_parameters(recipe), num_operations(recipe)
    return [
        {
            "Layer (type)": f"{row.name} ({row.kind})",
            "Output Shape": f"(None, {', '.join(map(str, row.output_shape))})",
            "Param #": row.num_parameters,
            "Share of parameters": 100 * row.num_parameters / parameters or None,
            "Share of work": 100 * row.flops / flops or None,
        }
        for row in layer_table(recipe)
    ]


def summary_csv(recipe: Recipe) -> str:
    """Return the layer table as CSV for a spreadsheet: one line per layer, numbers without separators."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["layer", "type", "output_shape", "parameters", "operations", "bytes", "receptive_field"])
    for row in layer_table(recipe):
        shape = " x ".join(map(str, row.output_shape))
        figures = (row.num_parameters, row.flops, row.activation_bytes, row.receptive_field or "")
        writer.writerow([row.name, row.kind, shape, *figures])
    return text.getvalue()


def weight_megabytes(recipe: Recipe) -> float:
    """Return the size of all parameters in float32, in megabytes of 2**20 bytes as in Keras' `model.summary()`."""
    return 4 * num_parameters(recipe) / 2**20


def describe_shares(recipe: Recipe) -> str:
    """Return two sentences on which layers hold the parameters and which do the work."""
    table = layer_table(recipe)
    parameters, flops = num_parameters(recipe), num_operations(recipe)
    largest = max(table, key=lambda row: row.num_parameters)
    convolutions = [row for row in table if row.kind == "Conv2D"]
    return _(
        "**{layer}** has {parameters} of the parameters and does {flops} of the operations. The **convolutions** do"
        " {work} of the operations with {held} of the parameters, because they use each weight at every position of"
        " the picture."
    ).format(
        layer=largest.name,
        parameters=percent(largest.num_parameters, parameters),
        flops=percent(largest.flops, flops),
        work=percent(sum(row.flops for row in convolutions), flops),
        held=percent(sum(row.num_parameters for row in convolutions), parameters),
    )


def compared_rows(first: Recipe, second: Recipe) -> list[tuple[str, str, str]]:
    """Return name, first cell and second cell of each layer of two networks; `MARK` stands before what differs."""
    left, right = ({row.name: row for row in layer_table(recipe)} for recipe in (first, second))
    return [
        (
            name if left.get(name) == right.get(name) else f"{MARK} {name}",
            _describe_row(left.get(name)),
            _describe_row(right.get(name)),
        )
        for name in dict.fromkeys([*max(left, right, key=len), *left, *right])
    ]


def _describe_row(row: LayerRow | None) -> str:
    if row is None:
        # Translators: a layer that the other network has
        return _("absent")
    return f"({', '.join(map(str, row.output_shape))}), {row.num_parameters:,}"
