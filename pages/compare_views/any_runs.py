"""Any runs, up to six: their curves on one axis, in what their recipes differ, their figures and verdicts, to keep."""

from datetime import datetime, timezone
from typing import Any

import streamlit as st

from dogcat.comparison import num_measured
from dogcat.comparison_charts import ABOUT_MINUTES, AXES, describe_overlay, overlay_chart
from dogcat.diagnosis import diagnose, epoch_noise, gap_interval, training_seconds, wilson_interval
from dogcat.differences import what_differs
from dogcat.language import N_, _
from dogcat.report import comparison_report
from dogcat.runs import Run
from dogcat.story import read_curves
from pages.compare_views.subject import (
    PALETTE,
    colours_of,
    comparable_runs,
    curve_of,
    first_pair,
)
from pages.shared.chart import show_chart
from pages.shared.literal import literal
from pages.shared.runs import describe_run
from pages.shared.spreadsheet import as_csv
from pages.shared.state import bind, session

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
    kept = session().compared if session().compared is not None else first_pair(runs)
    session().compared = [name for name in kept if name in runs]
    st.multiselect(
        _("Runs, up to {num}").format(num=MOST),
        list(runs),
        format_func=lambda name: describe_run(runs[name]),
        max_selections=MOST,
        **bind("compared"),
    )
    return [runs[name] for name in session().compared or []]


def show_overlay(chosen: list[Run]) -> None:
    """Accuracy and loss of all of them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.segmented_control(
            _("Side by side, by"),
            list(AXES),
            format_func=lambda axis: _(AXES[axis]),
            required=True,
            **bind("compared_axis"),
        )
        st.slider(
            _("Smoothing"),
            0.0,
            0.95,
            step=0.05,
            width=260,
            help=_("So much of each point comes from the smoothed one before it. The raw values stay as points."),
            **bind("smoothing"),
        )
    curves = [curve_of(run, describe_run(run), colour) for run, colour in zip(chosen, colours_of(chosen), strict=True)]
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = overlay_chart(metric, curves, session().compared_axis, smoothing=session().smoothing)
        figure.update_layout(height=380 + 24 * len(curves), margin={"b": 84 + 24 * len(curves)})
        with column:
            show_chart(figure, key=f"any-{metric}-{session().compared_axis}",
                       description=describe_overlay(metric, curves))  # fmt: skip
    about = [_("Dotted: training, clean. Solid: validation. Shaded: the gap."), _(ABOUT_MINUTES)]
    st.caption(" ".join(about))


def row_of(run: Run) -> dict[str, Any]:
    """The figures of a run, as a line of the table and, rounded, of the file."""
    history, (num_clean, num_validation) = run.history(), num_measured(run)
    found, noise = diagnose(history), epoch_noise(history)
    low, high = wilson_interval(round(found.val_accuracy * num_validation), num_validation)
    gap_low, gap_high = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    shares = {
        "Training, clean, %": found.clean_accuracy,
        "Validation, %": found.val_accuracy,
        "Validation from, %": low,
        "Validation to, %": high,
        "Gap, points": found.gap,
        "Gap from, points": gap_low,
        "Gap to, points": gap_high,
        "Mean of last ten, %": found.mean_val_accuracy,
        "Spread of last ten, points": noise.deviation,
        "Highest epoch, %": found.best_val_accuracy,
    }
    return {
        "Run": describe_run(run),
        "Verdict": read_curves(history, run.recipe.epochs).verdict,
        "Epochs": found.num_epochs,
        "Minutes": training_seconds(history) / 60,
        **{name: 100 * share for name, share in shares.items()},
        "Lowest validation loss in epoch": found.lowest_val_loss_epoch,
    }


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is written into the file: no figure is known to more than two decimals."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()}


# The lines of the table on the page, from a row of `row_of`; both to be shown through `_`.
SHOWN = {
    N_("verdict"): "{Verdict}",
    N_("training, clean"): "{Training, clean, %:.1f}%",
    N_("validation"): N_("{Validation, %:.1f}% ({Validation from, %:.1f} to {Validation to, %:.1f})"),
    N_("gap"): N_("{Gap, points:.1f} points ({Gap from, points:.1f} to {Gap to, points:.1f})"),
    N_("validation, last ten epochs"): N_(
        "{Mean of last ten, %:.1f}% (standard deviation {Spread of last ten, points:.1f})"
    ),
    N_("validation, luckiest epoch"): "{Highest epoch, %:.1f}%",
    N_("lowest validation loss"): N_("epoch {Lowest validation loss in epoch}"),
    N_("length"): N_("{Epochs} epochs, {Minutes:.1f} minutes"),
}


def figure_of(row: dict[str, Any], words: str) -> str:
    """A cell of the table: the row's figures in these words of `SHOWN`."""
    verdict = row["Verdict"]
    return _(words).format_map(row | {"Verdict": _(verdict)})


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
