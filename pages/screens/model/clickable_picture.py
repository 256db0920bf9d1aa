"""A picture in which a click chooses a place. Whoever has no mouse chooses it by the sliders that belong to it."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from pages.widgets.component import component
from pages.widgets.picture_grid import data_address

_place = component(
    "dogcat_place",
    html='<div class="dogcat-place"><img><span></span></div>',
    js=("clickable_picture.js",),
    css=("clickable_picture.css",),
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
