"""The slider for the epoch of the first layer, whose value the Train and the Model page share."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _
from pages.state.session import session


def choose_epoch(epochs: Sequence[int]) -> int:
    """Returns the epoch that the visitor chose, else the newest; shows a slider if there are several.

    Args:
        epochs: at least one, ascending; epoch 0 is before the training.
    """
    newest, wanted = epochs[-1], session().first_layer.layer_epoch
    epoch = newest if wanted is None or wanted not in epochs else wanted
    if len(epochs) > 1:
        st.session_state["layer_epoch"] = epoch
        label = _("After epoch (0 is before the training)")
        st.select_slider(label, epochs, key="layer_epoch", on_change=keep, args=(newest,))
    return epoch


def keep(newest: int) -> None:
    """Keeps the chosen epoch; the newest one means that the view follows the training."""
    chosen = st.session_state["layer_epoch"]
    session().first_layer.layer_epoch = None if chosen == newest else chosen
