"""From JPEG to tensor: the tutorial's four steps on a picture that the visitor chooses, and then the batch."""

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.picture_set import Picture, PictureSet
from dogcat.pictures.tensor_steps import tensor_steps
from dogcat.recipe.recipe import BASELINE
from pages.frame.lesson_tasks import did
from pages.screens.pictures.batch import show_batch
from pages.screens.pictures.file_to_pixels import show_file, show_sizes
from pages.screens.pictures.pixels_to_tensor import show_channels, show_numbers, show_tensor
from pages.state.session import session
from pages.widgets.literal import literal


def show_tensor_steps(pictures: PictureSet) -> None:
    """Shows all steps of the chosen picture, then a batch."""
    listing = pictures.pictures(session().pictures.split)
    if not listing:
        st.info(
            _("The split {split} has no pictures.").format(split=_(session().pictures.split)),
            icon=":material/photo_library:",
        )
        return
    picture = choose_picture(listing)
    try:
        steps = tensor_steps(picture, BASELINE.picture_size)
    except PictureError as error:
        st.error(
            _("{name} {reason}. Training leaves it out. Choose another picture.").format(
                name=literal(picture.name), reason=literal(str(error))
            ),
            icon=":material/error:",
        )
        return
    did("opened-tensor")
    show_file(steps)
    show_sizes(steps)
    show_numbers(steps)
    show_channels(steps)
    show_tensor(steps)
    show_batch(pictures, BASELINE.batch_size)


def choose_picture(listing: list[Picture]) -> Picture:
    """Returns the picture that the gallery opened last; buttons lead to its neighbours."""
    names = [one.name for one in listing]
    opened = session().pictures.picture
    place = names.index(opened) if opened in names else 0

    def step(by: int) -> None:
        session().pictures.picture = names[(place + by) % len(names)]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Previous"), icon=":material/chevron_left:", on_click=step, args=(-1,), key="tensor_before")
        st.button(_("Next"), icon=":material/chevron_right:", on_click=step, args=(1,), key="tensor_after")
        st.button(_("A picture much further on"), icon=":material/shuffle:", on_click=step, args=(len(names) // 2 + 7,))
        st.markdown(
            _("**{name}**, label {label}").format(name=literal(names[place]), label=listing[place].label),
            width="content",
        )
    return listing[place]
