"""Takes new settings, with the way back, and redraws only the fragments that show something else after it."""

import streamlit as st

from dogcat.augmentation.demonstration import changes_pictures
from dogcat.recipe.recipe import Augmentation
from pages.screens.augmentation.parameters import GROUPS
from pages.state.session import session

MAX_UNDO = 50
# The keys of the page's fragments: all below the choice of the picture, and its parts.
LABORATORY, VARIANTS, SUMMARY, LESSONS = "laboratory", "laboratory-variants", "laboratory-summary", "laboratory-lessons"


def group_key(group: str) -> str:
    """The key under which Streamlit keeps whether a group of sliders is open."""
    return f"augmentation-group-{group.replace(' ', '-')}"


def is_used(group: str, augmentation: Augmentation) -> bool:
    """Return True if any parameter of the group changes the pictures."""
    return changes_pictures(augmentation, [control.field for control in GROUPS[group]])


def change(augmentation: Augmentation) -> None:
    """Takes new settings at the press of a button, which may move every slider."""
    remember_and_take(augmentation)
    st.rerun(LABORATORY)


def undo() -> None:
    """Takes back the last change."""
    take(session().augmentation.former.pop())
    st.rerun(LABORATORY)


def remember_and_take(augmentation: Augmentation) -> None:
    """Takes new settings and remembers the old ones."""
    state = session().augmentation
    if augmentation != state.chosen:
        state.former = [*state.former, state.chosen][-MAX_UNDO:]
        take(augmentation)


def take(augmentation: Augmentation) -> None:
    """Takes settings, and opens the groups of sliders that they begin to use."""
    for group in GROUPS:
        if is_used(group, augmentation) and not is_used(group, session().augmentation.chosen):
            st.session_state[group_key(group)] = True
    session().augmentation.chosen = augmentation
