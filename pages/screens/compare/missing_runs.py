"""The note on recorded runs that this copy of the app does not have; several views show it."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _


def say_missing(names: Sequence[str]) -> None:
    """Shows the note if `names` holds any run."""
    if names:
        st.info(
            _("Not recorded yet in this copy of the app: {names}. You see the runs that are recorded.").format(
                names=", ".join(names)
            ),
            icon=":material/hourglass_empty:",
        )
