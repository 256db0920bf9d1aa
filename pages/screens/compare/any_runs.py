"""Any runs, up to six: their curves on one axis, in what their recipes differ, their figures and verdicts, to keep."""

from datetime import datetime, timezone
from typing import Any

import streamlit as st

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.differences import what_differs
from dogcat.analysis.run_figures import rounded, row_of
from dogcat.charts.comparison import ABOUT_MINUTES, AXES, describe_overlay, overlay_chart
from dogcat.charts.run_curves import comparable_runs, curve_of, first_pair
from dogcat.common.language import _
from dogcat.export.comparison_report import comparison_report
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from pages.screens.compare.figures import SHOWN, figure_of
from pages.screens.compare.palette import PALETTE, colours_of
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal
from pages.widgets.spreadsheet import as_csv

MOST = len(PALETTE)  # runs in one chart


def show_any_runs() -> None:
    """The whole view."""
    chosen = choose_runs()
    if not chosen:
        st.info(_("Choose one run or more."), icon=":material/checklist:")
        return
    show_overlay(chosen)
    st.subheader(_("Figures, with 95% intervals"))
    rows = [row_of(run) for run in chosen]
    names = [literal(row["Run"]) for row in rows]  # a table's heads are read as Markdown
    st.table(
        [
            {"": _(what)} | {name: figure_of(row, words) for name, row in zip(names, rows, strict=True)}
            for what, words in SHOWN.items()
        ],
        alt=_("Figures, with 95% intervals"),
    )
    show_verdicts(chosen)
    st.subheader(_("What differs"))
    differing = what_differs(chosen)
    if differing:
        st.table(
            [{"": what} | dict(zip(names, values, strict=True)) for what, values in differing.items()],
            alt=_("What differs"),
        )
    else:
        st.caption(_("Nothing.") if len(chosen) > 1 else _("One run has nothing to differ from."))
    show_downloads(chosen, rows)


def choose_runs() -> list[Run]:
    """The runs that the visitor wants to see; at first the two of the exercise."""
    runs = comparable_runs()
    kept = session().compare.compared if session().compare.compared is not None else first_pair(runs)
    session().compare.compared = [name for name in kept if name in runs]
    st.multiselect(
        _("Runs, up to {num}").format(num=MOST),
        list(runs),
        format_func=lambda name: describe_run(runs[name]),
        max_selections=MOST,
        **bind(session().compare, "compared"),
    )
    return [runs[name] for name in session().compare.compared or []]


def show_overlay(chosen: list[Run]) -> None:
    """Accuracy and loss of all of them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.segmented_control(
            _("Side by side, by"),
            list(AXES),
            format_func=lambda axis: _(AXES[axis]),
            required=True,
            **bind(session().compare, "compared_axis"),
        )
        st.slider(
            _("Smoothing"),
            0.0,
            0.95,
            step=0.05,
            width=260,
            help=_("So much of each point comes from the smoothed one before it. The raw values stay as points."),
            **bind(session().compare, "smoothing"),
        )
    curves = [curve_of(run, describe_run(run), colour) for run, colour in zip(chosen, colours_of(chosen), strict=True)]
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = overlay_chart(metric, curves, session().compare.compared_axis, smoothing=session().compare.smoothing)
        figure.update_layout(height=380 + 8 * len(curves), margin={"b": 84 + 8 * len(curves)})
        with column:
            show_chart(figure, key=f"any-{metric}-{session().compare.compared_axis}",
                       description=describe_overlay(metric, curves))  # fmt: skip
    about = [_("Dotted: training, clean. Solid: validation. Shaded: the gap."), _(ABOUT_MINUTES)]
    st.caption(" ".join(about))


def show_verdicts(chosen: list[Run]) -> None:
    """What the curves of each run say."""
    for run in chosen:
        reading = read_curves(run.history(), run.recipe.epochs)
        st.markdown(
            _("**{run}**: {verdict}. {sentence}").format(
                run=literal(describe_run(run)), verdict=_(reading.verdict), sentence=reading.sentence
            ),
            help="  \n".join(reading.reasons) or None,
        )


def show_downloads(chosen: list[Run], rows: list[dict[str, Any]]) -> None:
    """The table as a file and the whole comparison as a page to print."""
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
            # Now, and not when it is downloaded: then nobody knows the visitor's language.
            comparison_report(_("Trainings compared"), chosen, [describe_run(run) for run in chosen]),
            file_name=f"comparison-{day}.html",
            mime="text/html",
            icon=":material/print:",
            on_click="ignore",
            help=_("One page of HTML, for A4"),
        )
    st.caption(_("A chart's own buttons, at its upper right, keep it as PNG or SVG."))
