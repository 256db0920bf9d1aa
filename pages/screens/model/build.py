"""Build your own network: the controls, and the shapes, parameters, memory and time that follow from them."""

from dataclasses import replace

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.units import clock, in_gigabytes
from dogcat.export.keras_code import as_code, code_parts
from dogcat.recipe.combinations import smallest_picture_size
from dogcat.recipe.device import card_for
from dogcat.recipe.field_text import differences
from dogcat.recipe.layer_text import describe_layer
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.memory import expected_bytes, is_enough_free
from dogcat.recipe.network_summary import describe_shares
from dogcat.recipe.recipe import Recipe, RecipeError
from dogcat.runs.run import Run
from dogcat.runs.scheduling.wait_estimate import expected_epoch_seconds
from pages.frame.errors import show_error
from pages.frame.fragments import fragment
from pages.screens.model.build_controls import SIZES, show_controls
from pages.screens.model.layer_table import show_summary
from pages.screens.model.network_blocks import show_drawing
from pages.screens.model.network_choice import operations_words, recipe_of
from pages.state.recipe_draft import count_chosen_pictures, take_recipe
from pages.state.resources import is_measuring
from pages.state.session import session

EPOCH = N_("Time for an epoch, estimated")


def show_build(chosen: Run | Recipe) -> None:
    """Shows the view."""
    show_workshop(recipe_of(chosen), *count_chosen_pictures())


@fragment
def show_workshop(start: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the controls and what follows from them. A fragment, so that moving a slider does not count the pictures.

    Args:
        start: the recipe to change.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    left, right = st.columns([3, 5], gap="large")
    with left:
        show_controls(start)
    with right:
        try:
            recipe = replace(start, **session().model.built)
        except RecipeError as error:
            show_too_small(start, error)
            return
        show_figures(recipe, num_training, num_validation)
        show_drawing(recipe, "built-drawing")
        show_changes(recipe, start)
    show_summary(recipe)
    st.markdown(describe_shares(recipe))
    st.markdown(_("**As Keras code**"))
    st.code(code_parts(recipe, "")["Network"], "python", wrap_lines=True)
    st.download_button(
        _("Download the whole program"), as_code(recipe), "train.py", "text/x-python", icon=":material/download:"
    )


def show_changes(recipe: Recipe, start: Recipe) -> None:
    """Shows the chosen layer, what was changed, and the buttons that train the network or undo the changes."""
    layer = describe_layer(recipe, session().model.layer)
    st.caption(
        _("**{layer}:** {input} → {output}, parameters {formula}").format(
            layer=layer.name, input=layer.input_shape, output=layer.output_shape, formula=layer.parameters
        )
    )
    changes = ", ".join(f"{item.name} {item.here}" for item in differences(recipe, start))
    st.caption(
        # Translators: the fields that the learner changed, with their values
        _("Changed: {changes}.").format(changes=changes)
        if changes
        else _("Nothing has changed yet: this is the network chosen above.")
    )
    with st.container(horizontal=True):
        if st.button(_("Train this network"), icon=":material/model_training:", type="primary"):
            take_recipe(recipe)
            # without query_params, Streamlit refuses to leave a page whose tabs are bound to the address
            st.switch_page("pages/train.py", query_params={})
        st.button(
            _("Undo all changes"),
            icon=":material/undo:",
            on_click=session().model.built.clear,
            disabled=not changes,
        )


def show_too_small(start: Recipe, error: RecipeError) -> None:
    """Says what does not go together, and offers the smallest picture size that works if the pictures are too small."""
    show_error(error)
    built = session().model.built
    asked = {name: getattr(start, name) for name in ("picture_size", "filters", "kernel_size", "residual")} | built
    smallest = smallest_picture_size(len(asked["filters"]), asked["kernel_size"], asked["residual"])
    if asked["picture_size"] < smallest <= max(SIZES):
        fitting = next(size for size in SIZES if size >= smallest)
        label = _("Use pictures of {size} × {size} pixels").format(size=fitting)
        st.button(label, icon=":material/crop_free:", on_click=lambda: built.update(picture_size=fitting))


def show_figures(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows parameters, operations, memory and time of the network."""
    needed = expected_bytes(recipe, num_training, on_card=card_for(recipe.device) is not None)
    with st.container(horizontal=True, gap="medium"):
        st.metric(_("Parameters"), f"{num_parameters(recipe):,}", width="content")
        st.metric(
            _("Operations for one picture"),
            operations_words(recipe),
            help=_("Additions and multiplications that take one picture from the first layer to the output."),
            width="content",
        )
        st.metric(_("Memory for training"), in_gigabytes(needed), width="content")
        show_epoch_seconds(recipe, num_training, num_validation)
    if not is_enough_free(needed):
        st.warning(_("Training needs more memory than is free on this machine now."), icon=":material/memory:")


def show_epoch_seconds(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the expected time of an epoch. The machine is measured while nothing is trained or drawn."""
    seconds = expected_epoch_seconds(recipe, num_training, num_validation)
    if seconds is not None:
        st.metric(
            _(EPOCH),
            clock(seconds) if seconds >= 10 else _("{seconds:.1f} s").format(seconds=seconds),
            help=_("Here an epoch is {num} steps with {batch_size} pictures each, and the validation.").format(
                num=recipe.steps_per_epoch, batch_size=recipe.batch_size
            ),
            width="content",
        )
    elif is_measuring():
        wait_for_probe()
    else:
        st.metric(
            _(EPOCH),
            # Translators: in place of the time of an epoch
            _("unknown"),
            help=_(
                "The speed of this machine has not been measured yet. It is measured while no training runs and no"
                " pictures are drawn."
            ),
            width="content",
        )


@fragment(run_every=1)
def wait_for_probe() -> None:
    """Says that the machine is being measured, and reruns the page when that is done."""
    if not is_measuring():
        st.rerun()
    help_words = _("The speed of this machine has not been measured yet.")
    # Translators: below the time of an epoch, while the machine's speed is measured
    state = _("measuring")
    st.metric(_(EPOCH), "…", state, delta_color="off", delta_arrow="off", help=help_words, width="content")
