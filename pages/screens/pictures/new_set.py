"""Makes a picture set and chooses it; the simplest one is drawn by the app."""

from collections.abc import Callable

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic.dataset import DRAWN, VARIANTS, start_drawing
from dogcat.recipe.recipe import MAX_SEED
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors, show_error
from pages.frame.limits import PICTURES, count, counted
from pages.state.picture_sets import offered_sets
from pages.state.session import session
from pages.widgets.literal import literal

VARIANT_WORDS = {
    "plain": N_("Cats and dogs in any place"),
    "shortcut": N_("A trap: dogs on grass, cats indoors, but not in the test split"),
}


def show_drawing() -> None:
    """Shows the form that draws a picture set."""
    with st.form("draw", border=False):
        st.markdown(
            _(
                "This computer draws 4,000 cats and dogs in a minute or two, and you see the first ones at once."
                " Drawings vary less than photos, but the whole lesson works with them."
            )
        )
        variant = st.radio(_("What to draw"), list(VARIANTS), format_func=lambda name: _(VARIANT_WORDS[name]))
        name = st.text_input(_("Name of the new set"), DRAWN, max_chars=64, key="draw_name")
        seed = int(st.number_input(_("Seed: another number gives other pictures"), 0, MAX_SEED, 1))
        if st.form_submit_button(_("Draw the pictures"), type="primary"):
            draw(name, seed, variant)


def show_first_drawing() -> None:
    """Shows the one button that a visitor without pictures needs: it draws the usual set."""
    label = _("Draw 4,000 cats and dogs")
    if st.button(label, type="primary", icon=":material/draw:", key="draw-first"):
        draw(DRAWN)


def draw(name: str, seed: int = 1, variant: str = "plain") -> None:
    """Starts to draw a set in the background and chooses it; the page shows its pictures as they appear."""
    with sentence_for_errors(), counted(PICTURES):
        start_drawing(asker(), name, seed, variant)
        session().pictures.set_name = name
        st.rerun()


def make_set(make: Callable[[], tuple[PictureSet, list[str]]], made_from: str) -> None:
    """Makes a set and chooses it. Shows the error as a sentence if that fails.

    Args:
        make: makes the set and returns it with notes for the learner, a line each.
        made_from: a text that changes whenever the source changes, for `show_made`.
    """
    try:
        count(PICTURES)
        made, session().pictures.import_notes = make()
    except DogcatError as error:
        show_error(error)
        return
    session().pictures.set_name = session().pictures.new_set = made.name
    session().pictures.made_from = made_from
    st.rerun()


def show_made(made_from: str) -> bool:
    """Shows in place of the import button that the import is done, with a button that opens the gallery.

    Args:
        made_from: as for `make_set`.

    Returns:
        True if the last set was made from this source and is still there.
    """
    name = session().pictures.new_set
    made = next((pictures for pictures in offered_sets() if pictures.name == name), None)
    if made is None or made_from != session().pictures.made_from:
        return False
    with st.container(key="answer-imported", horizontal=True, vertical_alignment="center"):
        st.markdown(imported_words(made), width="content")
        st.button(_("Look at the pictures"), type="primary", icon=":material/photo_library:", key=f"look-{made_from}",
                  on_click=look_at, args=(made.name,))  # fmt: skip
    return True


def imported_words(pictures: PictureSet) -> str:
    """Returns how many pictures were imported."""
    num = sum(sum(row.values()) for row in pictures.counts().values())
    return _("**{num:,} pictures imported** as {name}.").format(num=num, name=literal(pictures.name))


def look_at(name: str) -> None:
    """Opens a set's gallery."""
    session().pictures.set_name, session().pictures.wanted_view = name, "Gallery"
