"""The settings as a whole: ready-made ones, the way back, a doubt about the label, the groups in use."""

from typing import NamedTuple

import streamlit as st

from dogcat.augmentation.label_safety import doubts
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.common.language import N_, _
from pages.frame.fragments import fragment
from pages.screens.augmentation.parameters import GROUPS
from pages.screens.augmentation.settings import SUMMARY, change, group_key, is_used, undo
from pages.state.session import session

PRESET_WORDS = {
    # Translators: a button: settings that change nothing
    "none": N_("None"),
    "tutorial": N_("Tutorial"),
    # Translators: a button: settings with small changes
    "gentle": N_("Gentle"),
    # Translators: a button: settings as newer networks use them
    "modern": N_("Modern"),
    # Translators: a button: settings that change the pictures too much
    "extreme": N_("Too much"),
}


class Summary(NamedTuple):
    """What is said of the settings as a whole.

    Attributes:
        preset: which of the ready-made settings they are.
        can_undo: whether there are former ones.
        doubts: in words, see `dogcat.augmentation.label_safety`.
        groups: of sliders, those that change the pictures.
    """

    preset: str | None
    can_undo: bool
    doubts: list[str]
    groups: list[str]


def summary() -> Summary:
    """Returns the summary of the chosen settings."""
    settings = session().augmentation.chosen
    preset = next((name for name in PRESET_WORDS if AUGMENTATION_PRESETS[name] == settings), None)
    groups = [group for group in GROUPS if is_used(group, settings)]
    return Summary(preset, bool(session().augmentation.former), doubts(settings), groups)


@fragment(key=SUMMARY)
def show_summary() -> None:
    """Ready-made settings, the way back, a doubt about the settings, and which groups are in use."""
    said = summary()
    with st.container(horizontal=True):
        for name, words in PRESET_WORDS.items():
            st.button(_(words), key=f"preset-{name}", type="primary" if name == said.preset else "secondary",
                      on_click=change, args=(AUGMENTATION_PRESETS[name],))  # fmt: skip
        st.button(_("Undo"), icon=":material/undo:", on_click=undo, disabled=not said.can_undo)
    if said.doubts:
        first = said.doubts[0]
        if len(said.doubts) > 1:
            first = _("{reason} There are more doubts below.").format(reason=first)
        st.caption(f":material/help: {first}")
    in_use = ", ".join(f".st-key-{group_key(group)} summary p" for group in said.groups)
    st.html(
        f"<style>:is({in_use}) {{ font-weight: 700; }}</style>"
    )  # Streamlit takes a group with another title for another group
