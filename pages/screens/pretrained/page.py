"""A pre-trained network: what it brings to the photos of cats and dogs."""

import streamlit as st

from dogcat.common.language import _


def show() -> None:
    """Shows the page."""
    st.title(_("A pre-trained network"))
    st.markdown(
        _(
            "A **pre-trained** network has learned from other pictures before it sees yours. Only a small last part"
            " is new, and learns from your photos."
        )
    )
