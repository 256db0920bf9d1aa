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
from pages.widgets.player import advance, seconds_to_next_tick, show_player


def play(pair: Pair) -> None:
    """Shows both charts of a pair, or of one of its trainings, with their controls."""
    curves = [
        curve_of(run, pair.name_of(name), COLOURS[name], pair.families.get(name, ())) for name, run in pair.runs.items()
    ]

    @fragment(run_every=seconds_to_next_tick(session().compare))
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
    played = advance(session().compare, len(longest.history))
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


def show_controls(longest: Curve, played: int, has_tutorial: bool) -> None:
    """Play or stop, the epoch, the axis, and the tutorial's own curves.

    Args:
        longest: the curve that reaches furthest on the chosen axis; the slider counts its epochs.
        played: the epoch that the curves are shown up to.
        has_tutorial: whether the tutorial's own curves can be shown.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if len(longest.history) > 1:
            is_by_epoch = session().compare.compared_axis == "epochs"
            words = _("epoch %d") if is_by_epoch else _("epoch %d of {name}").format(name=longest.name)
            show_player(session().compare, len(longest.history), played, words)
        choose_axis(label_visibility="collapsed")
        if has_tutorial:
            st.toggle(
                _("What the tutorial reported"), help=tutorial_source(), **bind(session().compare, "shows_tutorial")
            )


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


def tutorial_source() -> str:
    """Where the tutorial's figures come from."""
    return _("Source: {source}.").format(source=_(TUTORIAL_SOURCE))
