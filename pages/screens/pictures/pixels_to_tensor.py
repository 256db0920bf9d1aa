"""Step 4 of a picture: its pixels as numbers, its channels, and the tensor that the network gets."""

import streamlit as st

from dogcat.charts.number_tables import patch_table
from dogcat.common.language import N_, _
from dogcat.pictures.tensor_steps import PATCH_SIZE, TensorSteps, mark_patch, patch_place
from dogcat.recipe.recipe import BASELINE
from pages.state.session import bind, session
from pages.widgets.clickable_picture import show_place

CHANNELS = (N_("red"), N_("green"), N_("blue"))


def show_numbers(steps: TensorSteps) -> None:
    """Shows step 4: the numbers of a patch of pixels, before and after the division by 255."""
    size = BASELINE.picture_size
    st.subheader(_("4. Numbers: 0 to 255, then 0 to 1"))
    left, right = st.columns([2, 5])
    with left:
        st.slider(_("Row of the patch's middle"), 0, size - 1, **bind(session().pictures, "patch_row"))
        st.slider(_("Column"), 0, size - 1, **bind(session().pictures, "patch_column"))
        st.segmented_control(
            _("Channel"), CHANNELS, format_func=_, required=True, **bind(session().pictures, "channel")
        )
        top, first = patch_place(session().pictures.patch_row, session().pictures.patch_column, size, PATCH_SIZE)
        show_place(
            mark_patch(steps.stretched, top, first), size, _("where the patch is: click another place"), "patch", go_to
        )
    channel = CHANNELS.index(session().pictures.channel)
    rows, columns = slice(top, top + PATCH_SIZE), slice(first, first + PATCH_SIZE)
    patch = steps.stretched[rows, columns]
    with right:
        st.markdown(
            _(
                "Rows {top} to {bottom}, columns {left} to {right}: each cell has its pixel's colour and its amount of"
                " **{channel}**, as a whole number from 0 to 255"
            ).format(
                top=top,
                bottom=top + PATCH_SIZE - 1,
                left=first,
                right=first + PATCH_SIZE - 1,
                channel=_(session().pictures.channel),
            )
        )
        st.html(patch_table(patch, patch[..., channel], 0))
        st.markdown(
            _(
                "and divided by 255, which is what the tutorial's network computes with. The quick recipes double that"
                " and take off 1, so that it lies between −1 and 1:"
            )
        )
        st.html(patch_table(patch, steps.tensor[rows, columns, channel], 2))


def go_to(row: int, column: int) -> None:
    """Moves the patch to the place that was clicked."""
    session().pictures.patch_row, session().pictures.patch_column = row, column


def show_channels(steps: TensorSteps) -> None:
    """Shows red, green and blue as a picture each, with the mean value."""
    st.markdown(_("The three channels apart, bright where there is much of a colour:"))
    with st.container(horizontal=True):
        for number, name in enumerate(CHANNELS):
            with st.container(width=200):
                words = _("{colour}, mean {mean:.2f}").format(colour=_(name), mean=steps.tensor[..., number].mean())
                show_place(steps.channel_alone(number), BASELINE.picture_size, words, f"channel-{name}", go_to)


def show_tensor(steps: TensorSteps) -> None:
    """Shows shape, type and range of the tensor, and the Keras code that computes it."""
    st.subheader(_("The tensor"))
    tensor = steps.tensor
    with st.container(horizontal=True):
        for name, value in (
            (_("shape"), str(tensor.shape)),
            ("dtype", str(tensor.dtype)),
            (_("smallest"), f"{tensor.min():.3f}"),
            (_("largest"), f"{tensor.max():.3f}"),
            (_("mean"), f"{tensor.mean():.3f}"),
        ):
            st.metric(name, value, width="content")
    st.markdown(_("The same with Keras; it gives exactly this array:"))
    st.code(steps.keras_code, language="python", wrap_lines=True)
