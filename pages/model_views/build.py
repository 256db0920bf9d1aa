"""Build your own network: change its parts and see at once what they make of shapes, parameters, memory and time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psutil
import streamlit as st

from dogcat.duration import epoch_seconds, learn_from_runs, probe_is_due, read_speeds
from dogcat.keras_code import as_code, code_parts
from dogcat.layer_words import describe_layer
from dogcat.layers import layer_table, num_parameters
from dogcat.memory import expected_bytes
from dogcat.recipe import Recipe, RecipeError, clean_sample_size, smallest_picture_size
from dogcat.recipe_words import FIELD_WORDS, differences, value_words
from dogcat.runs import Run, list_runs
from dogcat.timeline import clock
from pages.model_views.choice import recipe_of
from pages.model_views.network import show_drawing
from pages.model_views.table import describe_shares, show_summary
from pages.shared.resources import probe
from pages.shared.state import session
from pages.train_views.editor import take_recipe
from pages.train_views.start import count_pictures

SIZES = (32, 48, 64, 96, 128, 150, 192, 224, 256)
NUM_BLOCKS = (1, 2, 3, 4, 5, 6)
FILTERS = (4, 8, 16, 32, 64, 128, 256, 512)
KERNEL_SIZES = (1, 3, 5, 7)
UNITS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
EPOCH = "An epoch, about"
DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def show_build(chosen: Run | Recipe) -> None:
    """The controls, and everything that follows from them."""
    show_workshop(recipe_of(chosen), *count_pictures())


@st.fragment
def show_workshop(start: Recipe, num_training: int, num_validation: int) -> None:
    """All of it, except that pictures are not counted anew at each move of a slider.

    Args:
        start: the recipe to change.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_controls(start)
    with right:
        try:
            recipe = replace(start, **session().built)
        except RecipeError as error:
            show_too_small(start, error)
            return
        show_figures(recipe, num_training, num_validation)
        show_drawing(recipe, "built-drawing")
        layer = describe_layer(recipe, session().layer)
        st.caption(f"**{layer.name}:** {layer.input_shape} → {layer.output_shape}, parameters {layer.parameters}")
        changes = ", ".join(f"{item.name} {item.here}" for item in differences(recipe, start))
        st.caption(f"Changed: {changes}." if changes else "Nothing is changed yet: this is the network chosen above.")
        with st.container(horizontal=True):
            if st.button("Train this", icon=":material/model_training:", type="primary"):
                take_recipe(recipe)
                st.switch_page("pages/train.py")
            st.button("Undo all changes", icon=":material/undo:", on_click=session().built.clear, disabled=not changes)
    show_summary(recipe)
    st.markdown(describe_shares(recipe))
    st.markdown("**As Keras code**")
    st.code(code_parts(recipe, "")["Network"], "python")
    st.download_button(
        "Download the whole program", as_code(recipe), "train.py", "text/x-python", icon=":material/download:"
    )


def show_controls(start: Recipe) -> None:
    """What can be changed.

    Args:
        start: the recipe whose values stand where nothing was changed.
    """
    values = {name: session().built.get(name, getattr(start, name)) for name in FIELD_WORDS}
    filters = values["filters"]
    choose("picture_size", values["picture_size"], SIZES, "Height and width. More pixels show more and take longer.")
    key = "built.num_blocks"
    st.session_state[key] = len(filters)

    def change_blocks() -> None:
        number = st.session_state[key]
        session().built["filters"] = (filters + filters[-1:] * number)[:number]

    st.segmented_control(
        "Blocks of convolution and pooling",
        extended(NUM_BLOCKS, len(filters)),
        required=True,
        key=key,
        on_change=change_blocks,
        help="Each block halves the maps, and the next one sees twice as far.",
    )
    with st.container(horizontal=True, gap="small"):
        for block in range(len(filters)):
            choose_filters(block, filters)
    st.segmented_control("Filter size", KERNEL_SIZES, required=True, **keeping("kernel_size", values["kernel_size"]),
                         format_func=lambda size: f"{size} × {size}", help="Pixels of one filter.")  # fmt: skip
    st.segmented_control(
        "From maps to features", ("flatten", "average"), required=True, **keeping("pooling", values["pooling"]),
        format_func=lambda pooling: value_words("pooling", pooling).capitalize(),
        help="Flatten keeps every value of the last maps; global average keeps one mean for each map.",
    )  # fmt: skip
    choose("dense_units", values["dense_units"], UNITS, "Width of the layer before the output.")
    choose("dropout", values["dropout"], DROPOUTS, "Share of the features that is switched off in training.")


