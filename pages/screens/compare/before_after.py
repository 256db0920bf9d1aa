"""Plain and regularized: first a prediction, then both networks on one axis, then what they say."""

import streamlit as st

from dogcat.analysis.comparison_text import read_change, read_end, read_luck, read_tutorial
from dogcat.analysis.run_figures import difference_of, estimates_of, measured_counts
from dogcat.common.language import _
from dogcat.lesson.guesses import PREDICTIONS, judge_prediction
from dogcat.runs.recorded import tutorial_histories
from pages.frame.lesson_choice import lesson_asks_on_compare
from pages.frame.lesson_tasks import did
from pages.screens.compare.missing_runs import say_missing
from pages.screens.compare.pair_choice import COLOURS, Pair
from pages.screens.compare.played_curves import play, tutorial_source
from pages.state.session import bind, session


def show_before_after(pair: Pair) -> None:
    """Shows the view: of the learner's own pair at once, of the recorded one after a prediction."""
    say_missing([f"{name}-photos" for name, runs in pair.families.items() if not runs])
    shown = dict(pair.runs)
    is_whole = len(shown) == len(COLOURS)
    is_shown = pair.is_own or session().compare.shows_cured
    if is_whole and is_shown:
        show_change(pair)
        did("compared-curves")
    elif is_whole:
        if lesson_asks_on_compare():
            st.caption(_("Answer the question above first. Then this view asks a question of its own."))
        else:
            ask()
        del shown["regularized"]
    if shown:
        play(Pair(shown, pair.families, pair.is_own))
    if is_shown and shown:
        read(pair)


def ask() -> None:
    """The question before the curves of the cured network."""
    with st.container(key="question-before-after"):
        st.markdown(
            _(
                "Below, the plain network learns its 2,000 photos by heart. Now the same network is trained with"
                " **augmentation and dropout**. Where will its training and validation accuracy end, compared with the"
                " plain network?"
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your guess"), list(PREDICTIONS), format_func=_, label_visibility="collapsed",
                     **bind(session().compare, "prediction", changed=reveal))  # fmt: skip
            st.button(_("Show it without a guess"), type="tertiary", on_click=reveal)


def reveal() -> None:
    """Shows the curves of the cured network, all epochs."""
    session().compare.shows_cured, session().compare.played = True, None


def hide() -> None:
    """Asks the question again, for the next learner at this screen."""
    compare = session().compare
    compare.shows_cured, compare.prediction, compare.is_playing, compare.played = False, None, False, None


def show_change(pair: Pair) -> None:
    """What regularization changed, and how right the prediction was."""
    plain, regularized = (pair.runs[name] for name in COLOURS)
    with st.container(key="answer-change"):
        st.markdown(
            read_change(estimates_of(plain), estimates_of(regularized), difference_of(plain, regularized)),
            help=_(
                "The confidence interval shows how much the difference could change with other validation pictures."
                " Another seed changes it, too. “Picture by picture” has another interval, because it compares the last"
                " epoch and uses that the pictures are the same."
            ),
        )
        if not pair.is_own:
            judged = judge_prediction(session().compare.prediction, plain.history(), regularized.history())
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/psychology_alt: {judged}")
                # Translators: a button that asks the learner the question again.
                st.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)


def read(pair: Pair) -> None:
    """What the two trainings say, in short paragraphs with figures from the data."""
    columns = st.columns([3, 3, 5])
    for column, (name, run) in zip(columns, pair.runs.items(), strict=False):
        title = pair.name_of(name)
        column.markdown(f"**{title[:1].upper()}{title[1:]}.** {read_end(run.history(), *measured_counts(run))}")
    regularized = pair.runs.get("regularized")
    if regularized and pair.is_own:
        title = _("**One epoch is luck.**")
        columns[-1].markdown(f"{title} {read_luck(regularized.history())}")
    elif regularized:
        told = f"{read_luck(regularized.history())} {read_tutorial(tutorial_histories()['regularized'])}"
        question = _("**Why is it not 84%?**")
        columns[-1].markdown(f"{question} {told}", help=tutorial_source())
    if pair.is_own:
        st.caption(_("More than one thing may differ between your two trainings. “Any runs” lists the differences."))
        return
    st.caption(
        _(
            "These two trainings differ in three things: augmentation, dropout, and the number of pictures shown, which"
            " is more than five times higher. Which of them helped? See “What helped?”."
        )
    )
