"""The headline and the learner's two trainings side by side, or what is missing for them."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dogcat.charts.trained import describe_trained, trained_charts
from dogcat.common.language import _
from dogcat.export.followed_html import STYLE as FOLLOWED_STYLE
from dogcat.export.followed_html import followed_html
from dogcat.lesson.outcome import LessonOutcome
from dogcat.lesson.trained import ABOUT_CURVES, Trained, figures_of, followed_words
from pages.screens.end.onward import open_training
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal


def show_result(outcome: LessonOutcome) -> None:
    """Shows what came out of the learner's trainings, and the recorded pair if one of the two is missing."""
    found = outcome.trained
    with st.container(key="result-end"):
        st.markdown(f"### {literal(found.headline)}")
        for words in found.remarks:
            st.markdown(literal(words))
    show_own(outcome)
    if found.recorded:
        st.subheader(_("Recorded on the real photos"))
        show_pair(found.recorded, "recorded")
    if found.own or found.recorded:
        st.caption(_(ABOUT_CURVES))


def show_followed(outcome: LessonOutcome) -> None:
    """Shows the watched pictures with what the networks said of them at the end."""
    found = outcome.trained
    if found.followed:
        st.subheader(_("The pictures that you followed"))
        st.caption(literal(followed_words(found)))
        st.html(f"<style>{FOLLOWED_STYLE}</style>{followed_html(found.followed)}")


def show_own(outcome: LessonOutcome) -> None:
    """Shows the learner's trainings; in the place of a missing one, how to train it."""
    columns = show_pair(outcome.trained.own, "own")
    if outcome.trained.missing:
        with columns[-1] if columns else st.container():
            show_call(outcome)


def show_call(outcome: LessonOutcome) -> None:
    """Shows what may still be trained, and the button that opens the Train page with its recipe."""
    found = outcome.trained
    with st.container(key="task-train"):
        st.markdown(literal(found.call))
        if st.button(_("Train it"), icon=":material/model_training:", type="primary"):
            open_training(found.missing[0], found.own)


def show_pair(trainings: Sequence[Trained], name: str) -> list[DeltaGenerator]:
    """Shows one or two trainings on the same axes, and returns the two columns; none without trainings."""
    if not trainings:
        return []
    columns = st.columns(2, gap="large")
    for column, training, figure in zip(columns, trainings, trained_charts(trainings), strict=False):
        with column:
            st.markdown(f"**{literal(training.heading)}**")
            show_chart(figure, key=f"{name}-{training.run_id}", description=describe_trained(training))
            st.caption(literal(figures_of(training)))
    return list(columns)
