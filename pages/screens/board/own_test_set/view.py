"""The class's own test set at its three stages: photos come in, the class guesses, the results are open."""

from typing import Literal

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.class_photos.kept import SealedSet, sealed_set
from dogcat.lesson.class_photos.photos import photos_of, remove_old, sealed_photos
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment, is_fragment_alone
from pages.frame.gate import ask_for_word
from pages.frame.teacher import is_in_charge
from pages.screens.board.own_test_set.guesses import show_guess
from pages.screens.board.own_test_set.hand_in import show_hand_in, show_own_photos
from pages.screens.board.own_test_set.results import show_results
from pages.screens.board.own_test_set.teacher import show_collecting, show_deleting, show_sealed
from pages.state.browser import browser_token

Stage = Literal["collecting", "sealed", "opened"]
SECONDS_BETWEEN_LOOKS = 5


def stage_of(kept: SealedSet | None) -> Stage:
    """Returns the stage of the class's set."""
    if kept is None:
        return "collecting"
    return "sealed" if kept.opened_at is None else "opened"


def show_own_test_set() -> None:
    """Shows the view."""
    with sentence_for_errors():
        remove_old()
        kept = sealed_set()
        follow(stage_of(kept))
        if kept is None:
            show_hand_in()
        elif not sealed_photos():
            st.info(_("No photo of the sealed set is left."), icon=":material/lock:")
        elif kept.opened_at is None:
            show_guess(kept)
        else:
            show_results(kept)
        show_own_photos(photos_of(browser_token()))
        with st.expander(_("For the teacher"), icon=":material/school:", expanded=is_in_charge()):
            if not is_in_charge():
                ask_for_word()
                return
            if kept is None:
                show_collecting()
            else:
                show_sealed(kept)
            show_deleting()


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def follow(shown: Stage) -> None:
    """Draws the page again when the teacher has gone on to the next stage.

    Args:
        shown: the stage that the page shows.
    """
    if is_fragment_alone() and stage_of(sealed_set()) != shown:
        st.rerun()
