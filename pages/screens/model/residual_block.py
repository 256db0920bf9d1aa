"""A residual block on a picture: what goes around it, what it adds, and which maps squeeze-and-excitation turns up."""

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.feature_maps import brightest_first, map_tiles
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.model.network_choice import recipe_of
from pages.screens.model.picture_choice import choose_subject, looking
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.picture_grid import show_variants

NUM_MAPS = 7  # of the block; with its name they make a row


@fragment
def show_residual_block(chosen: Run | Recipe) -> None:
    """Shows the maps of one block, and the factors of squeeze-and-excitation.

    Args:
        chosen: a run, or a recipe without a training.
    """
    recipe = recipe_of(chosen)
    st.caption(
        _(
            "A residual block adds its input to what it computes. What goes around the block arrives unchanged, so the"
            " block only has to learn a correction, and a network of many blocks can be trained."
        )
    )
    if not recipe.residual:
        st.info(
            _(
                "This network has no residual blocks. Switch them on in the recipe of the Train page,"
                " then choose that network above."
            )
        )
        return
    with sentence_for_errors():
        subject = choose_subject(chosen)
        if subject is None:
            return
        rows = {row.name: row for row in layer_table(recipe)}
        blocks = [name.removesuffix("_add") for name in rows if name.endswith("_add")]
        if session().model.block not in blocks:
            session().model.block = blocks[0]
        st.select_slider(_("Block"), blocks, **bind(session().model, "block"))
        block = session().model.block
        around, computed = rows[f"{block}_add"].inputs
        names = [around, computed, f"{block}_relu_2"]
        if recipe.squeeze_excitation:
            names += [f"{block}_norm_2", f"{block}_excite"]
        with looking():
            found = activation_client().activations(*subject, names)
        show_sum(found[around], found[computed], found[f"{block}_relu_2"])
        if recipe.squeeze_excitation:
            show_factors(found[f"{block}_norm_2"], found[f"{block}_excite"].reshape(-1))


def show_sum(around: np.ndarray, computed: np.ndarray, result: np.ndarray) -> None:
    """Shows the brightest maps of the result below their two summands; each row has its own colour scale."""
    numbers = brightest_first(result)[:NUM_MAPS]
    parts = {_("went around"): around, _("the block adds"): computed, _("sum, after ReLU"): result}
    tiles, words = [], []
    for name, maps in parts.items():
        shown = np.maximum(0, maps)
        tiles += map_tiles(shown, numbers, float(shown.max()) or 1.0)
        words += [f"{name}: {number + 1}" for number in numbers]
    show_variants(
        tiles,
        words,
        key="block-sum",
        description=_("Maps that went around the block, what the block adds to each, and the sum"),
        columns=len(numbers),
        opens=False,
    )
    change = float(np.abs(computed).mean() / (np.abs(around).mean() or 1.0))
    st.markdown(
        _(
            "Negative values are black, and each row has a colour scale of its own. On average, what the block adds is"
            " {change:.1%} as large as what went around."
        ).format(change=change)
    )
    if not computed.any():
        st.caption(
            _("Before training every block adds 0: the last gamma of each block starts at 0. It learns what to add.")
        )


def show_factors(maps: np.ndarray, factors: np.ndarray) -> None:
    """Shows the maps with the largest and the smallest factors."""
    st.markdown(_("#### Squeeze-and-excitation: which maps are turned up for this picture"))
    order = np.argsort(-factors, kind="stable")
    numbers = [int(number) for number in (*order[:4], *order[-4:])] if len(order) >= 8 else order.tolist()
    shown = np.maximum(0, maps)
    show_variants(
        map_tiles(shown, numbers, float(shown.max()) or 1.0),
        [_("map {number}: × {factor:.2f}").format(number=number + 1, factor=factors[number]) for number in numbers],
        key="block-factors",
        description=_("The maps with the largest and the smallest factors, before they are multiplied"),
        columns=len(numbers),
        opens=False,
    )
    st.caption(
        _(
            "The means of all {num} maps go through two small dense layers, which give each map a factor from 0 to 1."
            " Here they lie between {low:.2f} and {high:.2f}. Choose another picture, and they change."
        ).format(num=len(factors), low=factors.min(), high=factors.max())
    )
