"""Any runs, up to six: their curves on one axis, what they say, and in what their recipes differ."""

import streamlit as st

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.differences import what_differs
from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.run_figures import row_of
from dogcat.charts.comparison import ABOUT_MINUTES, describe_overlay, overlay_chart
from dogcat.charts.run_curves import colours_of, comparable_runs, curve_of, first_pair
from dogcat.common.language import _
from dogcat.common.palette import RUN_COLOURS
from dogcat.runs.names import describe_run, listed_name, short_names
from dogcat.runs.run import Run
from pages.screens.compare.figures_table import show_downloads, show_figures
from pages.screens.compare.pair_choice import Pair
from pages.screens.compare.played_curves import choose_axis
from pages.state.browser import browser_token
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal

MOST = len(RUN_COLOURS)  # runs in one chart


def show_any_runs(pair: Pair) -> None:
    """Shows the view."""
    chosen = choose_runs(pair)
    if not chosen:
        st.info(_("Choose at least one run."), icon=":material/checklist:")
        return
    show_overlay(chosen)
    rows = [row_of(run) for run in chosen]
    show_figures(rows)
    show_verdicts(chosen)
    show_differences(chosen)
    show_downloads(chosen, rows)


def choose_runs(pair: Pair) -> list[Run]:
    """The runs that the visitor wants to see; at first those of the pair."""
    owner = browser_token()
    runs = comparable_runs(owner)
    kept = session().compare.compared
    session().compare.compared = [
        name for name in (first_pair(runs, list(pair.runs.values())) if kept is None else kept) if name in runs
    ]
    st.multiselect(
        _("Runs, up to {num}").format(num=MOST),
        list(runs),
        format_func=lambda name: listed_name(runs[name], owner),
        max_selections=MOST,
        **bind(session().compare, "compared"),
    )
    return [runs[name] for name in session().compare.compared or []]


def show_overlay(chosen: list[Run]) -> None:
    """Accuracy and loss of all chosen runs."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        choose_axis()
        st.slider(
            _("Smoothing"),
            0.0,
            0.95,
            step=0.05,
            width=260,
            help=_(
                "This fraction of each point comes from the smoothed point before it. Dots show the values themselves."
            ),
            **bind(session().compare, "smoothing"),
        )
    axis = session().compare.compared_axis
    looks = zip(chosen, short_names(chosen), colours_of(chosen), strict=True)
    curves = [curve_of(run, name, colour) for run, name, colour in looks]
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = overlay_chart(metric, curves, axis, smoothing=session().compare.smoothing)
        with column:
            show_chart(figure, key=f"any-{metric}-{axis}", description=describe_overlay(metric, curves))
    about = [_("Dotted: training. Solid: validation. Shaded: the gap."), _(ABOUT_MINUTES)]
    st.caption(" ".join(about))


def show_verdicts(chosen: list[Run]) -> None:
    """What the curves of each run say."""
    for run in chosen:
        reading = read_curves(run.history(), run.recipe.epochs, NUM_LAST)
        st.markdown(
            _("**{run}**: {diagnosis}.").format(run=literal(describe_run(run)), diagnosis=_(reading.verdict)),
            help="  \n".join(reading.reasons) or None,
        )


def show_differences(chosen: list[Run]) -> None:
    """In what the runs differ, a column for each."""
    st.subheader(_("Differences"))
    names = [literal(describe_run(run)) for run in chosen]
    differing = what_differs(chosen)
    if differing:
        st.table(
            [{"": what} | dict(zip(names, values, strict=True)) for what, values in differing.items()],
            alt=_("Differences"),
        )
    else:
        # Translators: the answer under the heading “What differs”.
        st.caption(_("Nothing.") if len(chosen) > 1 else _("Choose at least two runs to compare."))
