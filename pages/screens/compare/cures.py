"""What cured it? A guess, then the fair board: with and without each cure, all else alike."""

import streamlit as st

from dogcat.analysis.comparison_text import read_early_stopping, read_more_pictures
from dogcat.analysis.history import diagnose
from dogcat.analysis.run_figures import num_pictures_shown
from dogcat.charts.ablation import CELL_COLOURS, CELL_NAMES, gains_in_mean, gains_on_the_same_pictures, gap_of
from dogcat.charts.comparison import board_chart, describe_overlay
from dogcat.charts.intervals import describe_intervals, intervals_chart
from dogcat.charts.run_curves import curve_of
from dogcat.common.language import _
from dogcat.lesson.guesses import CURE_GUESSES, judge_cure_guess
from dogcat.runs.recorded import fullest_cells, recorded_runs
from dogcat.runs.run import Run
from pages.frame.lesson_choice import answer_cures, answered_cures
from pages.frame.lesson_tasks import did
from pages.screens.compare.learning_curve import show_sizes
from pages.screens.compare.missing_runs import say_missing
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

PATIENCE = 5  # epochs, for what early stopping would have kept


def show_cures() -> None:
    """Shows the view."""
    st.markdown(
        _(
            "Between the two recipes of the exercise **three** things change: augmentation, dropout, and how many"
            " pictures the network is shown. A fair trial changes one thing at a time. Here are four trainings with the"
            " same seed, the same batches and equally many of them."
        )
    )
    cells, size = fullest_cells()
    if not cells:
        st.info(
            _("None of the four trainings is recorded yet in this copy of the app."), icon=":material/hourglass_empty:"
        )
        return
    answered = answered_cures()
    if answered:
        session().compare.cure_guess, session().compare.shows_cures = answered, True
    if not session().compare.shows_cures:
        ask()
        return
    did("opened-cures")
    say_missing([_(words) for name, words in CELL_NAMES.items() if name not in cells])
    if size == "quick":
        st.caption(_("With the quick recipe, since the full one is not recorded yet: smaller pictures, fewer epochs."))
    show_judgement(cells, is_full=size == "tutorial")
    board, effects = st.columns([3, 2], gap="large")
    with board:
        show_board(cells)
    with effects:
        show_effects(cells)
    show_sizes()


def ask() -> None:
    """The question before the answer."""
    with st.container(key="question-cures"):
        st.markdown(_("**What cured it?** Which change alone brings most on new pictures?"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your guess"), CURE_GUESSES, format_func=_, label_visibility="collapsed",
                     **bind(session().compare, "cure_guess", changed=reveal))  # fmt: skip
            st.button(_("Show it without a guess"), type="tertiary", on_click=reveal)


def reveal() -> None:
    """Shows the answer; a guess is also that of the lesson's step."""
    session().compare.shows_cures = True
    answer_cures(session().compare.cure_guess)


def hide() -> None:
    """Asks the question again."""
    session().compare.shows_cures, session().compare.cure_guess = False, None


def show_judgement(cells: dict[str, Run], is_full: bool) -> None:
    """How right the guess was, as soon as both cures can be compared with nothing, and what the other ways do."""
    words, again = st.columns([7, 1], vertical_alignment="center")
    gains = gains_in_mean(cells)
    if {"augmentation", "dropout"} <= set(gains):
        words.markdown(f":material/psychology_alt: {judge_cure_guess(session().compare.cure_guess, gains)}")
    plain = recorded_runs().get("baseline-photos-seed1")
    if is_full and plain and "nothing" in cells:
        words.markdown(read_more_pictures(*(shown_and_right(run) for run in (plain, cells["nothing"]))))
        words.markdown(read_early_stopping(plain.history(), PATIENCE))
    if answered_cures() is None:  # the lesson asks each question once
        again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)


def shown_and_right(run: Run) -> tuple[int, float]:
    """Return the number of training pictures shown, and mean validation accuracy of the last ten epochs."""
    return num_pictures_shown(run), diagnose(run.history()).mean_val_accuracy


def show_board(cells: dict[str, Run]) -> None:
    """Four small charts: to the right augmentation is added, downwards dropout."""
    for row in (("nothing", "augmentation"), ("dropout", "both")):
        for column, name in zip(st.columns(2), row, strict=True):
            with column:
                title = _(CELL_NAMES[name])
                if name not in cells:
                    st.caption(_("{name}: not recorded yet").format(name=title))
                    continue
                history, epochs = cells[name].history(), cells[name].recipe.epochs
                words = describe_overlay("accuracy", [curve_of(cells[name], title, CELL_COLOURS[name])])
                show_chart(board_chart(title, history, epochs), key=f"cell-{name}", description=words)
    st.caption(
        _(
            "Accuracy by epoch. Dotted: training. Solid: validation. To the right, augmentation is added; downwards,"
            " dropout."
        )
    )


def show_effects(cells: dict[str, Run]) -> None:
    """What each cure changes on new pictures, and the gap that it leaves."""
    gains = gains_on_the_same_pictures(cells)
    title = _("More new pictures right than with nothing")
    if gains:
        show_chart(intervals_chart(title, gains, "points more", _("no better")), key="gains",
                   description=describe_intervals(title, gains, "points more"))  # fmt: skip
    gaps = [gap_of(run, name) for name, run in cells.items()]
    title = _("Gap between training and validation")
    show_chart(intervals_chart(title, gaps, "points", _("no gap")), key="gaps",
               description=describe_intervals(title, gaps, "points"))  # fmt: skip
    st.caption(
        _(
            "After the last epoch, with 95% intervals. They say how far other validation pictures could move the"
            " figure; another seed, or another epoch, moves it too."
        )
    )
