"""A batch: the pictures and labels of one training step as arrays."""

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from dogcat.pictures.selection import shuffled
from dogcat.pictures.tensor_steps import first_batch
from dogcat.recipe.recipe import BASELINE
from pages.state.session import session


def show_batch(pictures: PictureSet, batch_size: int) -> None:
    """Shows the pictures and labels of one training step."""
    st.subheader(_("The batch: {num} pictures at a time").format(num=batch_size))
    listing = pictures.pictures(session().pictures.split)
    chosen = shuffled(listing, session().pictures.shuffle_seed)[:batch_size]
    batch, labels = make_batch(chosen, BASELINE.picture_size)
    st.markdown(
        _(
            "In the exercise, each training step takes {num} pictures in random order. Their tensors form one array of"
            " shape `{batch_shape}`, their labels one array of shape `{labels_shape}`: 0 for a cat, 1 for a dog."
        ).format(num=len(batch), batch_shape=batch.shape, labels_shape=labels.shape)
    )
    with st.container(horizontal=True, gap="small"):
        for pixels, label in zip(batch, labels, strict=True):
            st.image(
                pixels,
                caption=_("{label:.0f} {animal}").format(label=label, animal=_(CLASSES[int(label)])),
                width=88,
                clamp=True,
                alt=_("A picture of the batch"),
            )
    st.code(f"labels = {np.array2string(labels, precision=0)}", language="python", wrap_lines=True)

    def draw_again() -> None:
        session().pictures.shuffle_seed += 1

    # Translators: a button: draws other pictures for the batch
    st.button(_("Another batch"), icon=":material/casino:", on_click=draw_again)


@st.cache_data(
    max_entries=8, show_spinner=False, hash_funcs={Picture: lambda one: (one.name, one.path, one.path.stat().st_mtime)}
)
def make_batch(chosen: list[Picture], picture_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns `first_batch`, cached."""
    return first_batch(chosen, picture_size)
