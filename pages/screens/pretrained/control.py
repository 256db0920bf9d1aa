"""Pictures or size? A guess, then the fair control: the same network with random weights."""

from collections.abc import Mapping, Sequence
from statistics import mean

import streamlit as st

from dogcat.analysis.further.pretrained_runs import PretrainedRun, accuracies, pretrained_runs
from dogcat.charts.intervals import Interval, describe_intervals, intervals_chart
from dogcat.common.language import N_, _
from dogcat.common.palette import BLUE, NEUTRAL
from pages.frame.lesson_tasks import did
from pages.frame.progress_keeper import progress
from pages.screens.pretrained.ways import show_train_button
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

STEP = "9-pretrained"  # whose question asks the same
# In the order of the options of that question.
GUESSES = (N_("its size"), N_("the pictures it had seen"), N_("both about equally"))
WAYS = {  # of the recorded trainings, in the order of the chart: name and colour
    "features": (N_("pre-trained, features once"), BLUE),
    "head": (N_("pre-trained, new layer with augmentation"), BLUE),
    "fine-tuning": (N_("pre-trained, top layers fine-tuned"), BLUE),
    "random-features": (N_("random weights, features once"), NEUTRAL),
    "random": (N_("random weights, everything trained"), NEUTRAL),
}
NUM_PICTURES = 2000


def show_control() -> None:
    """Shows the view."""
    st.markdown(
        _(
            "The pre-trained network is larger than yours, **and** it has seen other pictures. Those are two changes at"
            " once. The fair control changes one of them: the same layers, but with random weights."
        )
    )
    guess = answered()
    if guess is None and not session().pretrained.shows_control:
        ask()
        return
    runs = pretrained_runs()
    found = {way: spreads[NUM_PICTURES] for way in WAYS if NUM_PICTURES in (spreads := accuracies(runs, way))}
    if {"features", "random-features"} <= found.keys():
        if guess:
            st.markdown(judged(guess, found["features"].mean, found["random-features"].mean))
        title = _("Accuracy on new pictures")
        rows = [
            Interval(_(words), found[way].mean, found[way].low, found[way].high, colour, found[way].values)
            for way, (words, colour) in WAYS.items()
            if way in found
        ]
        show_chart(intervals_chart(title, rows, "%"), key="control", description=describe_intervals(title, rows, "%"))
        st.caption(source_of([run for (way, number), same in runs.items() if number == NUM_PICTURES for run in same]))
        st.caption(test_words(runs))
        did("guessed-control")
    else:
        st.info(
            _("The control is not recorded yet in this copy of the app. Train it yourself: it is one press."),
            icon=":material/hourglass_empty:",
        )
    st.markdown(_("**Train the control on your pictures** and compare it with the recipe `pretrained-features`:"))
    show_train_button("random-features")


def answered() -> str | None:
    """Returns the guess: the learner's answer to the lesson's question, or the one given here; None before both."""
    option = progress().predictions.get(STEP) if progress().has_started else None
    if option is not None and option < len(GUESSES):
        return GUESSES[option]
    return session().pretrained.control_guess


def ask() -> None:
    """Asks before the answer is shown; in the lesson, the question above the page asks the same."""
    if progress().has_started:
        st.caption(_("Answer the question above first. Then you see the results here."))
        return
    with st.container(key="question-control"):
        st.markdown(_("**What makes the difference?**"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pills(_("Your guess"), GUESSES, format_func=_, label_visibility="collapsed",
                     **bind(session().pretrained, "control_guess"))  # fmt: skip
            st.button(_("Show it without a guess"), type="tertiary", on_click=reveal, key="reveal-control")


def reveal() -> None:
    """Shows the results."""
    session().pretrained.shows_control = True


def judged(guess: str, pretrained: float, random: float) -> str:
    """Returns how right a guess was, with the accuracies of both features, 0 to 1.

    The size alone is the answer if random features are at least as good. Both count about equally if random features
    come at least half of the way from guessing.
    """
    part = (random - 0.5) / (pretrained - 0.5) if pretrained > 0.5 else 1.0
    right = GUESSES[0] if part >= 0.9 else GUESSES[2] if part >= 0.5 else GUESSES[1]
    verdict = _("Well guessed.") if guess == right else _("A surprise: you said “{said}”.").format(said=_(guess))
    figures = _(
        "The same small layer gets {pretrained:.1%} of new pictures right on pre-trained features, and {random:.1%} on"
        " those of random weights; guessing gets half. The layers are the same. What makes the difference:"
        " **{answer}**."
    )
    return f"{verdict} {figures.format(pretrained=pretrained, random=random, answer=_(right))}"


def test_words(runs: Mapping[tuple[str, int], Sequence[PretrainedRun]]) -> str:
    """Returns the mean test accuracy of each way; the test photos were asked once, at the end of each training."""
    figures = [
        _("{name} {accuracy:.1%}").format(name=_(words), accuracy=mean(run.test for run in runs[way, NUM_PICTURES]))
        for way, (words, _colour) in WAYS.items()
        if (way, NUM_PICTURES) in runs
    ]
    words = _("On the test photos, asked once at the end of each training: {figures}.")
    return words.format(figures="; ".join(figures))


def source_of(runs: list[PretrainedRun]) -> str:
    """Returns on how many pictures the recorded trainings learned, how many there are, and on which machine."""
    return _(
        "Recorded on the photos: {num:,} to learn from, validation accuracy of {trainings} trainings, each dot is one."
        " Processor: {processor}."
    ).format(num=NUM_PICTURES, trainings=len(runs), processor=", ".join(sorted({run.processor for run in runs})))
