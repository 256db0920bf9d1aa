"""The files of a run that are left out, because the app does not write such files."""

import streamlit as st

from dogcat.runs.misfits import misfits_text
from dogcat.runs.run import Run
from pages.widgets.literal import literal


def show_misfits(run: Run) -> None:
    """Names the files of an ended run that are left out; shows nothing if there are none."""
    words = misfits_text(run)
    if words:
        st.warning(literal(words), icon=":material/warning:")
