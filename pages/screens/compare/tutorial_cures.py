"""The fair board with the tutorial's network, of which there is one training of each kind."""

import streamlit as st

from dogcat.analysis.comparison_text import read_early_stopping, read_more_pictures
from dogcat.analysis.history import diagnose
from dogcat.analysis.run_figures import num_pictures_shown
from dogcat.charts.ablation import CELL_COLOURS, CELL_NAMES, gains_on_the_same_pictures, gap_of
from dogcat.charts.comparison import board_chart, describe_overlay
from dogcat.charts.intervals import describe_intervals, intervals_chart
from dogcat.charts.run_curves import curve_of
from dogcat.common.language import _
from dogcat.runs.recorded import fair_cells, recorded_runs
from dogcat.runs.run import Run
from pages.screens.compare.missing_runs import say_missing
from pages.widgets.chart import show_chart

PATIENCE = 5  # epochs, for what early stopping would have kept


def show_tutorial_cures() -> None:
    """Shows the four trainings, and what more pictures or early stopping would have done."""
    cells = fair_cells()
    say_missing([_(words) for name, words in CELL_NAMES.items() if name not in cells])
    board, effects = st.columns([3, 2], gap="large")
    with board:
        show_board(cells)
    with effects:
        show_effects(cells)
    plain = recorded_runs().get("baseline-photos-seed1")
    if plain and "nothing" in cells:
        st.markdown(read_more_pictures(*(shown_and_right(run) for run in (plain, cells["nothing"]))))
        st.markdown(read_early_stopping(plain.history(), PATIENCE))


def shown_and_right(run: Run) -> tuple[int, float]:
    """Return the number of training pictures shown, and mean validation accuracy of the last ten epochs."""
    return num_pictures_shown(run), diagnose(run.history()).mean_val_accuracy


def show_board(cells: dict[str, Run]) -> None:
    """Four small charts; their titles name what was added, because in a narrow window they stand in one column."""
    for row in (("nothing", "augmentation"), ("dropout", "both")):
        for column, name in zip(st.columns(2), row, strict=True):
            with column:
                title = _(CELL_NAMES[name])
                if name not in cells:
                    st.caption(_("{name}: not recorded yet").format(name=title))
                    continue
                history, epochs = cells[name].history(), cells[name].recipe.epochs
                words = describe_overlay("accuracy", [curve_of(cells[name], title, CELL_COLOURS[name])])
                show_chart(board_chart(title, history, epochs), key=f"tutorial-cell-{name}", description=words)
    st.caption(
        _(
            "Accuracy by epoch. Dotted: training. Solid: validation. The title of each chart says what was"
            " added to the plain network."
        )
    )


def show_effects(cells: dict[str, Run]) -> None:
    """What each cure changes on the same new pictures, and the gap that it leaves."""
    gains = gains_on_the_same_pictures(cells)
    title = _("Gain in accuracy on new pictures over “nothing”")
    if gains:
        show_chart(intervals_chart(title, gains, "points more", _("no better")), key="tutorial-gains",
                   description=describe_intervals(title, gains, "points more"))  # fmt: skip
    gaps = [gap_of(run, name) for name, run in cells.items()]
    title = _("Gap between training and validation accuracy")
    show_chart(intervals_chart(title, gaps, "points", _("no gap")), key="tutorial-gaps",
               description=describe_intervals(title, gaps, "points"))  # fmt: skip
    st.caption(
        _(
            "There is one training of each kind. The gain is measured after the last epoch, the gap is the mean of the"
            " last ten. The 95% confidence intervals show how much a value could change with other validation pictures."
            " Another seed changes it, too."
        )
    )
