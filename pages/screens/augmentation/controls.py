"""The sliders: every parameter of the random transform with its Keras name, one sentence and a before and after.

A moved slider redraws only the fragments that show something else after it, not the other sliders: what the server
draws for a class of thirty slows down their trainings.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from dogcat.augmentation.demonstration import NONE, TUTORIAL_SHEAR, TUTORIAL_SHEAR_IN_DEGREES, apply_alone
from dogcat.common.language import _
from pages.frame.fragments import fragment
from pages.screens.augmentation.one_control import AugmentationControl
from pages.screens.augmentation.parameters import GROUPS
from pages.screens.augmentation.settings import (
    LESSONS,
    SUMMARY,
    VARIANTS,
    change,
    group_key,
    is_used,
    remember_and_take,
)
from pages.screens.augmentation.summary import summary
from pages.state.session import session
from pages.widgets.picture_grid import data_address

WITHOUT_PICTURE = frozenset(
    {"fill_mode", "cval", "mixup_alpha", "cutmix_alpha", "mixed_batches"}
)  # alone they change nothing


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


def show_control(control: AugmentationControl, pixels: np.ndarray) -> None:
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
        low, high, step = control.limits_around(value)
        st.slider(label, low, high, step=step, key=key, on_change=keep)
    elif control.choices:
        st.segmented_control(label, control.choices, key=key, on_change=keep, required=True)
    else:
        st.toggle(label, key=key, on_change=keep)
    fragment(show_effect, key=effect_key)(control, pixels)


def show_effect(control: AugmentationControl, pixels: np.ndarray) -> None:
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


def explain(control: AugmentationControl, pixels: np.ndarray, value: Any) -> str:
    """The sentence of a parameter, and beside it the picture before and after this parameter alone."""
    images = ""
    if control.field not in WITHOUT_PICTURE:
        small = np.ascontiguousarray(pixels[::2, ::2])
        addresses = before_and_after(small.tobytes(), len(small), control.field, value)
        words = (
            # Translators: a small picture without one change of the sliders, for screen readers
            _("before"),
            # Translators: a small picture with one change of the sliders, for screen readers
            _("after"),
        )
        for alt, address in zip(words, addresses, strict=True):
            images += f'<img src="{address}" width="40" height="40" alt="{alt}">'
    style = "display:flex;flex-wrap:wrap;gap:6px;align-items:center;font-size:0.85rem;opacity:0.8"
    return f'<div style="{style}">{images}<span style="flex:1 1 9rem">{_(control.sentence)}</span></div>'


def show_radians() -> None:
    """The tutorial's shear: what it may have meant and what Keras takes it for."""
    degrees = TUTORIAL_SHEAR_IN_DEGREES
    st.caption(
        _(
            "The tutorial writes {shear:g}. It may have meant radians, which would be {degrees:.1f} degrees. Keras"
            " 2.2.4 reads the number as {shear:g} degrees, which changes practically nothing."
        ).format(shear=TUTORIAL_SHEAR, degrees=degrees)
    )
    st.button(_("Show {shear:g} radians").format(shear=TUTORIAL_SHEAR), on_click=change,
              args=(replace(session().augmentation.chosen, shear_range=round(degrees, 1)),))  # fmt: skip


@lru_cache(maxsize=1_000)  # about 4 kB each; a moved slider leaves the pictures of all other sliders as they were
def before_and_after(pixels: bytes, size: int, field: str, value: Any) -> tuple[str, str]:
    """The data addresses of a picture before and after one parameter alone; uint8 pixels (size, size, 3)."""
    before = np.frombuffer(pixels, np.uint8).reshape(size, size, 3)
    return data_address(before, 80), data_address(apply_alone(before, field, value), 80)
