"""A picture with a grey patch on it that is dragged by mouse, finger or arrow keys, and asks again at every move."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dogcat.common.language import _
from pages.state.session import session
from pages.widgets.component import component
from pages.widgets.picture_grid import data_address

KEY = "patched"

_picture = component(
    "dogcat_break",
    html='<div class="dogcat-break"><img><button type="button"></button></div>',
    js=("draggable_patch.js",),
    css=("draggable_patch.css",),
)


def show_patched(
    pixels: np.ndarray, size: float, right: float, down: float, on_move: Callable[[float, float], None]
) -> None:
    """Shows the picture.

    Args:
        pixels: uint8 (S, S, 3), with all changes.
        size: side of the patch, share of the picture's; 0 for none.
        right: its centre, share of the width from the left.
        down: the same of the height from the top.
        on_move: called with the new `right` and `down` before the page is drawn again.
    """

    def keep() -> None:
        session().perturbation.num_moves += 1
        moved = st.session_state[KEY].moved
        on_move(*(min(1.0, max(0.0, float(share))) for share in moved))

    data = {
        "source": data_address(pixels),
        "description": _("The changed picture"),
        "instruction": _("Drag the patch, or move it with the arrow keys"),
        "size": size,
        "right": right,
        "down": down,
        "answered": session().perturbation.num_moves,  # else a move that changes nothing would never be answered
    }
    _picture(key=KEY, data=data, on_moved_change=keep)
