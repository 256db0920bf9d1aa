"""A picture in which a click chooses a place. Without a mouse, visitors choose it by the sliders beside it."""

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
        picture: uint8 (S, S, 3); S need not be `size`.
        size: number of places in a row and in a column.
        caption: what it shows, in a sentence.
        key: of the component.
        clicked: called with row and column, counted from 0, before the rerun.
    """
    data = {"source": data_address(picture), "caption": caption, "size": size}
    _place(key=key, data=data, on_clicked_change=lambda: clicked(*st.session_state[key]["clicked"]))
