"""The table of all runs."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.run_overview import DETAILS, overview_row
from dogcat.common.language import _
from dogcat.runs.misfits import misfits_text
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs, unreadable_runs
from pages.frame.errors import show_error
from pages.screens.train.bring_back import show_bring_back
from pages.screens.train.queue_panel import show_queue
from pages.screens.train.run_actions import show_actions, show_undo
from pages.screens.train.run_choice import describe_owner, nicknames
from pages.state.runs import is_sealed
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.spreadsheet import harmless_row


def show_runs() -> None:
    """Shows the table of all runs, and the actions for the selected ones."""
    runs = list(reversed(list_runs()))
    show_undo(runs)
    show_queue()
    show_bring_back()
    for error in unreadable_runs().values():
        show_error(error)
    if not runs:
        st.info(_("Nothing has been trained yet."), icon=":material/model_training:")
        return
    names = nicknames()
    rows = [overview_row(run, describe_owner(run, names), is_sealed(run)) for run in runs]
    chosen = choose_runs(runs, rows)
    if chosen:
        for run, row in zip(runs, rows, strict=True):
            if run in chosen:
                show_details(row)
                show_misfits(run)
        show_actions(chosen)
    else:
        st.caption(_("Tick a run to open, name or delete it. A click on a heading sorts the table."))


def choose_runs(runs: Sequence[Run], rows: Sequence[Mapping[str, Any]]) -> list[Run]:
    """Shows the table and returns the ticked runs. A tick stays with its run when other runs come or go.

    Args:
        runs: all runs, the newest first.
        rows: of `overview_row`, one a run.
    """
    details = {_(name) for name in DETAILS}
    ids = [run.id for run in runs]
    ticked = [place for place, run_id in enumerate(ids) if run_id in session().train.ticked_runs]
    event = st.dataframe(
        [harmless_row({name: cell for name, cell in row.items() if name not in details}) for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        # Streamlit keeps ticks by place, so each list of runs needs its own table.
        key=f"runs-{hashlib.sha256(' '.join(ids).encode()).hexdigest()[:12]}",
        selection_default={"selection": {"rows": ticked}},
        placeholder="–",
        alt=_("All trainings and how they ended"),
        column_config={
            _("Started"): st.column_config.DatetimeColumn(format="MM-DD HH:mm:ss", pinned=True),
            _("Name"): st.column_config.TextColumn(width=130),
            _("Validation"): st.column_config.NumberColumn(format="%.1f%%"),
            _("Gap"): st.column_config.NumberColumn(format="%.1f"),
            _("Pictures"): st.column_config.TextColumn(width=80),
            _("Started by"): st.column_config.TextColumn(width=130),
        },
    )
    st.caption(
        _(
            "Validation accuracy and the gap (in percentage points) are means of the last {num} epochs. Of an"
            " unfinished training they are those of its last epoch."
        ).format(num=NUM_LAST)
    )
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    session().train.ticked_runs = [run.id for run in chosen]
    return chosen


def show_details(row: Mapping[str, Any]) -> None:
    """Shows what the table has no room for, of one run; what it does not have is left out.

    Args:
        row: of `overview_row`.
    """
    cells = {_(name): row[_(name)] for name in DETAILS}
    training = cells[_("Training")]
    cells[_("Training")] = "" if training is None else f"{training:.1f}%"
    told = [f"{name}: {literal(cell)}" for name, cell in cells.items() if cell]
    st.caption(" · ".join([f"**{literal(row[_('Name')])}**", *told]))


def show_misfits(run: Run) -> None:
    """Names the files of an ended run that are left out; shows nothing if there are none."""
    words = misfits_text(run)
    if words:
        st.warning(literal(words), icon=":material/warning:")
