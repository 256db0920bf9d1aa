"""Which run is shown: the one in the address, or the newest."""

import streamlit as st

from dogcat.common.language import _
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs, newer_runs
from pages.state.session import session
from pages.widgets.literal import literal


def asked_run() -> Run | None:
    """Returns the run that the address names, otherwise the newest; None if there is no run."""
    runs = list_runs()
    return next((run for run in runs if run.id == st.query_params.get("run")), runs[-1] if runs else None)


def choose_run() -> Run | None:
    """Shows a select box of all runs and returns the chosen one; None if there is no run."""
    runs = {run.id: run for run in reversed(list_runs())}
    if not runs:
        return None
    asked = st.query_params.get("run")
    if asked not in runs:
        if asked:
            words = _("There is no run {name!r} any more; this is the newest one.").format(name=asked)
            st.warning(literal(str(newer_runs().get(asked, words))))
        asked = next(iter(runs))
    chosen = st.selectbox(
        _("Run"),
        list(runs),
        index=list(runs).index(asked),
        format_func=lambda name: describe_run(runs[name]),
        label_visibility="visible" if session().draft.shows_choices else "collapsed",
    )
    st.query_params["run"] = chosen
    return runs[chosen]
