"""The network as a picture: blocks to scale, each of which explains itself when it is chosen."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.recipe.layer_text import describe_layer, percent
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.screens.model.network_blocks import show_drawing
from pages.screens.model.network_choice import recipe_of
from pages.state.session import session


@st.fragment
def show_network(chosen: Run | Recipe) -> None:
    """The blocks, and what there is to say about one of them."""
    recipe = recipe_of(chosen)
    show_drawing(recipe, "network")
    st.caption(
        _(
            "Choose a layer: click it, or walk with the arrow keys and press Enter. Height and depth of a block go with"
            " the pixels of its maps, its width with their number; the flat columns at the end are single values, their"
            " height goes with the square root of how many there are. **Blue** layers learn, the grey ones have nothing"
            " to learn."
        )
    )
    show_layer(recipe, session().model.layer)


def show_layer(recipe: Recipe, name: str) -> None:
    """What a layer does, its shape and its figures, with the calculations."""
    words = describe_layer(recipe, name)
    table = layer_table(recipe)
    row = next(row for row in table if row.name == name)
    parameters, flops = sum(each.num_parameters for each in table), sum(each.flops for each in table)
    st.markdown(f"#### {name}: {words.kind}, {words.input_shape} → {words.output_shape}")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**What it does.** {sentences}").format(sentences=words.what))
        st.markdown(_("**Why {shape}?** {sentences}").format(shape=words.output_shape, sentences=words.why))
        st.markdown(_("**How far it sees.** {sentence}").format(sentence=words.sees))
    with right:
        if row.num_parameters:
            st.markdown(
                _("**Parameters:** `{formula}`, {share} of all  \n{sentences}").format(
                    formula=words.parameters,
                    share=percent(row.num_parameters, parameters),
                    sentences=words.parameters_why,
                )
            )
        else:
            st.markdown(_("**Parameters:** `0`  \n{sentence}").format(sentence=words.parameters_why))
        if row.flops:
            share = percent(row.flops, flops)
            if row.kind == "Conv2D":
                why_two = _(
                    "Every weight is multiplied once and added once, which makes the 2, and that at every place of the"
                    " map."
                )
            else:
                why_two = _("Every weight is multiplied once and added once, which makes the 2.")
            st.markdown(
                _("**Operations for one picture:** `{formula}`, {share} of all  \n{sentence}").format(
                    formula=words.work, share=share, sentence=why_two
                )
            )
        else:
            st.markdown(_("**Operations for one picture:** so few beside the others that they are counted as none."))
        st.markdown(
            _("**Its output takes** {size} for each picture, 4 bytes a value.").format(
                size=size_words(row.activation_bytes)
            )
        )
