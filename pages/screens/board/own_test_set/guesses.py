"""What a learner guesses before the results: how many of the class's photos each of the two networks gets right."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.class_photos.kept import SealedSet
from dogcat.lesson.class_photos.photos import sealed_photos
from dogcat.lesson.class_photos.sealed_set import guess
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import BOARD, counted
from pages.state.browser import browser_token
from pages.state.session import bind, session


def show_guess(kept: SealedSet) -> None:
    """Shows the seal and the learner's guess, which can be changed until the results are open.

    Args:
        kept: the sealed set.
    """
    photos = sealed_photos()
    num_dogs = sum(photo.label for photo in photos)
    with st.container(key="question-class-photos"):
        st.markdown(
            _(
                "### :material/lock: Sealed: {num} photos of this class\n"
                "Cats: {num_cats}, dogs: {num_dogs}. No network has seen them, and nobody has used them for"
                " any decision. **What percentage of them does each network get right?** By guessing alone, a network"
                " would get about half of them."
            ).format(num=len(photos), num_cats=len(photos) - num_dogs, num_dogs=num_dogs)
        )
        mine = kept.guesses.get(browser_token())
        state = session().class_photos
        left, right = st.columns(2, gap="large")
        left.slider(_("The plain network"), 0, 100, format="%d%%", **bind(state, "class_guess_plain"))
        right.slider(_("The regularized network"), 0, 100, format="%d%%", **bind(state, "class_guess_regularized"))
        words = _("Hand in my guess") if mine is None else _("Change my guess")
        if st.button(words, icon=":material/send:", type="primary"):
            with sentence_for_errors():
                with counted(BOARD):
                    guess((state.class_guess_plain / 100, state.class_guess_regularized / 100), asker())
                st.rerun()
        if mine:
            st.success(
                _(
                    "You guess {plain:.0%} for the plain network and {regularized:.0%} for the regularized one. The"
                    " results come here when your teacher opens them."
                ).format(plain=mine[0], regularized=mine[1]),
                icon=":material/check:",
            )
