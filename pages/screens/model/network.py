"""The network as blocks to scale, and the explanation of the chosen layer."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.recipe.layer_text import LayerWords, describe_layer, percent
from dogcat.recipe.layers import LayerRow, layer_table, num_operations, num_parameters
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.model.network_blocks import show_drawing
from pages.screens.model.network_choice import recipe_of
from pages.state.choices import ModelState
from pages.state.session import session


@fragment
def show_network(chosen: Run | Recipe) -> None:
    """Shows the blocks and the explanation of the chosen one."""
    recipe = recipe_of(chosen)
    show_drawing(recipe, "network")
    st.caption(
        _(
            "Choose a layer: click it, or use the arrow keys and press Enter. Height and depth of a block show the"
            " size of its maps, its width shows their number. The flat columns at the end are single values; their"
            " height grows with the square root of their number. **Blue** layers learn, **grey** layers have nothing"
            " to learn."
        )
    )
    show_layer(recipe, session().model.layer)
    if session().model.layer != ModelState.layer:
        did("chose-layer")


def show_layer(recipe: Recipe, name: str) -> None:
    """Explains a layer, its shape and its figures."""
    words = describe_layer(recipe, name)
    row = next(row for row in layer_table(recipe) if row.name == name)
    st.markdown(f"#### {name}: {words.kind}, {words.input_shape} → {words.output_shape}")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**What it does.** {sentences}").format(sentences=words.what))
        st.markdown(_("**Why {shape}?** {sentences}").format(shape=words.output_shape, sentences=words.why))
        st.markdown(_("**How far it sees.** {sentence}").format(sentence=words.sees))
    with right:
        st.markdown(describe_parameters(recipe, row, words))
        st.markdown(describe_work(recipe, row, words))
        st.markdown(
            _("**Memory of its output:** {size} for each picture, 4 bytes for each value.").format(
                size=size_words(row.activation_bytes)
            )
        )


def describe_parameters(recipe: Recipe, row: LayerRow, words: LayerWords) -> str:
    """Returns the formula for the parameters of a layer, its share of all and the explanation."""
    if not row.num_parameters:
        return _("**Parameters:** `0`  \n{sentence}").format(sentence=words.parameters_why)
    return _("**Parameters:** `{formula}`, {share} of all  \n{sentences}").format(
        formula=words.parameters,
        share=percent(row.num_parameters, num_parameters(recipe)),
        sentences=words.parameters_why,
    )


def describe_work(recipe: Recipe, row: LayerRow, words: LayerWords) -> str:
    """Returns the formula for the operations of a layer, its share of all and the explanation."""
    if not row.flops:
        return _(
            "**Operations for one picture:** they are not counted, because there are few compared with the other"
            " layers."
        )
    if row.kind == "Conv2D":
        why_two = _("The 2 stands for one multiplication and one addition for each weight, at every place of the map.")
    else:
        why_two = _("The 2 stands for one multiplication and one addition for each weight.")
    return _("**Operations for one picture:** `{formula}`, {share} of all  \n{sentence}").format(
        formula=words.work, share=percent(row.flops, num_operations(recipe)), sentence=why_two
    )
