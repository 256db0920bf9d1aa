"""The sliders: every parameter of the random transform with its Keras name, one sentence and a before and after."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from dogcat.augmentation import augment
from dogcat.dice import DICE
from dogcat.language import N_, _
from dogcat.presets import AUGMENTATION_PRESETS
from dogcat.recipe import REGULARIZED, Augmentation
from pages.augmentation_views.parameters import GROUPS, Control
from pages.shared.state import session
from pages.shared.variants import data_address

NONE = Augmentation()
# Dice that show a parameter well: far to one side, flipped, a small crop, a square in the middle.
TELLING_DICE = np.array([[{"mirroring": 0.0, "upside down": 0.0, "crop area": 0.03, "crop down": 0.5, "crop right": 0.5,
                           "cutout down": 0.5, "cutout right": 0.5}.get(name, 0.97) for name in DICE]])  # fmt: skip
PRESET_WORDS = {
    "none": N_("None"),
    "tutorial": N_("Tutorial"),
    "gentle": N_("Gentle"),
    "modern": N_("Modern"),
    "extreme": N_("Too much"),
}
MAX_UNDO = 50
WITHOUT_PICTURE = frozenset({"fill_mode", "cval", "mixup_alpha"})  # alone they change nothing
TUTORIAL_SHEAR = REGULARIZED.augmentation.shear_range


def show_presets() -> None:
    """Ready-made settings, and the way back."""
    with st.container(horizontal=True):
        for name, words in PRESET_WORDS.items():
            chosen = session().augmentation == AUGMENTATION_PRESETS[name]
            st.button(_(words), key=f"preset-{name}", type="primary" if chosen else "secondary",
                      on_click=change, args=(AUGMENTATION_PRESETS[name],))  # fmt: skip
        st.button(_("Undo"), icon=":material/undo:", on_click=undo, disabled=not session().former_augmentations)


def show_controls(pixels: np.ndarray) -> None:
    """All sliders, grouped as the tutorial lists them.

    Args:
        pixels: uint8 (S, S, 3), the picture on which each parameter is shown alone.
    """
    for group, controls in GROUPS.items():
        fields = [control.field for control in controls]
        is_used = any(getattr(session().augmentation, field) != getattr(NONE, field) for field in fields)
        with st.expander(f"**{_(group)}**" if is_used else _(group), expanded=is_used):
            for control in controls:
                show_control(control, pixels)
            if group == "Shear":
                show_radians()


def show_control(control: Control, pixels: np.ndarray) -> None:
    """One parameter: its picture, its widget, its sentence and a button that takes it back."""
    value, default = getattr(session().augmentation, control.field), getattr(NONE, control.field)
    key = f"augmentation.{control.field}"
    st.session_state[key] = value

    def keep() -> None:
        new = st.session_state[key]
        change(replace(session().augmentation, **{control.field: new}))

    label = f"{_(control.label)} · `{control.field}`"
    if control.limits:
        low, high, step = control.limits
        low, high = min(low, *np.ravel(value)), max(high, *np.ravel(value))  # an address may go further
        st.slider(label, float(low), float(high), step=float(step), key=key,
                  on_change=keep)  # fmt: skip
    elif control.choices:
        st.segmented_control(label, control.choices, key=key, on_change=keep,
                             required=True)  # fmt: skip
    else:
        st.toggle(label, key=key, on_change=keep)
    left, right = st.columns([6, 1], vertical_alignment="center", gap="small")
    left.html(explain(control, pixels, value if value != default else control.shown))
    if value != default:
        right.button(
            "",
            icon=":material/restart_alt:",
            key=f"reset-{control.field}",
            help=_("Reset {field}").format(field=control.field),
            on_click=change,
            args=(replace(session().augmentation, **{control.field: default}),),
        )


def explain(control: Control, pixels: np.ndarray, value: Any) -> str:
    """The sentence of a parameter, and beside it the picture before and after this parameter alone."""
    images = ""
    if control.field not in WITHOUT_PICTURE:
        for words, picture in zip((_("before"), _("after")), alone(control, pixels, value), strict=True):
            images += f'<img src="{data_address(picture, 80)}" width="40" height="40" alt="{words}">'
    style = "display:flex;gap:6px;align-items:center;font-size:0.85rem;opacity:0.8"
    return f'<div style="{style}">{images}<span>{_(control.sentence)}</span></div>'


def show_radians() -> None:
    """The tutorial's shear is not what it looks like."""
    degrees = float(np.rad2deg(TUTORIAL_SHEAR))
    st.caption(
        _(
            "The tutorial writes {shear:g} and may have meant radians, {degrees:.1f} degrees. Keras 2.2.4 took it as"
            " {shear:g} degrees: practically nothing."
        ).format(shear=TUTORIAL_SHEAR, degrees=degrees)
    )
    st.button(_("Show {shear:g} radians").format(shear=TUTORIAL_SHEAR), on_click=change,
              args=(replace(session().augmentation, shear_range=round(degrees, 1)),))  # fmt: skip


def alone(control: Control, pixels: np.ndarray, value: Any) -> tuple[np.ndarray, np.ndarray]:
    """The picture before and after this parameter alone, small."""
    small = np.ascontiguousarray(pixels[::2, ::2])
    changed = replace(NONE, **{control.field: value})
    return small, augment(small[None], changed, TELLING_DICE)[0]


def change(augmentation: Augmentation) -> None:
    """Takes new settings and remembers the old ones."""
    if augmentation != session().augmentation:
        session().former_augmentations = [*session().former_augmentations, session().augmentation][-MAX_UNDO:]
        session().augmentation = augmentation


def undo() -> None:
    """Takes back the last change."""
    session().augmentation = session().former_augmentations.pop()
