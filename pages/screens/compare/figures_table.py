"""The figures of the chosen runs as a table, and the comparison to take home as CSV or as a page to print."""

from datetime import datetime, timezone
from typing import Any

import streamlit as st

from dogcat.analysis.run_figures import SHOWN, figure_text, rounded
from dogcat.common.language import _
from dogcat.export.comparison_report import comparison_report
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from pages.widgets.literal import literal
from pages.widgets.spreadsheet import as_csv


def show_figures(rows: list[dict[str, Any]]) -> None:
    """The table, a column for each row of `row_of`."""
    st.subheader(_("Results, with 95% confidence intervals"))
    # Streamlit reads the heads of a table as Markdown.
    by_name = {literal(row["Run"]): row for row in rows}
    st.table(
        [
            {"": _(what)} | {name: figure_text(row, words) for name, row in by_name.items()}
            for what, words in SHOWN.items()
        ],
        alt=_("Results, with 95% confidence intervals"),
    )


def show_downloads(chosen: list[Run], rows: list[dict[str, Any]]) -> None:
    """The table as a file and the whole comparison as a page to print; `rows` are those of `row_of` for each run."""
    day = datetime.now(timezone.utc).astimezone().strftime("%Y-%m-%d")
    with st.container(horizontal=True):
        st.download_button(
            _("Table as CSV"),
            lambda: as_csv([rounded(row) for row in rows]),
            file_name=f"comparison-{day}.csv",
            mime="text/csv",
            icon=":material/table:",
            on_click="ignore",
        )
        st.download_button(
            _("Report to print"),
            # Made here because the visitor's language is unknown outside of a script run, when a download starts.
            comparison_report(_("Comparison of trainings"), chosen, [describe_run(run) for run in chosen]),
            file_name=f"comparison-{day}.html",
            mime="text/html",
            icon=":material/print:",
            on_click="ignore",
            help=_("One HTML page, for A4 paper"),
        )
    st.caption(_("The buttons at the upper right of a chart save it as PNG or SVG."))
