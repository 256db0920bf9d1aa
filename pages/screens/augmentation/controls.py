"""The sliders: every parameter of the random transform with its Keras name, one sentence and a before and after.

A move draws anew only the fragments that show something else after it, not the other sliders: with a class of thirty,
what the server draws is taken from the training.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from dogcat.augmentation.augment import augment
from dogcat.augmentation.label_safety import doubts
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.augmentation.sampling import DICE
from dogcat.common.language import N_, _
from dogcat.recipe.recipe import REGULARIZED, Augmentation
from pages.screens.augmentation.parameters import GROUPS, Control
from pages.state.session import session
from pages.widgets.picture_grid import data_address

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
# The keys of the fragments of the page, all of it and its parts.
LABORATORY, VARIANTS, SUMMARY, LESSONS = "laboratory", "laboratory-variants", "laboratory-summary", "laboratory-lessons"
WITHOUT_PICTURE = frozenset({"fill_mode", "cval", "mixup_alpha"})  # alone they change nothing
TUTORIAL_SHEAR = REGULARIZED.augmentation.shear_range


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
    """The same of the settings as they are."""
    settings = session().augmentation.chosen
    preset = next((name for name in PRESET_WORDS if AUGMENTATION_PRESETS[name] == settings), None)
    groups = [group for group in GROUPS if is_used(group, settings)]
    return Summary(preset, bool(session().augmentation.former), doubts(settings), groups)


@st.fragment(key=SUMMARY)
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
            first = _("{reason} And more below.").format(reason=first)
        st.caption(f":material/help: {first}")
    in_use = ", ".join(f".st-key-{group_key(group)} summary p" for group in said.groups)
    st.html(f"<style>:is({in_use}) {{ font-weight: 700; }}</style>")  # another title would be another group


def show_controls(pixels: np.ndarray) -> None:
    """All sliders, grouped as the tutorial lists them.

    Args:
        pixels: uint8 (S, S, 3), the picture on which each parameter is shown alone.
    """
    for group, controls in GROUPS.items():
        st.session_state.setdefault(group_key(group), is_used(group, session().augmentation.chosen))
        opened = st.expander(_(group), key=group_key(group), on_change="rerun")
        if opened.open:  # a closed one would cost as much of each move of a slider as an open one
            with opened:
                for control in controls:
                    show_control(control, pixels)
                if group == "Shear":
                    show_radians()


def group_key(group: str) -> str:
    """The key under which Streamlit keeps whether a group of sliders is open."""
    return f"augmentation-group-{group.replace(' ', '-')}"


def is_used(group: str, augmentation: Augmentation) -> bool:
    """Whether any parameter of the group changes the pictures."""
    return any(getattr(augmentation, each.field) != getattr(NONE, each.field) for each in GROUPS[group])


def show_control(control: Control, pixels: np.ndarray) -> None:
    """One parameter: its widget, and below it what it does."""
    value = getattr(session().augmentation.chosen, control.field)
    key = f"augmentation.{control.field}"
    effect_key = f"effect-{control.field}"
    st.session_state[key] = value

    def keep() -> None:
        said = summary()
        remember_and_take(replace(session().augmentation.chosen, **{control.field: st.session_state[key]}))
        st.rerun([VARIANTS, LESSONS, effect_key, *([SUMMARY] if summary() != said else [])])

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
    st.fragment(show_effect, key=effect_key)(control, pixels)


def show_effect(control: Control, pixels: np.ndarray) -> None:
    """What a parameter does, in a sentence and a picture, and a button that takes it back."""
    value, default = getattr(session().augmentation.chosen, control.field), getattr(NONE, control.field)
    left, right = st.columns([6, 1], vertical_alignment="center", gap="small")
    left.html(explain(control, pixels, value if value != default else control.shown))
    if value != default:
        right.button(
            "",
            icon=":material/restart_alt:",
            key=f"reset-{control.field}",
            help=_("Reset {field}").format(field=control.field),
            on_click=change,
            args=(replace(session().augmentation.chosen, **{control.field: default}),),
        )


def explain(control: Control, pixels: np.ndarray, value: Any) -> str:
    """The sentence of a parameter, and beside it the picture before and after this parameter alone."""
    images = ""
    if control.field not in WITHOUT_PICTURE:
        small = np.ascontiguousarray(pixels[::2, ::2])
        addresses = before_and_after(small.tobytes(), len(small), control.field, value)
        for words, address in zip((_("before"), _("after")), addresses, strict=True):
            images += f'<img src="{address}" width="40" height="40" alt="{words}">'
    style = "display:flex;flex-wrap:wrap;gap:6px;align-items:center;font-size:0.85rem;opacity:0.8"
    return f'<div style="{style}">{images}<span style="flex:1 1 9rem">{_(control.sentence)}</span></div>'


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
              args=(replace(session().augmentation.chosen, shear_range=round(degrees, 1)),))  # fmt: skip


@lru_cache(maxsize=1_000)  # of some 4 kB; a move of one slider leaves the pictures of all the others as they were
def before_and_after(pixels: bytes, size: int, field: str, value: Any) -> tuple[str, str]:
    """The addresses of a picture before and after one parameter alone; uint8 pixels (size, size, 3)."""
    before = np.frombuffer(pixels, np.uint8).reshape(size, size, 3)
    after = augment(before[None], replace(NONE, **{field: value}), TELLING_DICE)[0]
    return data_address(before, 80), data_address(after, 80)


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
    if augmentation != session().augmentation.chosen:
        session().augmentation.former = [*session().augmentation.former, session().augmentation.chosen][-MAX_UNDO:]
        take(augmentation)


def take(augmentation: Augmentation) -> None:
    """Takes settings, and opens the groups of sliders that they begin to use."""
    for group in GROUPS:
        if is_used(group, augmentation) and not is_used(group, session().augmentation.chosen):
            st.session_state[group_key(group)] = True
    session().augmentation.chosen = augmentation
