"""Handing in a photo, with a press for what it shows; below it, one's own photos, which can be taken back."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.class_photos.photos import MAX_DAYS, MAX_OF_OWNER, ClassPhoto, delete, hand_in, prepared
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, fitted
from dogcat.pictures.refusals import refusal
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import PHOTOS, counted
from pages.screens.board.own_test_set.photo_grid import show_photos
from pages.state.session import session
from pages.state.uploads import forget_upload, upload_limit
from pages.widgets.literal import literal

WIDTH = 280  # pixels of the longer side of the photo on the screen


def show_hand_in() -> None:
    """Shows the button that takes or chooses a photo, and with a photo the buttons for what it shows."""
    st.markdown(
        _(
            "**Our own test set.** Hand in photos of cats and dogs that you know. No network has ever seen them, and no"
            " network is ever trained on them. When all are in, you guess how many of them the networks get right."
        )
    )
    kept = session().class_photos
    upload = st.file_uploader(
        _("Take or choose a photo of one cat or one dog"),
        type="image",
        max_upload_size=upload_limit(MAX_FILE_BYTES),
        key=f"class-photo-{kept.num_taken}",
    )
    st.caption(
        _(
            ":material/lock: The server keeps a small copy without place, time and name of the file. Your teacher sees"
            " it. If your teacher releases it, the whole class may see it with the results. You can take it back at any"
            " time; otherwise it is deleted after {days} days. No people in the photo, please."
        ).format(days=MAX_DAYS)
    )
    if upload is not None:
        take(upload.file_id, upload.getvalue())
    if kept.preview is not None:
        show_labels(kept.preview)


def take(file_id: str, data: bytes) -> None:
    """Takes over a chosen photo, scaled down, and frees the file, which is large and may say where it was taken.

    Args:
        file_id: Streamlit's id of the file.
        data: the file.
    """
    kept = session().class_photos
    kept.preview = None
    forget_upload(file_id)
    try:
        kept.preview = prepared(data)
    except PictureError as error:
        said = _("This file {reason}.").format(reason=literal(refusal(data, error)))
        st.error(said, icon=":material/broken_image:")
        return
    kept.num_taken += 1
    st.rerun()


def show_labels(photo: bytes) -> None:
    """Shows the photo, and a button for each animal, which hands it in.

    Args:
        photo: as it would be kept.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        # Not by `width` of `st.image`, which makes a height of 0 pixels from a narrow strip and raises a ValueError.
        st.image(fitted(photo, WIDTH, WIDTH), alt=_("The photo that you hand in"))
        with st.container():
            st.markdown(_("What does it show? The button hands it in."))
            cat = st.button(_("It shows a cat"), icon=":material/send:", type="primary", width="stretch")
            dog = st.button(_("It shows a dog"), icon=":material/send:", type="primary", width="stretch")
            neither = st.button(_("Neither, or both"), width="stretch")
    if neither:
        st.warning(
            _(
                "The networks know only cats and dogs, and each answer is one of the two. So a photo of anything else"
                " has no right answer, and is not handed in. Choose another one."
            ),
            icon=":material/block:",
        )
    if cat or dog:
        with sentence_for_errors():
            with counted(PHOTOS):
                hand_in(asker(), photo, int(dog))
            session().class_photos.preview = None
            st.rerun()


def show_own_photos(photos: Sequence[ClassPhoto]) -> None:
    """Shows the visitor's photos with the buttons that take them back; nothing if there are none.

    Args:
        photos: those of this browser.
    """
    if not photos:
        return
    num_released = sum(photo.is_released for photo in photos)
    st.markdown(
        _("**Your photos: {num} of at most {most}.** Your teacher has released {num_released} of them.").format(
            num=len(photos), most=MAX_OF_OWNER, num_released=num_released
        )
    )
    marked = session().class_photos.marked_own
    show_photos(photos, marked, "class-photos-own", _("Your photos; a click marks one"))
    with st.container(horizontal=True):
        if st.button(_("Take the marked photos back"), icon=":material/undo:", disabled=not marked):
            take_back(marked)
        if st.button(_("Take all back"), icon=":material/delete:"):
            take_back([photo.id for photo in photos])


def take_back(ids: Sequence[str]) -> None:
    """Deletes photos of this visitor, and draws the page again."""
    with sentence_for_errors():
        delete(ids, asker())
        st.rerun()
