"""The table of all runs."""

import streamlit as st

from dogcat.analysis.run_overview import overview_row
from dogcat.common.language import _
from dogcat.runs.store import list_runs, newer_runs
from pages.frame.errors import show_error
from pages.screens.train.run_actions import show_actions, show_undo
from pages.state.runs import is_sealed


def show_runs() -> None:
    """Shows the table of all runs, and the actions for the selected ones."""
    runs = list(reversed(list_runs()))
    show_undo()
    for error in newer_runs().values():
        show_error(error)
    if not runs:
        st.info(_("Nothing has been trained yet."), icon=":material/model_training:")
        return
    rows = [overview_row(run, None if is_sealed(run) else run.evaluation("test")) for run in runs]
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="runs",
        alt=_("All trainings and how they ended"),
        column_config={
            name: st.column_config.NumberColumn(name, format="%.1f%%")
            for name in (_("Training, clean"), _("Validation"), _("Best validation"), _("Test"))
        }
        | {_("Gap"): st.column_config.NumberColumn(_("Gap, points"), format="%.1f")},
    )
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    if chosen:
        show_actions(chosen)
    else:
        st.caption(_("Tick a run to open, name or delete it. A click on a heading sorts the table."))
