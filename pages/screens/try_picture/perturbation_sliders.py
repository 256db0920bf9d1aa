"""The sliders of the changes that a visitor makes to a picture, with the way back."""

from dataclasses import dataclass, replace

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.explain.visibility import AS_IT_IS, Attempt
from pages.state.session import session

MAX_UNDO = 100


@dataclass(frozen=True)
class Slider:
    """A slider for one field of `Attempt`: its label, both ends, its step and the unit behind the number.

    Label and unit are in English, to be shown through `_`.
    """

    field: str
    label: str
    low: float
    high: float
    step: float
    unit: str


SLIDERS = (
    # Translators: sliders that change a picture.
    Slider("rotation", N_("Rotation"), -90, 90, 1, "%d°"),
    Slider("shown", N_("Zoom: fraction of the picture shown"), 0.4, 1.6, 0.01, "%.2f"),
    Slider("shift", N_("Shift to the side"), -0.4, 0.4, 0.01, "%.2f"),
    Slider("blur", N_("Blur"), 0, 6, 0.1, N_("%.1f pixels")),
    Slider("brightness", N_("Brightness"), 0.2, 2, 0.05, "%.2f ×"),
    Slider("jpeg_quality", N_("JPEG quality (100: not compressed)"), 5, AS_IT_IS, 5, "%d"),
    Slider("patch_size", N_("Cover with a patch, then drag it"), 0, 0.5, 0.01, "%.2f"),
)


def show_sliders() -> None:
    """One slider for each kind of change, and the ways back."""
    for slider in SLIDERS:
        key = f"attempt.{slider.field}"
        whole = float(slider.step).is_integer()
        kind = int if whole else float
        st.session_state[key] = kind(getattr(session().perturbation.attempt, slider.field))

        def keep(field: str = slider.field, key: str = key) -> None:
            change(replace(session().perturbation.attempt, **{field: st.session_state[key]}))

        limits = kind(slider.low), kind(slider.high)
        st.slider(_(slider.label), *limits, step=kind(slider.step), format=_(slider.unit), key=key, on_change=keep)
    with st.container(horizontal=True):
        st.button(_("Undo"), icon=":material/undo:", on_click=undo, disabled=not session().perturbation.former_attempts)
        # Translators: a button that takes back all changes of a picture.
        st.button(_("Reset"), icon=":material/restart_alt:", on_click=change, args=(Attempt(),),
                  disabled=session().perturbation.attempt == Attempt())  # fmt: skip


def move_patch(right: float, down: float) -> None:
    """Moves the centre of the patch; fractions of the width and the height."""
    change(replace(session().perturbation.attempt, patch_right=right, patch_down=down))


def change(attempt: Attempt) -> None:
    """Takes a new attempt and remembers the old one."""
    state = session().perturbation
    if attempt != state.attempt:
        state.former_attempts = [*state.former_attempts, state.attempt][-MAX_UNDO:]
        state.attempt = attempt


def undo() -> None:
    """Takes back the last change."""
    session().perturbation.attempt = session().perturbation.former_attempts.pop()