def choose(field: str, value: Any, options: Sequence[Any], sentence: str) -> None:
    """A slider for a field of the recipe."""
    words = FIELD_WORDS[field]
    st.select_slider(
        f"{words[0].upper()}{words[1:]}",
        extended(options, value),
        format_func=lambda option: value_words(field, option),
        help=sentence,
        **keeping(field, value),
    )


def choose_filters(block: int, filters: tuple[int, ...]) -> None:
    """A box for the number of filters of one block."""
    key = f"built.filters.{block}"
    st.session_state[key] = filters[block]

    def keep() -> None:
        session().built["filters"] = (*filters[:block], st.session_state[key], *filters[block + 1 :])

    options = extended(FILTERS, filters[block])
    st.selectbox(f"Filters {block + 1}", options, key=key, on_change=keep, width=80)


def keeping(field: str, value: Any) -> dict[str, Any]:
    """The `key` and `on_change` that make a widget show `value` and note a change of the field."""
    key = f"built.{field}"
    st.session_state[key] = value

    def keep() -> None:
        session().built[field] = st.session_state[key]

    return {"key": key, "on_change": keep}


def extended(options: Sequence[Any], value: Any) -> list[Any]:
    """The options, with a value among them that came from elsewhere."""
    return sorted({*options, value})


def show_too_small(start: Recipe, error: RecipeError) -> None:
    """Says which layer has nothing left, and offers the smallest pictures that work."""
    st.error(str(error), icon=":material/error:")
    built = session().built
    num_blocks = len(built.get("filters", start.filters))
    smallest = smallest_picture_size(num_blocks, built.get("kernel_size", start.kernel_size))
    if smallest <= max(SIZES):
        fitting = next(size for size in SIZES if size >= smallest)
        st.button(f"Take pictures of {fitting} × {fitting}", icon=":material/crop_free:",
                  on_click=lambda: built.update(picture_size=fitting))  # fmt: skip


def show_figures(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """What the network costs."""
    needed = expected_bytes(recipe, num_training)
    with st.container(horizontal=True):
        st.metric("Parameters", f"{num_parameters(recipe):,}")
        flops = sum(row.flops for row in layer_table(recipe))
        st.metric("Million operations", f"{flops / 1e6:,.1f}", help="To take one picture forward through the network.")
        st.metric("Memory to train", f"{needed / 2**30:.1f} GB")
        show_epoch_seconds(recipe, num_training, num_validation)
    if needed > psutil.virtual_memory().available:
        st.warning("That is more memory than is free on this machine now.", icon=":material/memory:")


def show_epoch_seconds(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """The expected time of an epoch on this machine, which is measured while nothing is trained."""
    runs, speed = list_runs(), read_speeds().get(recipe.precision)
    if speed:
        num_used = min(recipe.num_training_pictures or num_training, num_training)
        num_clean = clean_sample_size(recipe, num_used)
        seconds = epoch_seconds(recipe, speed, num_clean, num_validation) * learn_from_runs(runs)
        st.metric(
            EPOCH,
            clock(seconds) if seconds >= 10 else f"{seconds:.1f} s",
            help=f"Here: {recipe.steps_per_epoch} steps of {recipe.batch_size} pictures, and the validation.",
        )
    elif probe_is_due() and not any(run.status().is_active for run in runs) and probe().poll() is None:
        wait_for_probe()
    else:
        st.metric(
            EPOCH,
            "unknown",
            help="How fast this machine is has not been measured yet: that waits until no training runs.",
        )


@st.fragment(run_every=1)
def wait_for_probe() -> None:
    """Stands for the time of an epoch while the machine is measured."""
    if probe().poll() is not None:
        st.rerun()
    st.metric(EPOCH, "measuring…", help="How fast this machine is has not been measured yet.")
