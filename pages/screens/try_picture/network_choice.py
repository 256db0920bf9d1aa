"""Which two networks are asked: one without a cure against overfitting and one with, or any other two."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.explain.activations import Network
from dogcat.explain.attribution import AttributionClient, network_of
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.names import describe_run, names_by_cure, runs_with_network
from dogcat.runs.run import Run
from pages.state.picture_sets import offered_sets
from pages.state.resources import activation_client
from pages.state.session import bind, session

BEFORE, AFTER = N_("Before"), N_("After")


@dataclass(frozen=True)
class Side:
    """One of the networks that are asked.

    Attributes:
        name: `Before` or `After`, in English, to be shown through `_`.
        key: stands for the network in the session.
        run: whose network it is.
        network: its weights.
    """

    name: str
    key: str
    run: Run
    network: Network

    @property
    def picture_size(self) -> int:
        """Height and width in pixels of what it sees."""
        return self.run.recipe.picture_size


def choose_sides() -> list[Side]:
    """Lets the visitor choose; one side if there is one network, none and a link to the training if there is none."""
    runs = runs_with_network()
    if not runs:
        st.info(
            _(
                "There is no trained network yet. Train one plainly (quick-baseline takes a minute on drawn pictures),"
                " then one with the cures (quick-regularized), and try both here on any picture."
            ),
            icon=":material/model_training:",
        )
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/arrow_forward:")
        return []
    titles = {key: describe_run(run) for key, run in runs.items()}
    plain, cured = names_by_cure(runs)
    kept = session().try_picture
    if kept.before not in runs:
        kept.before = (plain or cured)[0]
    if kept.after not in runs:
        kept.after = next((key for key in (*cured, *runs) if key != kept.before), None)
    left, right = st.columns(2)
    left.selectbox(_(BEFORE), list(titles), format_func=titles.__getitem__, **bind(session().try_picture, "before"))
    if kept.after is None:
        with right:
            st.caption(_("A second network would be asked here: train one with augmentation and dropout."))
            st.page_link("pages/train.py", label=_("Train a network"), icon=":material/arrow_forward:")
    else:
        right.selectbox(_(AFTER), list(titles), format_func=titles.__getitem__, **bind(session().try_picture, "after"))
    chosen = {BEFORE: kept.before, AFTER: kept.after}
    return [Side(name, key, runs[key], network_of(runs[key])) for name, key in chosen.items() if key]


def set_of(sides: Sequence[Side]) -> PictureSet | None:
    """Returns the set that the second network was trained on, or the first's; None if neither is on this machine."""
    known = {pictures.name: pictures for pictures in offered_sets()}
    return next((known[side.run.pictures] for side in reversed(sides) if side.run.pictures in known), None)


def attribution_client() -> AttributionClient:
    """Return a client of the process that `activation_client` asks too, so that only one holds TensorFlow."""
    return AttributionClient(activation_client().worker)


def asking() -> AbstractContextManager[None]:
    """Shows a spinner; the first request of a server waits until TensorFlow is loaded."""
    words = _("Asking the networks. The first question loads TensorFlow, once for everybody…")
    return st.spinner(words)
