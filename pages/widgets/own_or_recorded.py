"""The choice between the learner's own networks and the recorded ones, and how to get networks of one's own."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dogcat.common.language import N_, _
from pages.state.session import bind

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Translators: a choice: the learner's own networks
YOURS = N_("Yours")
# Translators: a choice: the networks that come with the app
RECORDED = N_("Recorded")
# Translators: a choice: any two networks
ANY = N_("Any two")


def choose_whose(
    state: "DataclassInstance", name: str, offered: Sequence[str], changed: Callable[[], None] | None = None
) -> str:
    """Shows the choice, which begins with the first one offered, and returns what is chosen.

    Args:
        state: one of the session's dataclasses.
        name: of its field that keeps the choice; None takes the first one offered.
        offered: some of `YOURS`, `RECORDED` and `ANY`, at least one.
        changed: called after the visitor has chosen otherwise.
    """
    if getattr(state, name) not in offered:
        setattr(state, name, offered[0])
    if len(offered) > 1:
        st.segmented_control(
            _("Whose networks"),
            offered,
            format_func=_,
            required=True,
            label_visibility="collapsed",
            **bind(state, name, changed),
        )
    return str(getattr(state, name))


def say_how_to_get_own() -> None:
    """Says how networks of one's own come here, with a link to the training."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            _("Train a plain network and one with regularization on the same pictures. Then yours open here first.")
        )
        st.page_link("pages/train.py", label=_("Train"), icon=":material/arrow_forward:")
