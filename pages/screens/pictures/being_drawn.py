"""A set that is being drawn: how far it is, and its first pictures as they appear. Nothing waits for the rest."""

from itertools import islice

import streamlit as st

from dogcat.common.language import _
from dogcat.common.storage import pictures_dir
from dogcat.common.units import clock
from dogcat.pictures.picture_set import CLASS_FOLDERS, SPLITS, Picture
from dogcat.pictures.synthetic.dataset import continue_drawing
from dogcat.pictures.synthetic.drawing import Drawing
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.limits import PICTURES, count
from pages.screens.pictures.large_picture import show_large
from pages.screens.pictures.marked import show_grid, show_marked
from pages.state.session import session

NUM_SHOWN = 60  # the first pictures, as many as a page of the gallery
SECONDS = 0.5  # between two looks while the grid fills up, and a second afterwards


def show_being_drawn(drawing: Drawing) -> None:
    """Shows the progress and the first pictures; the page shows the set itself once it is whole."""
    is_filling = len(first_pictures(drawing)) < NUM_SHOWN
    fragment(show_progress, run_every=2 * SECONDS)(drawing)
    fragment(show_first, run_every=SECONDS if is_filling else None)(drawing, is_filling)


def show_progress(drawing: Drawing) -> None:
    """Shows how many pictures are drawn and the time left; goes on with a drawing that was killed."""
    if (pictures_dir() / drawing.name).exists():
        st.rerun()
    done, in_all = drawing.num_drawn(), drawing.num_pictures
    words = _("**{done:,} of {in_all:,}** pictures are drawn").format(done=done, in_all=in_all)
    with sentence_for_errors():
        if drawing.is_running():
            left = drawing.seconds_left()
            if left is not None:
                words = _("**{done:,} of {in_all:,}** pictures are drawn. Time left: {time}").format(
                    done=done, in_all=in_all, time=clock(left)
                )
        elif drawing.may_continue():
            continue_drawing(drawing)
        else:
            show_interruption(drawing, done)
            return
    st.progress(min(1.0, done / in_all), words)
    st.caption(_("You can look at these pictures now, or go to another page. Drawing continues by itself."))


def show_interruption(drawing: Drawing, done: int) -> None:
    """Says that nothing draws any more, and offers to go on."""
    st.warning(
        _(
            "Drawing stopped after {done:,} of {total:,} pictures. Is the disk full? Free some space and try again."
        ).format(done=done, total=drawing.num_pictures),
        icon=":material/warning:",
    )
    if st.button(_("Continue drawing"), type="primary", icon=":material/draw:"):
        with sentence_for_errors():
            count(PICTURES)
            continue_drawing(drawing)
            st.rerun()


def show_first(drawing: Drawing, is_filling: bool) -> None:
    """Shows the pictures drawn first; a grid that is full is not refreshed any more."""
    try:
        shown = first_pictures(drawing)
        if is_filling and len(shown) == NUM_SHOWN:
            st.rerun()
        if not shown:
            st.markdown(_("Drawing the first pictures…"))
            return
        show_marked(drawing.pictures, None)
        asked = show_grid(shown, drawing.pictures, "gallery", _("The first pictures that were drawn"))
        if asked.opened:
            session().pictures.picture = asked.opened
            show_large([picture.name for picture in shown], drawing.pictures, None)
    except FileNotFoundError:  # the set has become whole meanwhile, and its folder has another name
        st.rerun()


def first_pictures(drawing: Drawing) -> list[Picture]:
    """Returns the pictures drawn first, a cat, a dog, a cat and so on; at most `NUM_SHOWN`."""
    names = (
        f"{SPLITS[split]}/{class_folder}/{class_folder[:-1]}.{number}.jpg"
        for split, label, number in islice(drawing.order.places(), NUM_SHOWN)
        for class_folder in [list(CLASS_FOLDERS)[label]]
    )
    return [drawing.pictures.picture(name) for name in names if (drawing.folder / name).exists()]
