"""The table of all runs."""

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.run_overview import overview_row
from dogcat.common.language import _
from dogcat.lesson.board import read_board
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs, newer_runs
from pages.frame.errors import show_error
from pages.screens.train.run_actions import show_actions, show_undo
from pages.state.browser import browser_token
from pages.state.runs import is_sealed
from pages.state.session import session


def show_runs() -> None:
    """Shows the table of all runs, and the actions for the selected ones."""
    runs = list(reversed(list_runs()))
    show_undo()
    for error in newer_runs().values():
        show_error(error)
    if not runs:
        st.info(_("Nothing has been trained yet."), icon=":material/model_training:")
        return
    chosen = choose_runs(runs)
    if chosen:
        show_actions(chosen)
    else:
        st.caption(_("Tick a run to open, name or delete it. A click on a heading sorts the table."))


def choose_runs(runs: Sequence[Run]) -> list[Run]:
    """Shows the table and returns the ticked runs. A tick stays with its run when other runs come or go."""
    names = nicknames()
    rows = [overview_row(run, describe_owner(run, names), is_sealed(run)) for run in runs]
    ids = [run.id for run in runs]
    ticked = [place for place, run_id in enumerate(ids) if run_id in session().train.ticked_runs]
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        # Streamlit keeps ticks by place, so each list of runs needs its own table.
        key=f"runs-{hashlib.sha256(' '.join(ids).encode()).hexdigest()[:12]}",
        selection_default={"selection": {"rows": ticked}},
        placeholder="–",
        alt=_("All trainings and how they ended"),
        column_config={
            _("Begun"): st.column_config.DatetimeColumn(format="MM-DD HH:mm:ss", pinned=True),
            _("Gap"): st.column_config.NumberColumn(_("Gap, points"), format="%.1f"),
        }
        | {name: st.column_config.NumberColumn(format="%.1f%%") for name in (_("Training"), _("Validation"))},
    )
    st.caption(
        _(
            "Accuracies and gap are means of the last {num} epochs; of an unfinished training, those of its last epoch."
        ).format(num=NUM_LAST)
    )
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    session().train.ticked_runs = [run.id for run in chosen]
    return chosen


def nicknames() -> dict[str, str]:
    """Returns the nicknames of those who share their trainings on the class board, by the token of their browser."""
    return {entry.owner: entry.nickname for entry in read_board() if entry.shares_trainings}


def describe_owner(run: Run, names: Mapping[str, str]) -> str:
    """Returns who started a run: you, a nickname of the class board, another browser or the command line."""
    if run.owner == browser_token():
        return _("you")
    return names.get(run.owner, _("another browser")) if run.owner else _("command line")
