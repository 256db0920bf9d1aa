"""The teacher's part: from the invitation to the seal, the opening of the results, and the deletion of everything."""

import streamlit as st

from dogcat.analysis.own_pair import latest_pair
from dogcat.common.language import _
from dogcat.explain.attribution import AttributionClient
from dogcat.lesson.class_photos.kept import ClassPhotoError, SealedSet, sealed_set
from dogcat.lesson.class_photos.measuring import open_results
from dogcat.lesson.class_photos.photos import MAX_DAYS, all_photos, delete_everything
from dogcat.lesson.class_photos.sealed_set import seal
from dogcat.runs.names import listed_name, runs_with_network
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.board.own_test_set.invitation import show_invitation
from pages.screens.board.own_test_set.sorting import show_copies, show_sorting
from pages.state.browser import browser_token
from pages.state.resources import activation_client
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.own_or_recorded import RECORDED, YOURS, choose_whose

SECONDS_BETWEEN_LOOKS = 5


def show_collecting() -> None:
    """Shows the QR code, the photos that came in, and the seal."""
    left, right = st.columns([1, 3], gap="large")
    with left:
        show_invitation()
    with right:
        show_sorting()
    with sentence_for_errors():
        show_copies()
        show_sealing()


def show_sealing() -> None:
    """Shows the choice of the networks and the button that seals the set."""
    photos = all_photos(asker())
    pairs = {YOURS: own_pair(), RECORDED: recorded_pair()}
    offered = [name for name, pair in pairs.items() if pair]
    st.markdown(_("**Seal the test set**"))
    if not offered:
        st.caption(_("There are no two trained networks yet, a plain and a regularized one. Train them first."))
        return
    pair = pairs[choose_whose(session().class_photos, "class_networks", offered[::-1])]
    st.caption(" · ".join(literal(listed_name(run, browser_token())) for run in pair))
    num = sum(photo.is_released for photo in photos)
    st.caption(
        _(
            "From then on no photo comes in, and photos that are not released are deleted. The class guesses. You open"
            " the results once, when everybody has guessed."
        )
    )
    words = _("Seal the {num} released photos").format(num=num)
    if st.button(words, icon=":material/lock:", type="primary" if num else "secondary", disabled=not num):
        seal((pair[0].id, pair[1].id), asker())
        st.rerun()


def own_pair() -> tuple[Run, ...]:
    """Returns the visitor's latest plain and regularized run, if both have a network."""
    pair = latest_pair(list_runs(), browser_token())
    return whole(pair["plain"], pair["regularized"]) if pair else ()


def recorded_pair() -> tuple[Run, ...]:
    """Returns the plain and the regularized run that come with the app, if both have a network."""
    pair = exercise_pair()
    return whole(*pair.values()) if len(pair) > 1 else ()


def whole(*runs: Run) -> tuple[Run, ...]:
    """Returns the runs if all of them have a network."""
    return runs if all(run.has_model for run in runs) else ()


def show_sealed(kept: SealedSet) -> None:
    """Shows who has guessed, and the button that opens the results; nothing once they are open.

    Args:
        kept: the sealed set.
    """
    if kept.opened_at is not None:
        return
    show_invitation()
    show_count()
    words = _("Everybody has guessed: open the results")
    if not st.button(words, icon=":material/lock_open:", type="primary"):
        return
    with sentence_for_errors():
        runs = runs_with_network()
        if not set(kept.networks) <= runs.keys():
            raise ClassPhotoError(_("A network of the sealed set is gone. Delete the set, and start another one."))
        with st.spinner(
            _("Asking the networks. Only the first question takes longer, because it loads TensorFlow for everybody…")
        ):
            open_results(attribution(), [runs[name] for name in kept.networks], asker())
        st.rerun()


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show_count() -> None:
    """Shows how many learners have guessed, refreshed every few seconds."""
    kept = sealed_set()
    st.markdown(_("**Guesses so far: {num}.**").format(num=len(kept.guesses) if kept else 0))


def attribution() -> AttributionClient:
    """Returns a client of the process that `activation_client` asks too, so that only one holds TensorFlow."""
    return AttributionClient(activation_client().worker)


def show_deleting() -> None:
    """Shows the button that deletes everything."""
    with st.popover(_("Delete photos and results"), icon=":material/delete:", type="tertiary"):
        st.markdown(
            _(
                "All photos of the class, its guesses and the results are deleted at once and for good. Otherwise each"
                " photo is deleted {days} days after it was handed in. No backup has them."
            ).format(days=MAX_DAYS)
        )
        if st.button(_("Delete everything of this test set"), type="primary"):
            delete_everything(asker())
            st.rerun()
