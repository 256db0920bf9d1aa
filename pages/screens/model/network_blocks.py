"""The drawing of a network: a row of blocks to scale, of which a click or the keyboard chooses one."""

import streamlit as st

from dogcat.charts.network_blocks import block_svg, network_blocks
from dogcat.common.language import _
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe
from pages.state.session import session

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const row = parentElement.querySelector(".dogcat-network");
    row.setAttribute("aria-label", data.description);
    while (row.children.length > data.blocks.length) row.lastChild.remove();
    while (row.children.length < data.blocks.length) {
        const button = document.createElement("button");
        button.type = "button";
        for (const part of ["drawing", "name", "shape"]) {
            const span = document.createElement("span");
            span.className = part;
            button.append(span);
        }
        row.append(button);
    }
    const buttons = [...row.children];
    const marked = Math.max(0, data.blocks.findIndex((block) => block.chosen));
    data.blocks.forEach((block, number) => {
        const button = buttons[number];
        const [drawing, name, shape] = button.children;
        drawing.innerHTML = block.svg;
        name.textContent = block.name;
        shape.textContent = block.shape;
        button.className = block.learns ? "learns" : "";
        button.setAttribute("aria-pressed", String(block.chosen));
        if (!row.contains(document.activeElement)) button.tabIndex = number === marked ? 0 : -1;
        button.onclick = () => setTriggerValue("opened", block.name);
    });
    row.onkeydown = (event) => {
        const here = buttons.indexOf(document.activeElement);
        const places = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 };
        const there = buttons[places[event.key]];
        if (here < 0 || !there) return;
        buttons[here].tabIndex = -1;  // one stop for the Tab key, arrows inside
        there.tabIndex = 0;
        there.focus();
        event.preventDefault();
    };
}
"""

_CSS = """
.dogcat-network { display: flex; flex-wrap: wrap; align-items: stretch; gap: 4px; }
.dogcat-network button {
    all: unset; cursor: pointer; box-sizing: border-box; flex: 1 0 auto; min-width: 70px; max-width: 130px;
    padding: 6px 3px; border-radius: 6px; border: 2px solid transparent; text-align: center;
    display: flex; flex-direction: column; align-items: center; color: var(--st-text-color);
}
.dogcat-network button:hover { background: var(--st-secondary-background-color); }
.dogcat-network button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
.dogcat-network button[aria-pressed="true"] {
    border-color: var(--st-primary-color); background: var(--st-secondary-background-color);
}
.dogcat-network .drawing { flex: 1; display: flex; align-items: center; min-height: 24px; }
.dogcat-network .name { font-size: 13px; font-weight: 600; margin-top: 4px; }
.dogcat-network .shape { font-size: 11px; white-space: nowrap; }
.dogcat-network polygon { stroke: var(--st-background-color); stroke-width: 0.8; fill: #707070; }
.dogcat-network .learns polygon { fill: var(--st-primary-color); }
.dogcat-network .top { fill-opacity: 0.55; }
.dogcat-network .side { fill-opacity: 0.75; }
"""

_blocks = st.components.v2.component(
    "dogcat_network",
    html='<div class="dogcat-network" role="group"></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,  # in a shadow root the document would not tell which block has the focus
)


def show_drawing(recipe: Recipe, key: str) -> None:
    """The blocks; the one that is chosen is that of the session, or the first convolution.

    Args:
        recipe: the network.
        key: of the component.
    """
    if session().layer not in [row.name for row in layer_table(recipe)]:
        session().layer = "conv_1"

    def keep() -> None:
        session().layer = st.session_state[key]["opened"]

    blocks = [
        {
            "name": block.name,
            "shape": block.shape,
            "svg": block_svg(block),
            "learns": block.learns,
            "chosen": block.name == session().layer,
        }
        for block in network_blocks(recipe)
    ]
    description = _("The layers of the network, each as a block of what it puts out")
    _blocks(key=key, data={"blocks": blocks, "description": description}, on_opened_change=keep)
