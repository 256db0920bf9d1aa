"""What cured it? A guess, then the fair board: with and without each cure, all else alike, and with fewer pictures."""

import streamlit as st

from dogcat.charts import BASELINE, REGULARIZED
from dogcat.comparison import compare_pairs, num_measured
from dogcat.comparison_charts import (
    Interval,
    board_chart,
    describe_intervals,
    describe_learning_curve,
    describe_overlay,
    intervals_chart,
    learning_curve_chart,
)
from dogcat.comparison_words import CURE_GUESSES, judge_cure_guess
from dogcat.diagnosis import diagnose, gap_interval, wilson_interval
from dogcat.language import N_, _
from dogcat.recorded import fair_cells
from dogcat.runs import Run
from pages.compare_views.subject import curve_of, say_missing
from pages.shared.chart import show_chart
from pages.shared.state import bind, session

CELLS = {
    "nothing": N_("nothing"),
    "augmentation": N_("augmentation only"),
    "dropout": N_("dropout only"),
    "both": N_("both"),
}
SIZES = (250, 500, 1000, 2000)
COLOURS = {"nothing": BASELINE} | dict.fromkeys(("augmentation", "dropout", "both"), REGULARIZED)


def show_cures() -> None:
    """The whole view."""
    st.markdown(
        _(
            "Between the two recipes of the exercise **three** things change: augmentation, dropout, and how many"
            " pictures the network is shown. A fair trial changes one thing at a time. Here are four trainings with the"
            " same seed, the same batches and equally many of them."
        )
    )
    cells, is_full = board_cells()
    if not cells:
        st.info(
            _("None of the four trainings is recorded yet in this copy of the app."), icon=":material/hourglass_empty:"
        )
        return
    if not session().shows_cures:
        ask()
        return
    say_missing([_(words) for name, words in CELLS.items() if name not in cells])
    if not is_full:
        st.caption(_("With the quick recipe, since the full one is not recorded yet: smaller pictures, fewer epochs."))
    show_judgement(cells)
    board, effects = st.columns([3, 2], gap="large")
    with board:
        show_board(cells)
    with effects:
        show_effects(cells)
    show_sizes()


def board_cells() -> tuple[dict[str, Run], bool]:
    """The four trainings of the full recipe or, if more of them are there, those of the quick one; and which it is."""
    full, quick = fair_cells("tutorial"), fair_cells("quick")
    return (full, True) if len(full) >= len(quick) else (quick, False)


def ask() -> None:
    """The question before the answer."""
    with st.container(border=True):
        st.markdown(_("**What cured it?** Which change alone brings most on new pictures?"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your guess"), CURE_GUESSES, format_func=_, label_visibility="collapsed",
                     **bind("cure_guess", changed=reveal))  # fmt: skip
            st.button(_("Show it without a guess"), type="tertiary", on_click=reveal)


def reveal() -> None:
    """The answer may be seen."""
    session().shows_cures = True


def hide() -> None:
    """The question is put again."""
    session().shows_cures, session().cure_guess = False, None


def show_judgement(cells: dict[str, Run]) -> None:
    """How right the guess was, as soon as both cures can be compared with nothing."""
    words, again = st.columns([7, 1], vertical_alignment="center")
    if session().cure_guess and {"nothing", "augmentation", "dropout"} <= set(cells):
        means = {name: diagnose(run.history()).mean_val_accuracy for name, run in cells.items()}
        gains = {name: means[name] - means["nothing"] for name in ("augmentation", "dropout")}
        words.markdown(f":material/psychology_alt: {judge_cure_guess(session().cure_guess, gains)}")
    again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)


def show_board(cells: dict[str, Run]) -> None:
    """Four small charts: to the right augmentation is added, downwards dropout."""
    for row in (("nothing", "augmentation"), ("dropout", "both")):
        for column, name in zip(st.columns(2), row, strict=True):
            with column:
                title = _(CELLS[name])
                if name not in cells:
                    st.caption(_("{name}: not recorded yet").format(name=title))
                    continue
                history, epochs = cells[name].history(), cells[name].recipe.epochs
                words = describe_overlay("accuracy", [curve_of(cells[name], title, COLOURS[name])])
                show_chart(board_chart(title, history, epochs), key=f"cell-{name}", description=words)
    st.caption(
        _(
            "Accuracy by epoch. Blue: training, clean. Red: validation. To the right, augmentation is added; downwards,"
            " dropout."
        )
    )


def show_effects(cells: dict[str, Run]) -> None:
    """What each cure changes on new pictures, and the gap that it leaves."""
    others = [name for name in ("augmentation", "dropout", "both") if name in cells and "nothing" in cells]
    gains = [gain_of(cells["nothing"], cells[name], name) for name in others]
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
            " figure; another seed moves it too."
        )
    )


def show_sizes() -> None:
    """The learning curve: the same four with fewer training pictures, each with the quick recipe."""
    st.subheader(_("And with fewer pictures?"))
    by_size = {size: fair_cells("quick", size) for size in SIZES}
    rows = {name: {size: cells[name] for size, cells in by_size.items() if name in cells} for name in CELLS}
    missing = [
        _("{name} with {num:,}").format(name=_(CELLS[name]), num=size)
        for size in SIZES
        for name in CELLS
        if size not in rows[name]
    ]
    if len(missing) == len(CELLS) * len(SIZES):
        st.info(_("The trainings with fewer pictures are not recorded yet."), icon=":material/hourglass_empty:")
        return
    say_missing(missing)
    accuracies = {name: {size: validation_of(run, name) for size, run in runs.items()} for name, runs in rows.items()}
    gaps = {name: {size: gap_of(run, name) for size, run in runs.items()} for name, runs in rows.items()}
    left, right = st.columns(2)
    title = _("New pictures right")
    with left:
        show_chart(learning_curve_chart(title, accuracies, "%"), key="sizes-accuracy",
                   description=describe_learning_curve(title, accuracies, "%"))  # fmt: skip
    title = _("Gap")
    with right:
        show_chart(learning_curve_chart(title, gaps, "points"), key="sizes-gap",
                   description=describe_learning_curve(title, gaps, "points"))  # fmt: skip
    st.caption(
        _(
            "Each with the quick recipe: small pictures, few epochs, one seed. Accuracy is the mean of the last ten"
            " epochs."
        )
    )


def gain_of(nothing: Run, cured: Run, name: str) -> Interval:
    """How many more validation pictures the last network gets right than that of the plain training."""
    paired = compare_pairs(p_dog(nothing), p_dog(cured))
    return Interval(_(CELLS[name]), paired.difference, *paired.interval, COLOURS[name])


def p_dog(run: Run) -> dict[str, float | None]:
    """What a run's last network says about the validation pictures."""
    return dict(run.evaluation("validation")["p_dog"])


def validation_of(run: Run, name: str) -> Interval:
    """Validation accuracy of a cell over the last ten epochs."""
    mean, num = diagnose(run.history()).mean_val_accuracy, num_measured(run)[1]
    return Interval(_(CELLS[name]), mean, *wilson_interval(round(mean * num), num), COLOURS[name])


def gap_of(run: Run, name: str) -> Interval:
    """The gap of a cell after the last epoch."""
    found = diagnose(run.history())
    num_clean, num_validation = num_measured(run)
    low, high = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    return Interval(_(CELLS[name]), found.gap, low, high, COLOURS[name])
