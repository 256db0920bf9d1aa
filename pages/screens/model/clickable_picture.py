"""A picture in which a click chooses a place. Whoever has no mouse chooses it by the sliders that belong to it."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from pages.widgets.picture_grid import data_address

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const picture = parentElement.querySelector("img");
    picture.src = data.source;
    picture.alt = data.caption;
    parentElement.querySelector("span").textContent = data.caption;
    picture.onclick = (event) => {
        const box = picture.getBoundingClientRect();
        const place = (share) => Math.min(data.size - 1, Math.max(0, Math.floor(share * data.size)));
        setTriggerValue("clicked", [
            place((event.clientY - box.top) / box.height), place((event.clientX - box.left) / box.width),
        ]);
    };
}
"""

_CSS = """
.dogcat-place img {
    display: block; width: 100%; max-width: 450px; aspect-ratio: 1; border-radius: 6px; cursor: crosshair;
    image-rendering: pixelated;
}
.dogcat-place span { display: block; font-size: 14px; margin-top: 4px; color: var(--st-text-color); opacity: 0.7; }
"""

_place = st.components.v2.component(
    "dogcat_place",
    html='<div class="dogcat-place"><img><span></span></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,
)


def show_place(picture: np.ndarray, size: int, caption: str, key: str, clicked: Callable[[int, int], None]) -> None:
    """Shows a picture of size x size places.

    Args:
        picture: uint8 (S, S, 3), however large the places are drawn in it.
        size: how many places it is high and wide.
        caption: what it shows, in a sentence.
        key: of the component.
        clicked: called with the row and the column, from 0, before the page is drawn anew.
    """
    data = {"source": data_address(picture), "caption": caption, "size": size}
    _place(key=key, data=data, on_clicked_change=lambda: clicked(*st.session_state[key]["clicked"]))
