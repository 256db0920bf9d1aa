"""What helped? A guess, then the fair board: with and without each cure, all else alike, over several seeds."""

import streamlit as st

from dogcat.analysis.cures import CureResults, cure_results, quick_results, seed_cells
from dogcat.charts.ablation import CELL_NAMES
from dogcat.common.language import _
from dogcat.lesson.guesses import CURE_GUESSES, SAME, judge_cure_guess
from dogcat.runs.recorded import fair_cells
from dogcat.runs.recorded_seeds import PictureKind
from pages.frame.lesson_choice import answered_cures, lesson_asks_on_compare
from pages.frame.lesson_tasks import did
from pages.screens.compare.cure_board import KINDS, say_what_was_trained, show_board, show_effects
from pages.screens.compare.learning_curve import show_sizes
from pages.screens.compare.missing_runs import say_missing
from pages.screens.compare.tutorial_cures import show_tutorial_cures
from pages.state.recipe_draft import chosen_set_is_drawn
from pages.state.session import bind, session


def show_cures() -> None:
    """Shows the view."""
    st.markdown(
        _(
            "The two recipes of the exercise differ in **three** things: augmentation, dropout, and the number of"
            " pictures that the network is shown. A fair trial changes one thing at a time and is repeated. So here are"
            " four ways to train, with equally large batches and the same number of them."
        )
    )
    if not cure_results().levels:
        st.info(
            _("None of the four trainings is recorded yet in this copy of the app."), icon=":material/hourglass_empty:"
        )
        return
    answered = answered_cures()
    if answered:
        session().compare.cure_guess, session().compare.shows_cures = answered, True
    if not session().compare.shows_cures:
        if lesson_asks_on_compare():
            st.caption(_("Answer the question above first. Then you see the four trainings here."))
        else:
            ask()
        return
    did("opened-cures")
    kind = choose_kind()
    cells = seed_cells(kind)
    results = quick_results(cells)
    show_judgement(results if "nothing" in results.levels and len(results.levels) > 2 else cure_results())
    say_missing([_(words) for name, words in CELL_NAMES.items() if name not in cells])
    if cells:
        board, effects = st.columns([3, 2], gap="large")
        with board:
            show_board(cells)
        with effects:
            show_effects(cells, results)
        say_what_was_trained(cells, kind)
    show_sizes(kind)
    if fair_cells():
        with st.expander(_("The tutorial's network: one training of each kind")):
            show_tutorial_cures()


def choose_kind() -> PictureKind:
    """Shows the choice of the pictures and returns it; at first it is the kind of the chosen set."""
    if session().compare.cures_on not in KINDS:
        session().compare.cures_on = "drawn" if chosen_set_is_drawn() else "photos"
    st.segmented_control(
        _("Pictures used for training"),
        list(KINDS),
        format_func=lambda kind: _(KINDS[kind]),
        required=True,
        **bind(session().compare, "cures_on"),
    )
    return "drawn" if session().compare.cures_on == "drawn" else "photos"


def ask() -> None:
    """The question before the answer."""
    with st.container(key="question-cures"):
        st.markdown(
            _(
                "**What helped?** Which change alone raises accuracy on new pictures most? Differences below {same:.0f}"
                " percentage points count as equal."
            ).format(same=100 * SAME)
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your guess"), CURE_GUESSES, format_func=_, label_visibility="collapsed",
                     **bind(session().compare, "cure_guess", changed=reveal))  # fmt: skip
            st.button(_("Show it without a guess"), type="tertiary", on_click=reveal)


def reveal() -> None:
    """Shows the answer."""
    session().compare.shows_cures = True


def hide() -> None:
    """Asks the question again."""
    session().compare.shows_cures, session().compare.cure_guess = False, None


def show_judgement(results: CureResults) -> None:
    """How right the guess was, as soon as both cures can be compared with nothing."""
    words, again = st.columns([7, 1], vertical_alignment="center")
    gains = results.gains()
    if {"augmentation", "dropout"} <= set(gains):
        told = judge_cure_guess(session().compare.cure_guess, gains, len(results.seeds))
        words.markdown(f":material/psychology_alt: {told}")
    if answered_cures() is None:  # the lesson asks each question once
        # Translators: a button that asks the learner the question again.
        again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)
