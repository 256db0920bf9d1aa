"""The slider for the epoch of the first layer, whose value the Train and the Model page share."""

import streamlit as st

from pages.state.session import session


def keep(newest: int) -> None:
    """Keeps the chosen epoch; the newest one means that the view follows the training."""
    chosen = st.session_state["layer_epoch"]
    session().train.layer_epoch = None if chosen == newest else chosen
