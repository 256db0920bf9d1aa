"""The epoch whose first layer is shown."""

import streamlit as st

from pages.state.session import session


def keep(newest: int) -> None:
    """Stays at the chosen epoch, or follows the training when that is the newest."""
    chosen = st.session_state["layer_epoch"]
    session().train.layer_epoch = None if chosen == newest else chosen
