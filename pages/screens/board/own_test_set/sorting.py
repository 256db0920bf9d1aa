"""The teacher looks at the photos that came in: releases, refuses, and looks for copies."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.class_photos.copies import CopiedPhoto, find_in_process
from dogcat.lesson.class_photos.photos import ClassPhoto, all_photos, delete, release
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.board.own_test_set.photo_grid import show_photos, tile
from pages.state.session import session
from pages.widgets.literal import literal

SECONDS_BETWEEN_LOOKS = 5
TILE_WIDTH = 110  # pixels


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show_sorting() -> None:
    """Shows the waiting photos and the released ones, refreshed every few seconds."""
    with sentence_for_errors():
        photos = all_photos(asker())
        waiting = [photo for photo in photos if not photo.is_released]
        released = [photo for photo in photos if photo.is_released]
        num_dogs = sum(photo.label for photo in released)
        st.markdown(
            _(
                "**Waiting photos: {num_waiting}. Released photos: {num_released} (cats: {num_cats}, dogs:"
                " {num_dogs}).**"
            ).format(
                num_waiting=len(waiting),
                num_released=len(released),
                num_cats=len(released) - num_dogs,
                num_dogs=num_dogs,
            )
        )
        if waiting:
            show_waiting(waiting)
        if released:
            with st.expander(_("Released photos"), key="class-photos-released-all"):
                marked = session().class_photos.marked_released
                show_photos(released, marked, "class-photos-released", _("Released photos; a click marks one"))
                refuse_button(marked, "refuse-released")


def show_waiting(waiting: Sequence[ClassPhoto]) -> None:
    """Shows the photos that nobody has judged yet; those that are not marked can be released together."""
    marked = session().class_photos.marked_waiting
    st.caption(
        _(
            "Mark each photo that shows people, neither animal or both, or the other animal than its caption says."
            " Refuse the marked ones, and release the others."
        )
    )
    show_photos(waiting, marked, "class-photos-waiting", _("Photos that wait; a click marks one"))
    good = [photo.id for photo in waiting if photo.id not in marked]
    with st.container(horizontal=True):
        words = _("Release the photos without a mark ({num})").format(num=len(good))
        kind: Literal["primary", "secondary"] = "primary" if good else "secondary"
        if st.button(words, icon=":material/check:", type=kind, disabled=not good, key="class-photos-release"):
            release(good, asker())
            st.rerun(scope="app")
        refuse_button(marked, "refuse-waiting")


def refuse_button(marked: list[str], key: str) -> None:
    """Shows the button that deletes the marked photos."""
    words = _("Refuse the marked photos, which deletes them")
    if st.button(words, icon=":material/delete:", disabled=not marked, key=key):
        delete(marked, asker())
        st.rerun(scope="app")


def show_copies() -> None:
    """Shows the button that looks for copies, and what it finds."""
    if not st.button(_("Look for copies"), icon=":material/content_copy:"):
        st.caption(
            _(
                "One photo twice counts twice, and a network may have learned from a picture of a picture set. This"
                " looks for both, also mirrored."
            )
        )
        return
    words = _("Comparing the photos with each other and with the picture sets…")
    bar = st.progress(0.0, words)

    def progress(done: int, in_all: int) -> None:
        bar.progress(done / in_all, words)

    found = find_in_process(progress, asker())
    bar.empty()
    if not found:
        st.success(_("No copies were found."), icon=":material/check:")
    photos = {photo.id: photo for photo in all_photos(asker())}
    for group in found:
        show_group(group, [photos[photo_id] for photo_id in group.ids if photo_id in photos])


def show_group(group: CopiedPhoto, photos: Sequence[ClassPhoto]) -> None:
    """Shows the photos of a group of copies and what they are copies of, and marks those that should go."""
    if not photos:
        return
    kept = session().class_photos
    for photo in photos if group.elsewhere else photos[1:]:
        marked = kept.marked_released if photo.is_released else kept.marked_waiting
        marked += [photo.id] * (photo.id not in marked)
    with st.container(border=True):
        with st.container(horizontal=True):
            for photo in photos:
                st.image(tile(photo), width=TILE_WIDTH, alt=_("A photo with a copy"))
        if group.elsewhere:
            name, picture = group.elsewhere[0]
            st.warning(
                _(
                    "In the picture set {name}: {likeness} as {picture}. A network may have learned from it, so it is"
                    " marked now: refuse it."
                ).format(name=literal(name), likeness=group.likeness.said(), picture=literal(picture)),
                icon=":material/content_copy:",
            )
        else:
            st.warning(
                _("{num} photos: {likeness}. All except the first are marked now: refuse them.").format(
                    num=len(photos), likeness=group.likeness.said()
                ),
                icon=":material/content_copy:",
            )
