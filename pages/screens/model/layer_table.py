"""The layers as `model.summary()` prints them, the shares of each, and the two known networks side by side."""

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.field_text import MARK, differences
from dogcat.recipe.layers import num_measured, num_parameters
from dogcat.recipe.network_summary import (
    compared_rows,
    describe_shares,
    summary_csv,
    summary_rows,
    weight_megabytes,
)
from dogcat.recipe.recipe import RECIPES, Recipe, recipe_kind
from dogcat.runs.run import Run
from pages.screens.model.network_choice import recipe_of


def show_table(chosen: Run | Recipe) -> None:
    """Shows the table, two sentences on it, and the comparison of the two recipes."""
    recipe = recipe_of(chosen)
    show_summary(recipe)
    st.markdown(describe_shares(recipe))
    st.download_button(_("Download as CSV"), summary_csv(recipe), "layers.csv", "text/csv", icon=":material/download:")
    show_comparison("quick-" if recipe_kind(recipe).startswith("quick-") else "")


def show_summary(recipe: Recipe) -> None:
    """Shows the layers as `model.summary()` prints them, and each layer's share of parameters and work."""
    st.dataframe(
        summary_rows(recipe),
        hide_index=True,
        row_height=30,
        height="content",
        alt=_(
            "The layers of the network with their shapes, parameters, and their percentages of all parameters and"
            " of all work"
        ),
        column_config={
            "Layer (type)": _("Layer (type)"),
            "Output Shape": _("Output Shape"),
            "Param #": st.column_config.NumberColumn(_("Param #"), format="localized"),
            "Share of parameters": st.column_config.ProgressColumn(
                _("Parameters, % of all"), format="%.2f%%", max_value=100
            ),
            "Share of work": st.column_config.ProgressColumn(
                _("Work, % of all"), format="%.2f%%", max_value=100, color="orange"
            ),
        },
    )
    st.caption(
        _(
            "Total params: {num:,} ({size:.2f} MB). Trainable params: {trained:,}. Non-trainable params: {measured:,}."
            " “None” stands for the number of pictures, which can be any. Work is the number of operations:"
            " multiplications and additions."
        ).format(
            num=num_parameters(recipe),
            size=weight_megabytes(recipe),
            trained=num_parameters(recipe) - num_measured(recipe),
            measured=num_measured(recipe),
        )
    )


def show_comparison(prefix: str) -> None:
    """Shows the layers of baseline and regularized side by side.

    Args:
        prefix: of the names of both recipes.
    """
    plain, regularized = f"{prefix}baseline", f"{prefix}regularized"
    st.markdown(_("#### {plain} and {regularized}").format(plain=plain, regularized=regularized))
    rows = [
        {"Layer": name, plain: left, regularized: right}
        for name, left, right in compared_rows(RECIPES[plain], RECIPES[regularized])
    ]
    st.dataframe(
        rows,
        hide_index=True,
        row_height=30,
        height="content",
        alt=_("The layers of {plain} and {regularized} side by side").format(plain=plain, regularized=regularized),
        column_config={"Layer": _("Layer")},
    )
    others = differences(RECIPES[plain], RECIPES[regularized])
    listed = "; ".join(f"{item.name} {item.here} → {item.there}" for item in others)
    st.caption(
        _(
            "Each cell gives the shape of the output and the number of parameters. {mark} marks layers that differ."
            " Both networks have {num:,} parameters, because dropout learns nothing. The recipes differ in:"
            " {differences}."
        ).format(mark=MARK, num=num_parameters(RECIPES[regularized]), differences=listed)
    )
