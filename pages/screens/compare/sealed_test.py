"""The test set, under a seal: figures that may be looked at once, at the very end."""

import streamlit as st

from dogcat.analysis.run_figures import HeldOut, compare_recipes, held_out
from dogcat.charts.intervals import Interval, describe_intervals, intervals_chart
from dogcat.charts.run_curves import comparable_runs
from dogcat.common.language import _, ngettext
from dogcat.common.palette import NEUTRAL
from dogcat.common.shown_text import spreadsheet_cell
from dogcat.common.units import Signed
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.seal import note_opening, times_opened
from pages.screens.compare.pair_choice import COLOURS, Pair
from pages.state.browser import browser_token
from pages.state.runs import is_sealed
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal


def show_test_set(pair: Pair) -> None:
    """Shows the view: the seal over the runs that are not opened, and the figures of the others."""
    runs = tested_runs(pair)
    if not runs:
        st.info(_("There is no run with test results to show here."), icon=":material/lock:")
        return
    sealed = list(filter(is_sealed, runs))
    if sealed:
        show_seal(sealed)
    if len(sealed) < len(runs):
        show_figures([found for run in runs if run not in sealed and (found := held_out(run))])


def tested_runs(pair: Pair) -> list[Run]:
    """The runs of the pair with all their seeds, and those chosen under “Any runs”, as far as they were tested."""
    chosen = comparable_runs(browser_token())
    seeds = [run.id for runs in pair.families.values() for run in runs]
    names = [run.id for run in pair.runs.values() if pair.is_own] + seeds + (session().compare.compared or [])
    return [chosen[name] for name in dict.fromkeys(names) if name in chosen and chosen[name].evaluation("test")]


def show_seal(sealed: list[Run]) -> None:
    """Why the figures are hidden, how often they were not, and the button."""
    with st.container(key="question-seal"):
        st.markdown(
            _(
                "### :material/lock: Sealed\n"
                "Nobody has used the **test** pictures for any decision. If you look at the test results, change"
                " something and look again, you are tuning the network to the test set. Then nothing is left that shows"
                " how good it really is. So decide by the validation pictures, and look here **once**, when everything"
                " is decided."
            )
        )
        words = (
            _("Everything is decided: open the test results of {num} runs").format(num=len(sealed))
            if len(sealed) > 1
            else _("Everything is decided: open the test results of {run}").format(run=literal(describe_run(sealed[0])))
        )
        st.button(words, icon=":material/lock_open:", type="primary", on_click=open_seal, args=(sealed,))
        times = max(times_opened(run.id) for run in sealed)
        st.caption(
            ngettext(
                "The test results were opened on this computer once before.",
                "The test results were opened on this computer {num} times before.",
                times,
            ).format(num=times)
            if times
            else _("The test results were never opened on this computer.")
        )


def open_seal(sealed: list[Run]) -> None:
    """Shows the figures to this visitor, and counts the opening."""
    for run in sealed:
        note_opening(run.id)
        session().compare.opened_tests.append(run.id)


def show_figures(opened: list[HeldOut]) -> None:
    """Test accuracy with its interval, and the difference between the recipes over their seeds."""
    rows = [Interval(describe_run(found.run), *found.test, colour_of(found.run)) for found in opened]
    chart, words = st.columns(2, gap="large")
    title = _("Test accuracy")
    with chart:
        show_chart(intervals_chart(title, rows, "%"), key="test", description=describe_intervals(title, rows, "%"))
    with words:
        show_difference(opened)
        st.dataframe(
            [
                {
                    _("Run"): spreadsheet_cell(describe_run(found.run)),
                    _("Test"): f"{found.test.value:.1%}",
                    _("Validation accuracy, after the last epoch"): f"{found.validation:.1%}",
                    _("Times opened"): in_times(times_opened(found.run.id)),
                }
                for found in opened
            ],
            hide_index=True,
            alt=title,
        )


def colour_of(run: Run) -> str:
    """The colour of the recipe, for its recorded runs."""
    return next((colour for name, colour in COLOURS.items() if run.id.startswith(f"{name}-photos")), NEUTRAL)


def show_difference(opened: list[HeldOut]) -> None:
    """How much better the cured network does, over all seeds of both."""
    plain, cured = ([found for found in opened if found.run.id.startswith(f"{name}-photos")] for name in COLOURS)
    difference = compare_recipes(plain, cured)
    if difference is None:
        st.caption(_("At least two seeds of each recipe are needed to show how much the result depends on the seed."))
        return
    st.markdown(
        _(
            "Mean test accuracy of the regularized networks ({num_regularized} seeds) minus that of the plain networks"
            " ({num_plain} seeds): **{difference:+.1f} percentage points** (95% confidence interval {low:+.1f} to"
            " {high:+.1f}, Welch's t-test)."
        ).format(
            num_plain=len(plain),
            num_regularized=len(cured),
            difference=Signed(100 * difference.value),
            low=Signed(100 * difference.low),
            high=Signed(100 * difference.high),
        )
    )


def in_times(count: int) -> str:
    """`once`, `3 times`."""
    return ngettext("once", "{num} times", count).format(num=count)
