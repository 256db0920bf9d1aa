"""Makes a picture set and chooses it; the simplest one is drawn by the app."""

from collections.abc import Callable

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic.dataset import DRAWN, VARIANTS, draw_picture_set, open_or_draw
from dogcat.recipe.recipe import MAX_SEED
from pages.frame.errors import show_error
from pages.frame.limits import PICTURES, count
from pages.state.session import session
from pages.widgets.progress_bar import progress_bar

VARIANT_WORDS = {
    "plain": N_("Cats and dogs anywhere"),
    "shortcut": N_("A trap: dogs on grass, cats indoors, but not in the test split"),
}


def show_drawing() -> None:
    """Shows the form that draws a picture set."""
    with st.form("draw", border=False):
        st.markdown(
            _(
                "4,000 drawn cats and dogs, made on this computer in about a minute. Not as rich as photos, but"
                " the whole lesson can be seen on them."
            )
        )
        variant = st.radio(_("What to draw"), list(VARIANTS), format_func=lambda name: _(VARIANT_WORDS[name]))
        name = st.text_input(_("Name of the new set"), DRAWN, max_chars=64, key="draw_name")
        seed = int(st.number_input(_("Seed: another number gives other pictures"), 0, MAX_SEED, 1))
        if st.form_submit_button(_("Draw the pictures"), type="primary"):
            with progress_bar(_("Drawing:")) as progress:
                make_set(lambda: (draw_picture_set(name, seed, progress, variant), []))


def show_first_drawing() -> None:
    """Shows a button that draws the usual set."""
    if st.button(_("Draw 4,000 cats and dogs, in about a minute"), type="primary", icon=":material/draw:"):
        with progress_bar(_("Drawing:")) as progress:
            make_set(lambda: (open_or_draw(DRAWN, progress), []))


def make_set(make: Callable[[], tuple[PictureSet, list[str]]]) -> None:
    """Makes a set and chooses it. Shows the error as a sentence if that fails.

    Args:
        make: makes the set and returns it with notes for the learner, a line each.
    """
    try:
        count(PICTURES)
        made, session().pictures.import_notes = make()
    except DogcatError as error:
        show_error(error)
        return
    session().pictures.set_name = made.name
    st.rerun()
