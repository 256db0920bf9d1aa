"""The pair with which each view begins: the learner's own latest two trainings, or the recorded ones."""

from dataclasses import dataclass, field

import streamlit as st

from dogcat.analysis.own_pair import latest_pair
from dogcat.common.language import N_, _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.runs.names import listed_name
from dogcat.runs.recorded import exercise_pair, seeds_of
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from pages.state.browser import browser_token
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.own_or_recorded import RECORDED, YOURS, choose_whose, say_how_to_get_own

COLOURS = {"baseline": BASELINE_COLOUR, "regularized": REGULARIZED_COLOUR}
SHOWN_NAMES = {"baseline": N_("plain"), "regularized": N_("regularized")}  # of the learner's own; show through `_`


@dataclass(frozen=True)
class Pair:
    """Two trainings to compare.

    Attributes:
        runs: the trainings by `baseline` and `regularized`; a recorded one may be missing.
        families: all recorded seeds of each; empty for the learner's own.
        is_own: whether this visitor trained them.
    """

    runs: dict[str, Run]
    families: dict[str, list[Run]] = field(default_factory=dict)
    is_own: bool = False

    def name_of(self, key: str) -> str:
        """Returns what a training of the pair is called in a chart."""
        return _(SHOWN_NAMES[key]) if self.is_own else key


def choose_pair() -> Pair:
    """Lets the visitor choose between their own pair, which comes first, and the recorded one."""
    owner = browser_token()
    own = latest_pair(list_runs(), owner)
    with st.container(key="setting-whose"):
        whose = choose_whose(
            session().compare, "compared_networks", [YOURS, RECORDED] if own else [RECORDED], changed=begin_again
        )
        if own and whose == YOURS:
            pair = Pair({"baseline": own["plain"], "regularized": own["regularized"]}, is_own=True)
        else:
            pair = Pair(exercise_pair(), {name: seeds_of(f"{name}-photos") for name in COLOURS})
        if not own:
            say_how_to_get_own()
        if pair.runs:
            st.caption(" · ".join(literal(listed_name(run, owner)) for run in pair.runs.values()))
    return pair


def begin_again() -> None:
    """Lets each view begin with the pair that was chosen."""
    compare, by_picture = session().compare, session().by_picture
    compare.compared = compare.played = by_picture.first = by_picture.second = None
    compare.is_playing = False
