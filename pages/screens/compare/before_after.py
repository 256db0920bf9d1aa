"""Before and after: the plain network and the cured one. First a prediction, then both trainings on one axis."""

import streamlit as st

from dogcat.analysis.comparison import num_measured
from dogcat.analysis.comparison_text import read_end, read_luck, read_tutorial
from dogcat.charts.comparison import ABOUT_MINUTES, AXES, Curve, add_claim, describe_overlay, overlay_chart
from dogcat.charts.run_curves import curve_of
from dogcat.common.language import _
from dogcat.common.palette import BASELINE, REGULARIZED
from dogcat.lesson.guesses import PREDICTIONS, judge_prediction
from dogcat.recipe.recipe import BASELINE as BASELINE_RECIPE
from dogcat.recipe.recipe import REGULARIZED as REGULARIZED_RECIPE
from dogcat.runs.recorded import TUTORIAL_CLAIM, TUTORIAL_SOURCE, exercise_pair, seeds_of, tutorial_histories
from dogcat.runs.run import Run
from pages.screens.compare.palette import say_missing
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

COLOURS = {"baseline": BASELINE, "regularized": REGULARIZED}
EPOCHS_A_TICK = 2  # of the playing curves
SECONDS_A_TICK = 0.3


def show_before_after() -> None:
    """The whole view."""
    families = {name: seeds_of(f"{name}-photos") for name in COLOURS}
    say_missing([f"{name}-photos" for name, runs in families.items() if not runs])
    shown = exercise_pair()
    if len(shown) == len(COLOURS):
        if session().compare.shows_cured:
            show_judgement(shown)
        else:
            ask()
            del shown["regularized"]
    if shown:
        play(shown, families)
    if session().compare.shows_cured and shown:
        read(shown)


def ask() -> None:
    """The question before the curves of the cured network."""
    with st.container(border=True):
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
    """The curves may be seen, all of them."""
    session().compare.shows_cured, session().compare.played = True, None


def hide() -> None:
    """The question is put again, for the next who looks at this screen."""
    (
        session().compare.shows_cured,
        session().compare.prediction,
        session().compare.is_playing,
        session().compare.played,
    ) = False, None, False, None


def show_judgement(runs: dict[str, Run]) -> None:
    """How right the prediction was."""
    words, again = st.columns([7, 1], vertical_alignment="center")
    judged = judge_prediction(session().compare.prediction, runs["baseline"].history(), runs["regularized"].history())
    words.markdown(f":material/psychology_alt: {judged}")
    again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=hide)


def play(shown: dict[str, Run], families: dict[str, list[Run]]) -> None:
    """Both charts, their axis, and a slider that moves both trainings in step; it can also move by itself.

    Args:
        shown: the trainings whose curves are drawn, by their names.
        families: of each, all its seeds, for the range around it.
    """
    curves = [curve_of(run, name, COLOURS[name], families[name]) for name, run in shown.items()]

    @st.fragment(run_every=SECONDS_A_TICK if session().compare.is_playing else None)
    def follow() -> None:
        show_curves(curves)

    follow()
    num_seeds = _(" and ").join(_("{num} {recipe}").format(num=len(families[name]), recipe=name) for name in shown)
    st.caption(
        _(
            "Dotted: 2,000 training photos. Solid: 1,000 validation photos. Wide shade: the gap. Narrow shade: from the"
            " lowest to the highest of all recorded seeds ({num_seeds}); the line is the one whose network comes with"
            " the app."
        ).format(num_seeds=num_seeds)
    )


def show_curves(curves: list[Curve]) -> None:
    """The charts as far as they have been played."""
    longest = max(curves, key=lambda curve: curve.positions(session().compare.compared_axis)[-1])
    num_epochs = len(longest.history)
    if session().compare.is_playing:
        session().compare.played = min(num_epochs, (session().compare.played or 0) + EPOCHS_A_TICK)
        if session().compare.played == num_epochs:
            session().compare.is_playing = False
            st.rerun()
    played = min(num_epochs, session().compare.played or num_epochs)
    session().compare.played = played
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if session().compare.is_playing:
            st.button(_("Stop"), icon=":material/pause:", on_click=stop_playing)
        elif st.button(_("Play"), icon=":material/play_arrow:", key="play-curves"):
            session().compare.is_playing = True
            session().compare.played = 0 if played == num_epochs else played
            st.rerun()
        words = (
            _("epoch %d")
            if session().compare.compared_axis == "epochs"
            else _("epoch %d of {name}").format(name=longest.name)
        )
        st.slider(
            _("Up to"),
            1,
            num_epochs,
            format=words,
            label_visibility="collapsed",
            width=320,
            **bind(session().compare, "played"),
        )
        st.segmented_control(
            _("Side by side, by"),
            list(AXES),
            format_func=lambda axis: _(AXES[axis]),
            required=True,
            label_visibility="collapsed",
            **bind(session().compare, "compared_axis"),
        )
        st.toggle(_("What the tutorial reported"), help=tutorial_source(), **bind(session().compare, "shows_tutorial"))
    reported = tutorial_curves([curve.name for curve in curves]) if session().compare.shows_tutorial else []
    until = longest.positions(session().compare.compared_axis)[session().compare.played - 1]
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = overlay_chart(metric, curves, session().compare.compared_axis, until, reported=reported)
        figure.update_layout(height=310)
        if metric == "accuracy" and "regularized" in {curve.name for curve in curves} and reported:
            add_claim(figure, _("the tutorial's text: {share:.0%}").format(share=TUTORIAL_CLAIM), TUTORIAL_CLAIM)
        with column:
            show_chart(figure, key=f"before-after-{metric}-{session().compare.compared_axis}",
                       description=describe_overlay(metric, curves))  # fmt: skip
    if session().compare.compared_axis == "minutes":
        st.caption(_(ABOUT_MINUTES))


def stop_playing() -> None:
    """The curves stay where they are."""
    session().compare.is_playing = False


def tutorial_curves(names: list[str]) -> list[Curve]:
    """The validation curves of the tutorial's own log."""
    recipes = {"baseline": BASELINE_RECIPE, "regularized": REGULARIZED_RECIPE}
    histories = tutorial_histories()
    return [
        Curve(
            _("{name} (tutorial)").format(name=name),
            COLOURS[name],
            histories[name],
            recipes[name].batch_size * recipes[name].steps_per_epoch,
        )
        for name in names
    ]


def tutorial_source() -> str:
    """Where the tutorial's figures come from."""
    return _("Recorded: {source}.").format(source=_(TUTORIAL_SOURCE))


def read(runs: dict[str, Run]) -> None:
    """What the two trainings say, in three short paragraphs with figures from the data."""
    columns = st.columns([3, 3, 5])
    for column, (name, run) in zip(columns, runs.items(), strict=False):
        column.markdown(f"**{name.capitalize()}.** {read_end(run.history(), *num_measured(run))}")
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
