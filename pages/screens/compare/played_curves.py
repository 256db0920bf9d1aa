"""The curves of both trainings of the exercise, which a slider moves in step; they can also play by themselves."""

from typing import Literal

import streamlit as st

from dogcat.charts.comparison import (
    ABOUT_MINUTES,
    AXES,
    Curve,
    add_claim,
    describe_overlay,
    longest_curve,
    overlay_chart,
)
from dogcat.charts.run_curves import curve_of, tutorial_curves
from dogcat.common.language import _
from dogcat.runs.recorded import TUTORIAL_CLAIM, TUTORIAL_SOURCE
from pages.frame.fragments import fragment
from pages.screens.compare.pair_choice import COLOURS, Pair
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

EPOCHS_A_TICK = 2  # of the playing curves
SECONDS_A_TICK = 0.3


def play(pair: Pair) -> None:
    """Shows both charts of a pair, or of one of its trainings, with their controls."""
    curves = [
        curve_of(run, pair.name_of(name), COLOURS[name], pair.families.get(name, ())) for name, run in pair.runs.items()
    ]

    @fragment(run_every=SECONDS_A_TICK if session().compare.is_playing else None)
    def follow() -> None:
        show_curves(curves, has_tutorial=not pair.is_own)

    follow()
    if pair.is_own:
        st.caption(
            _("Dotted: training pictures. Solid: validation pictures. Wide shade: the gap, in percentage points.")
        )
        return
    # Translators: between two counts, such as “5 baseline and 5 regularized”.
    num_seeds = _(" and ").join(
        _("{num} {recipe}").format(num=len(pair.families[name]), recipe=name) for name in pair.runs
    )
    st.caption(
        _(
            "Dotted: 2,000 training photos. Solid: 1,000 validation photos. Wide shade: the gap, in percentage points."
            " Narrow shade: the range of all recorded seeds ({num_seeds}). The line is the seed whose"
            " network comes with the app."
        ).format(num_seeds=num_seeds)
    )


def show_curves(curves: list[Curve], has_tutorial: bool) -> None:
    """The charts up to the played epoch, below their controls.

    Args:
        curves: of the trainings.
        has_tutorial: whether the tutorial's own curves can be laid over them.
    """
    longest = longest_curve(curves, session().compare.compared_axis)
    played = advance(len(longest.history))
    show_controls(longest, played, has_tutorial)
    axis = session().compare.compared_axis
    until = longest.positions(axis)[(session().compare.played or played) - 1]
    names = [curve.name for curve in curves]
    reported = (
        tutorial_curves({name: COLOURS[name] for name in names})
        if has_tutorial and session().compare.shows_tutorial
        else []
    )
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = overlay_chart(metric, curves, axis, until, reported=reported)
        if metric == "accuracy" and "regularized" in names and reported:
            add_claim(figure, _("the tutorial's text: {share:.0%}").format(share=TUTORIAL_CLAIM), TUTORIAL_CLAIM)
        with column:
            show_chart(figure, key=f"before-after-{metric}-{axis}", description=describe_overlay(metric, curves))
    if axis == "minutes":
        st.caption(_(ABOUT_MINUTES))


def advance(num_epochs: int) -> int:
    """Moves playing curves on by one tick, and returns the epoch that all curves are shown up to."""
    compare = session().compare
    if compare.is_playing:
        compare.played = min(num_epochs, (compare.played or 0) + EPOCHS_A_TICK)
        if compare.played == num_epochs:
            compare.is_playing = False
            st.rerun()
    compare.played = min(num_epochs, compare.played or num_epochs)
    return compare.played


def show_controls(longest: Curve, played: int, has_tutorial: bool) -> None:
    """Play or stop, the epoch, the axis, and the tutorial's own curves.

    Args:
        longest: the curve that reaches furthest on the chosen axis; the slider counts its epochs.
        played: the epoch that the curves are shown up to.
        has_tutorial: whether the tutorial's own curves can be shown.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if len(longest.history) > 1:
            show_player(longest, played)
        choose_axis(label_visibility="collapsed")
        if has_tutorial:
            st.toggle(
                _("What the tutorial reported"), help=tutorial_source(), **bind(session().compare, "shows_tutorial")
            )


def show_player(longest: Curve, played: int) -> None:
    """Play or stop, and the epoch, for a training of two epochs or more.

    Args:
        longest: the curve whose epochs the slider counts.
        played: the epoch that the curves are shown up to.
    """
    compare, num_epochs = session().compare, len(longest.history)
    if compare.is_playing:
        # Translators: buttons that play the curves epoch by epoch, and stop them.
        st.button(_("Stop"), icon=":material/pause:", on_click=stop_playing)
    elif st.button(_("Play"), icon=":material/play_arrow:", key="play-curves"):
        compare.is_playing = True
        compare.played = 0 if played == num_epochs else played
        st.rerun()
    words = _("epoch %d") if compare.compared_axis == "epochs" else _("epoch %d of {name}").format(name=longest.name)
    st.slider(_("Show the curves up to"), 1, num_epochs, format=words, label_visibility="collapsed", width=320,
              **bind(session().compare, "played"))  # fmt: skip


def choose_axis(label_visibility: Literal["visible", "collapsed"] = "visible") -> None:
    """Lets the visitor choose what the curves are laid side by side by."""
    st.segmented_control(
        _("Horizontal axis"),
        list(AXES),
        format_func=lambda axis: _(AXES[axis]),
        required=True,
        label_visibility=label_visibility,
        **bind(session().compare, "compared_axis"),
    )


def stop_playing() -> None:
    """Leaves the curves at the epoch that they have reached."""
    session().compare.is_playing = False


def tutorial_source() -> str:
    """Where the tutorial's figures come from."""
    return _("Source: {source}.").format(source=_(TUTORIAL_SOURCE))
