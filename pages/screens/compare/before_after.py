"""Before and after: first a prediction, then the plain network and the cured one on one axis, then what they say."""

import streamlit as st

from dogcat.analysis.comparison_text import read_end, read_luck, read_tutorial
from dogcat.analysis.run_figures import measured_counts
from dogcat.common.language import _
from dogcat.lesson.guesses import PREDICTIONS, judge_prediction
from dogcat.runs.recorded import exercise_pair, seeds_of, tutorial_histories
from dogcat.runs.run import Run
from pages.frame.lesson_tasks import did
from pages.screens.compare.missing_runs import say_missing
from pages.screens.compare.played_curves import COLOURS, play, tutorial_source
from pages.state.session import bind, session


def show_before_after() -> None:
    """Shows the view."""
    families = {name: seeds_of(f"{name}-photos") for name in COLOURS}
    say_missing([f"{name}-photos" for name, runs in families.items() if not runs])
    shown = exercise_pair()
    if len(shown) == len(COLOURS):
        if session().compare.shows_cured:
            show_judgement(shown)
            did("compared-curves")
        else:
            ask()
            del shown["regularized"]
    if shown:
        play(shown, families)
    if session().compare.shows_cured and shown:
        read(shown)


def ask() -> None:
    """The question before the curves of the cured network."""
    with st.container(key="question-before-after"):
        st.markdown(
            _(
                "Below, the plain network learns its 2,000 photos by heart. Now the same network is trained with"
                " **augmentation and dropout**. Where will accuracy end, compared with this?"
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your prediction"), list(PREDICTIONS), format_func=_, label_visibility="collapsed",
                     **bind(session().compare, "prediction", changed=reveal))  # fmt: skip
            st.button(_("Show it without a prediction"), type="tertiary", on_click=reveal)


def reveal() -> None:
    """Shows the curves of the cured network, all epochs."""
    session().compare.shows_cured, session().compare.played = True, None


def hide() -> None:
    """Asks the question again, for the next learner at this screen."""
    compare = session().compare
    compare.shows_cured, compare.prediction, compare.is_playing, compare.played = False, None, False, None


def show_judgement(runs: dict[str, Run]) -> None:
    """How right the prediction was."""
    words, again = st.columns([7, 1], vertical_alignment="center")
    judged = judge_prediction(session().compare.prediction, runs["baseline"].history(), runs["regularized"].history())
    words.markdown(f":material/psychology_alt: {judged}")
    again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)


def read(runs: dict[str, Run]) -> None:
    """What the two trainings say, in three short paragraphs with figures from the data."""
    columns = st.columns([3, 3, 5])
    for column, (name, run) in zip(columns, runs.items(), strict=False):
        column.markdown(f"**{name.capitalize()}.** {read_end(run.history(), *measured_counts(run))}")
    cured = runs.get("regularized")
    if cured:
        told = f"{read_luck(cured.history())} {read_tutorial(tutorial_histories()['regularized'])}"
        question = _("**Why not 84%?**")
        columns[-1].markdown(f"{question} {told}", help=tutorial_source())
    st.caption(
        _(
            "Three things differ between these two trainings: augmentation, dropout, and more than five times as many"
            " pictures shown. Which of them did it? See “What cured it?”."
        )
    )
