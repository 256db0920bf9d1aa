"""The controls that change the network; the session keeps the changed fields as `built`."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.controls import DROPOUT_CHOICES, FURTHER_NETWORK, WHY_CENTRE
from dogcat.recipe.field_text import FIELD_WORDS, value_words
from dogcat.recipe.recipe import PIXEL_RANGES, Recipe
from pages.state.session import session

SIZES = (32, 48, 64, 96, 128, 150, 192, 224, 256)
NUM_BLOCKS = (1, 2, 3, 4, 5, 6)
FILTERS = (4, 8, 16, 32, 64, 128, 256, 512)
KERNEL_SIZES = (1, 3, 5, 7)
UNITS = (0, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)


def show_controls(start: Recipe) -> None:
    """Shows a control for each field that can be changed.

    Args:
        start: the recipe with the values of unchanged fields.
    """
    values = {name: session().model.built.get(name, getattr(start, name)) for name in FIELD_WORDS}
    filters = values["filters"]
    choose(
        "picture_size",
        values["picture_size"],
        SIZES,
        _("Height and width in pixels. More pixels show more detail and take longer."),
    )
    key = "built.num_blocks"
    st.session_state[key] = len(filters)

    def change_blocks() -> None:
        number = st.session_state[key]
        session().model.built["filters"] = (filters + filters[-1:] * number)[:number]

    st.segmented_control(
        _("Blocks of convolution and pooling"),
        extended(NUM_BLOCKS, len(filters)),
        required=True,
        key=key,
        on_change=change_blocks,
        help=_("Each block about halves the height and width of the maps, so the next block sees twice as far."),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for block in range(len(filters)):
            choose_filters(block, filters)
    st.segmented_control(_("Filter size"), KERNEL_SIZES, required=True, **keeping("kernel_size", values["kernel_size"]),
                         format_func=lambda size: f"{size} × {size}",
                         help=_("Height and width of one filter in pixels."))  # fmt: skip
    st.segmented_control(
        # Translators: a heading: how maps become the inputs of the dense layer
        _("From maps to features"), ("flatten", "average"), required=True, **keeping("pooling", values["pooling"]),
        format_func=lambda pooling: value_words("pooling", pooling).capitalize(),
        help=_("Flatten keeps every value of the last maps. Global average pooling keeps one mean for each map."),
    )  # fmt: skip
    st.segmented_control(
        _("Range of the pixel values"), tuple(PIXEL_RANGES), required=True,
        **keeping("pixel_range", values["pixel_range"]),
        format_func=lambda pixel_range: value_words("pixel_range", pixel_range), help=_(WHY_CENTRE),
    )  # fmt: skip
    with st.container(horizontal=True, gap="medium"):
        for control in FURTHER_NETWORK:
            if control.options == (False, True):
                words = _(FIELD_WORDS[control.field])
                label, keep = f"{words[0].upper()}{words[1:]}", keeping(control.field, values[control.field])
                st.toggle(label, help=_(control.sentence), **keep)
    choose("dense_units", values["dense_units"], UNITS, _("Number of units in the dense layer before the output."))
    choose(
        "dropout",
        values["dropout"],
        DROPOUT_CHOICES,
        _("Fraction of the features that dropout switches off in each training step."),
    )


def choose(field: str, value: Any, options: Sequence[Any], sentence: str) -> None:
    """Shows a slider for a field of the recipe."""
    words = _(FIELD_WORDS[field])
    st.select_slider(
        f"{words[0].upper()}{words[1:]}",
        extended(options, value),
        format_func=lambda option: value_words(field, option),
        help=sentence,
        **keeping(field, value),
    )


def choose_filters(block: int, filters: tuple[int, ...]) -> None:
    """Shows a box for the number of filters of one block."""
    key = f"built.filters.{block}"
    st.session_state[key] = filters[block]

    def keep() -> None:
        session().model.built["filters"] = (*filters[:block], st.session_state[key], *filters[block + 1 :])

    options = extended(FILTERS, filters[block])
    # Translators: the number of filters of the block with this number
    st.selectbox(_("Filters {number}").format(number=block + 1), options, key=key, on_change=keep, width=76)


def keeping(field: str, value: Any) -> dict[str, Any]:
    """Returns the `key` and `on_change` of a widget that shows `value` and keeps a change of the field."""
    key = f"built.{field}"
    st.session_state[key] = value

    def keep() -> None:
        session().model.built[field] = st.session_state[key]

    return {"key": key, "on_change": keep}


def extended(options: Sequence[Any], value: Any) -> list[Any]:
    """Returns the options in order, with `value` among them."""
    return sorted({*options, value})
