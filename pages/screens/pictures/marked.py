"""Pictures that the visitor marks because they would hesitate: stars in the grid, and a row of what is marked."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.picture_set import Picture, PictureSet
from pages.frame.lesson_tasks import did
from pages.screens.pictures.large_picture import show_large
from pages.state.picture_sets import marked_names
from pages.state.session import bind, session
from pages.widgets.thumbnails import Asked, show_thumbnails

NUM_WANTED = 5  # as the first step of the lesson asks for


def show_grid(listing: Sequence[Picture], pictures: PictureSet, key: str, words: str) -> Asked:
    """Shows pictures with stars, and their names only if the visitor asks for them; returns what was done.

    Args:
        listing: the pictures.
        pictures: their set.
        key: of the grid.
        words: what it shows, for a screen reader.
    """
    return show_thumbnails(
        listing,
        key,
        words,
        marked=marked_names(pictures),
        hides_names=not session().pictures.shows_names,
        on_mark=partial(press_star, pictures, [picture.name for picture in listing]),
    )


def show_marked(pictures: PictureSet, tensor_view: str | None) -> None:
    """Shows how many pictures are marked, the pictures themselves, and what can be done with them.

    Args:
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network; None offers no way there.
    """
    names = marked_names(pictures)
    if len(names) >= NUM_WANTED:
        did("doubted-pictures")
    with st.container(key="task-marked"):
        st.markdown(
            _("**{num} of {wanted} pictures marked.** Press the star of a picture at which you would hesitate.").format(
                num=len(names), wanted=NUM_WANTED
            )
            if len(names) < NUM_WANTED
            else _("**{num} pictures marked.** Would a network hesitate at these, too?").format(num=len(names))
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width=72 * NUM_WANTED):
                shown = [pictures.picture(name) for name in names[-NUM_WANTED:]]
                asked = show_thumbnails(
                    shown,
                    "marked",
                    _("Pictures that you have marked"),
                    marked=names,
                    hides_names=not session().pictures.shows_names,
                    num_slots=NUM_WANTED,
                    on_mark=partial(press_star, pictures, names),
                )
            st.toggle(
                _("Watch these pictures while a network learns"),
                help=_("After each epoch of your next training, you see the network's answers for these pictures."),
                **bind(session().train, "watches_marked", changed=forget_chosen),
            )
            st.toggle(_("Show names and classes"), **bind(session().pictures, "shows_names"))
    if names and session().train.watches_marked:
        st.page_link("pages/train.py", label=_("Your next training watches these pictures. Go to the Train page"),
                     icon=":material/arrow_forward:")  # fmt: skip
    if asked.opened:
        session().pictures.picture = asked.opened
        show_large(names, pictures, tensor_view)


def forget_chosen() -> None:
    """Forgets the pictures that were chosen on the Train page, because the marked ones are switched on or off."""
    session().train.watched = None


def press_star(pictures: PictureSet, shown: Collection[str], name: str) -> None:
    """Marks one of the shown pictures, or takes its mark away; a browser may send any name.

    It is called before the rerun, because a page that is being drawn may start again before it reaches the grid.
    """
    if name in shown:
        toggle(session().pictures.marked.setdefault(pictures.name, []), name)


def toggle(marked: list[str], name: str) -> None:
    """Appends a name, or removes it."""
    if name in marked:
        marked.remove(name)
    else:
        marked.append(name)
