"""A network as a row of blocks to scale; a click or the keyboard chooses one."""

import streamlit as st

from dogcat.charts.network_blocks import block_svg, network_blocks
from dogcat.common.language import _
from dogcat.recipe.layers import first_block, layer_table
from dogcat.recipe.recipe import Recipe
from pages.state.session import session
from pages.widgets.component import component

_blocks = component(
    "dogcat_network",
    html='<div class="dogcat-network-place"><div class="dogcat-network" role="group"></div></div>',
    js=("roving_tabindex.js", "network_blocks.js"),
    css=("network_blocks.css",),
)


def show_drawing(recipe: Recipe, key: str) -> None:
    """Shows the blocks. The session keeps the chosen one; at first it is the first convolution.

    Args:
        recipe: the network.
        key: of the component.
    """
    if session().model.layer not in [row.name for row in layer_table(recipe)]:
        session().model.layer = first_block(recipe)[0].name

    def keep() -> None:
        session().model.layer = st.session_state[key]["opened"]

    blocks = [
        {
            "name": block.name,
            "shape": block.shape,
            "svg": block_svg(block),
            "learns": block.learns,
            "chosen": block.name == session().model.layer,
        }
        for block in network_blocks(recipe)
    ]
    description = _("The layers of the network; each block shows what a layer outputs")
    data = {"blocks": blocks, "columns_of_phone": columns_of_phone(len(blocks)), "description": description}
    _blocks(key=key, data=data, on_opened_change=keep)


def columns_of_phone(num_blocks: int) -> int:
    """Return how many blocks stand in a row on a phone, so that the last row lacks the fewest; at best four."""
    return min((4, 5, 3), key=lambda columns: -num_blocks % columns)
