"""A player of curves: play or stop, and the epoch up to which they are shown; it moves on with each tick."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.state.choices import PlayedState
from pages.state.session import bind

SECONDS_A_TICK = 0.3
SPEEDS = {  # epochs a tick; show the names through `_`
    # Translators: how fast recorded curves are played
    1: N_("slow"),
    # Translators: how fast recorded curves are played
    2: N_("normal"),
    # Translators: how fast recorded curves are played
    8: N_("fast"),
}


def seconds_to_next_tick(state: PlayedState) -> float | None:
    """Returns the interval at which the curves are drawn again; None while they stand still."""
    return SECONDS_A_TICK if state.is_playing else None


def advance(state: PlayedState, num_epochs: int) -> int:
    """Moves playing curves on by one tick, and returns the epoch that all curves are shown up to."""
    if state.is_playing:
        state.played = min(num_epochs, (state.played or 0) + state.speed)
        if state.played == num_epochs:
            state.is_playing = False
            st.rerun()
    state.played = min(num_epochs, state.played or num_epochs)
    return state.played


def show_player(state: PlayedState, num_epochs: int, played: int, words: str) -> None:
    """Shows play or stop, and the epoch, for a training of two epochs or more.

    Args:
        state: what is played.
        num_epochs: the last epoch.
        played: the epoch that the curves are shown up to.
        words: what the slider says, with `%d` for the epoch.
    """
    if state.is_playing:
        # Translators: buttons that play the curves epoch by epoch, and stop them.
        st.button(_("Stop"), icon=":material/pause:", key="stop-playing", on_click=stop_playing, args=(state,))
    elif st.button(_("Play"), icon=":material/play_arrow:", key="play-curves"):
        state.is_playing = True
        state.played = 0 if played == num_epochs else played
        st.rerun()
    st.slider(_("Show the curves up to"), 1, num_epochs, format=words, label_visibility="collapsed", width=320,
              **bind(state, "played"))  # fmt: skip


def choose_speed(state: PlayedState) -> None:
    """Shows how fast the curves are played."""
    st.segmented_control(
        _("Speed"), list(SPEEDS), format_func=lambda speed: _(SPEEDS[speed]), required=True,
        label_visibility="collapsed", **bind(state, "speed"),
    )  # fmt: skip


def stop_playing(state: PlayedState) -> None:
    """Leaves the curves at the epoch that they have reached."""
    state.is_playing = False
