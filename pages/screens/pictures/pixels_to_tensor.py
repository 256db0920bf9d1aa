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
        st.slider(_("Row of the patch's centre"), 0, size - 1, **bind(session().pictures, "patch_row"))
        st.slider(_("Column of the patch's centre"), 0, size - 1, **bind(session().pictures, "patch_column"))
        st.segmented_control(
            # Translators: a choice: red, green or blue
            _("Channel"),
            CHANNELS,
            format_func=_,
            required=True,
            **bind(session().pictures, "channel"),
        )
        top, first = patch_place(session().pictures.patch_row, session().pictures.patch_column, size, PATCH_SIZE)
        show_place(
            mark_patch(steps.stretched, top, first),
            size,
            _("The frame marks the patch. Click another place to move it"),
            "patch",
            go_to,
        )
    channel = CHANNELS.index(session().pictures.channel)
    rows, columns = slice(top, top + PATCH_SIZE), slice(first, first + PATCH_SIZE)
    patch = steps.stretched[rows, columns]
    with right:
        st.markdown(
            _(
                "These are rows {top} to {bottom}, columns {left} to {right}. Each cell has the colour of its pixel"
                " and the value of **{channel}**, a whole number from 0 to 255:"
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
                "The tutorial's network computes with these values divided by 255, as shown here. The quick recipes"
                " double the result and subtract 1, so that it lies between −1 and 1."
            )
        )
        st.html(patch_table(patch, steps.tensor[rows, columns, channel], 2))


def go_to(row: int, column: int) -> None:
    """Moves the patch to the place that was clicked."""
    session().pictures.patch_row, session().pictures.patch_column = row, column


def show_channels(steps: TensorSteps) -> None:
    """Shows red, green and blue as a picture each, with the mean value."""
    st.markdown(_("These are the three channels. Each is bright where the picture has much of its colour:"))
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
            # Translators: of a tensor: (150, 150, 3)
            (_("shape"), str(tensor.shape)),
            ("dtype", str(tensor.dtype)),
            # Translators: the smallest value of a tensor
            (_("smallest"), f"{tensor.min():.3f}"),
            # Translators: the largest value of a tensor
            (_("largest"), f"{tensor.max():.3f}"),
            # Translators: the mean of all values of a tensor
            (_("mean"), f"{tensor.mean():.3f}"),
        ):
            st.metric(name, value, width="content")
    st.markdown(_("This Keras code gives exactly the same array:"))
    st.code(steps.keras_code, language="python", wrap_lines=True)
