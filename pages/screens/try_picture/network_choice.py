"""Which networks are asked: the visitor's latest plain and regularized one, the recorded ones, or any two."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import streamlit as st

from dogcat.analysis.own_pair import kind_of, latest_pair, own_runs
from dogcat.common.language import N_, _
from dogcat.explain.activations import Network
from dogcat.explain.attribution import AttributionClient, network_of
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.names import listed_name, names_by_cure, runs_with_network
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run
from pages.state.browser import browser_token
from pages.state.picture_sets import offered_sets
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.own_or_recorded import ANY, RECORDED, YOURS, choose_whose

# Translators: names of networks.
PLAIN, REGULARIZED = N_("Plain"), N_("Regularized")
# Translators: names of networks.
FIRST, SECOND = N_("Network 1"), N_("Network 2")  # of any two, which may both be plain


@dataclass(frozen=True)
class Side:
    """One of the networks that are asked.

    Attributes:
        name: `PLAIN` or `REGULARIZED`, of any two `FIRST` or `SECOND`; shown through `_`.
        key: stands for the network in the session.
        run: whose network it is.
        network: its weights.
        is_own: whether this visitor trained it.
    """

    name: str
    key: str
    run: Run
    network: Network
    is_own: bool = False

    @property
    def picture_size(self) -> int:
        """Height and width in pixels of what it sees."""
        return self.run.recipe.picture_size


def choose_sides() -> list[Side]:
    """Lets the visitor choose; one side if there is one network, none and a link to the training if there is none."""
    owner = browser_token()
    runs = runs_with_network(owner)
    if not runs:
        st.info(
            _(
                "There is no trained network yet. First train a plain network (quick-baseline takes a minute on drawn"
                " pictures), then a regularized network (quick-regularized). Then try both here on any picture."
            ),
            icon=":material/model_training:",
        )
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/arrow_forward:")
        return []
    pairs = {YOURS: own_networks(runs, owner), RECORDED: recorded_networks(runs)}
    whose = choose_whose(session().try_picture, "tried_networks", [name for name in pairs if pairs[name]] + [ANY])
    chosen = choose_any_two(runs, owner) if whose == ANY else pairs[whose]
    return [Side(name, key, runs[key], network_of(runs[key]), runs[key].is_of(owner)) for name, key in chosen.items()]


def own_networks(runs: Mapping[str, Run], owner: str) -> dict[str, str]:
    """The keys of the visitor's latest pair, by name of the side; one network if there is no pair of them."""
    pair = latest_pair(runs.values(), owner)
    if pair:
        return {PLAIN: pair["plain"].id, REGULARIZED: pair["regularized"].id}
    mine = own_runs(runs.values(), owner)
    regularized = next((run for run in mine if kind_of(run.recipe) == "regularized"), None)
    if regularized:
        return {REGULARIZED: regularized.id}
    if not mine:
        return {}
    return {PLAIN if kind_of(mine[0].recipe) == "plain" else FIRST: mine[0].id}


def recorded_networks(runs: Mapping[str, Run]) -> dict[str, str]:
    """The keys of the two networks that come with the app, by name of the side, as far as they are there."""
    pair = exercise_pair()
    sides = {PLAIN: pair.get("baseline"), REGULARIZED: pair.get("regularized")}
    return {name: run.id for name, run in sides.items() if run and run.id in runs}


def choose_any_two(runs: Mapping[str, Run], owner: str) -> dict[str, str]:
    """Lets the visitor choose from all networks, their own first; returns the keys by name of the side."""
    titles = {key: listed_name(run, owner) for key, run in runs.items()}
    plain, cured = names_by_cure(runs)
    kept = session().try_picture
    if kept.before not in runs:
        kept.before = (plain or cured)[0]
    if kept.after not in runs:
        kept.after = next((key for key in (*cured, *runs) if key != kept.before), None)
    left, right = st.columns(2)
    left.selectbox(_(FIRST), list(titles), format_func=titles.__getitem__, **bind(session().try_picture, "before"))
    if kept.after is None:
        with right:
            st.caption(_("A second network can be compared here: train one with augmentation and dropout."))
            st.page_link("pages/train.py", label=_("Train a network"), icon=":material/arrow_forward:")
    else:
        right.selectbox(_(SECOND), list(titles), format_func=titles.__getitem__, **bind(session().try_picture, "after"))
    return {name: key for name, key in ((FIRST, kept.before), (SECOND, kept.after)) if key}


def set_of(sides: Sequence[Side]) -> PictureSet | None:
    """Returns the set that the second network was trained on, or the first's; None if neither is on this machine."""
    known = {pictures.name: pictures for pictures in offered_sets()}
    return next((known[side.run.pictures] for side in reversed(sides) if side.run.pictures in known), None)


def attribution_client() -> AttributionClient:
    """Return a client of the process that `activation_client` asks too, so that only one holds TensorFlow."""
    return AttributionClient(activation_client().worker)


def asking() -> AbstractContextManager[None]:
    """Shows a spinner; the first request of a server waits until TensorFlow is loaded."""
    words = _("Asking the networks. Only the first question takes longer, because it loads TensorFlow for everybody…")
    return st.spinner(words)
