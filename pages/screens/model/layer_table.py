"""The summary table as Keras prints it, where parameters and work are, and what the cures change in the network."""

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.field_text import differences
from dogcat.recipe.layer_text import percent, summary_csv, summary_rows
from dogcat.recipe.layers import LayerRow, layer_table, num_parameters
from dogcat.recipe.recipe import RECIPES, Recipe, recipe_kind
from dogcat.runs.run import Run
from pages.screens.model.network_choice import recipe_of

MARK = "●"  # stands before what differs


def show_table(chosen: Run | Recipe) -> None:
    """The table, what it says, and the comparison of the two recipes."""
    recipe = recipe_of(chosen)
    show_summary(recipe)
    st.markdown(describe_shares(recipe))
    st.download_button(_("Download as CSV"), summary_csv(recipe), "layers.csv", "text/csv", icon=":material/download:")
    show_comparison("quick-" if recipe_kind(recipe).startswith("quick-") else "")


def show_summary(recipe: Recipe) -> None:
    """The layers as `model.summary()` prints them, and two columns of bars."""
    st.dataframe(
        summary_rows(recipe),
        hide_index=True,
        row_height=30,
        height="content",
        alt=_("The layers of the network with their shapes, parameters, and shares of all parameters and of all work"),
        column_config={
            "Layer (type)": _("Layer (type)"),
            "Output Shape": _("Output Shape"),
            "Param #": st.column_config.NumberColumn(_("Param #"), format="localized"),
            "Share of parameters": st.column_config.ProgressColumn(
                _("Share of parameters"), format="%.2f%%", max_value=100
            ),
            "Share of work": st.column_config.ProgressColumn(
                _("Share of work"), format="%.2f%%", max_value=100, color="orange"
            ),
        },
    )
    total = num_parameters(recipe)
    st.caption(
        _(
            "Total params: {num:,} ({size:.2f} MB). Trainable params: {num:,}. Non-trainable params: 0. “None” stands"
            " for the number of pictures, which may be any. Work is counted in multiplications and additions."
        ).format(num=total, size=4 * total / 2**20)
    )


def describe_shares(recipe: Recipe) -> str:
    """Where the parameters are and where the work is done, in two sentences."""
    table = layer_table(recipe)
    parameters, flops = sum(row.num_parameters for row in table), sum(row.flops for row in table)
    largest = max(table, key=lambda row: row.num_parameters)
    convolutions = [row for row in table if row.kind == "Conv2D"]
    work = percent(sum(row.flops for row in convolutions), flops)
    held = percent(sum(row.num_parameters for row in convolutions), parameters)
    return _(
        "**{layer}** holds {parameters} of the parameters and does {flops} of the work. The **convolutions** do {work}"
        " of the work with {held} of the parameters, because each of their weights is used again at every place of the"
        " picture."
    ).format(
        layer=largest.name,
        parameters=percent(largest.num_parameters, parameters),
        flops=percent(largest.flops, flops),
        work=work,
        held=held,
    )


def show_comparison(prefix: str) -> None:
    """Baseline and regularized side by side.

    Args:
        prefix: of the names of both recipes.
    """
    plain, cured = f"{prefix}baseline", f"{prefix}regularized"
    st.markdown(_("#### {plain} and {cured}").format(plain=plain, cured=cured))
    left, right = ({row.name: row for row in layer_table(RECIPES[name])} for name in (plain, cured))
    rows = []
    for name in max(left, right, key=len):
        mark = "" if left.get(name) == right.get(name) else f"{MARK} "
        rows.append({"Layer": mark + name, plain: describe_row(left.get(name)), cured: describe_row(right.get(name))})
    st.dataframe(
        rows,
        hide_index=True,
        row_height=30,
        height="content",
        alt=_("The layers of {plain} and {cured} side by side").format(plain=plain, cured=cured),
        column_config={"Layer": _("Layer")},
    )
    others = differences(RECIPES[plain], RECIPES[cured])
    listed = "; ".join(f"{item.name} {item.here} → {item.there}" for item in others)
    st.caption(
        _(
            "In each cell: the shape of the output, and how many parameters. {mark} marks what differs. Both networks"
            " have {num:,} parameters: dropout learns nothing. Of the recipes, this differs: {differences}."
        ).format(mark=MARK, num=num_parameters(RECIPES[cured]), differences=listed)
    )


def describe_row(row: LayerRow | None) -> str:
    """A layer in one cell."""
    if row is None:
        return _("not there")
    return f"({', '.join(map(str, row.output_shape))}), {row.num_parameters:,}"
