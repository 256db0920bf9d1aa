"""An ended training, played from its start: for a learner who has joined it, or wants to see it once more."""

import copy

import streamlit as st

from dogcat.common.language import _
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from pages.frame.fragments import fragment
from pages.screens.train.curves import show_curve
from pages.screens.train.watched_strip import show_stage
from pages.state.session import session
from pages.widgets.player import advance, choose_speed, seconds_to_next_tick, show_player


def is_replayed(run: Run) -> bool:
    """Return True if the visitor plays this training."""
    return session().replay.run_id == run.id


def start_replay(run: Run) -> None:
    """Plays a training from its start, if it has two epochs or more; its result is hidden until it is asked for."""
    replay = session().replay
    if len(run.history()) > 1:
        replay.run_id, replay.played, replay.is_playing = run.id, 0, True


def end_replay() -> None:
    """Shows the whole training with its result."""
    session().replay.run_id, session().replay.is_playing = "", False


def show_replay(run: Run, timeline: Timeline) -> None:
    """Shows the curves and watched pictures up to the played epoch, below their controls.

    Args:
        run: a training that has ended, with two epochs or more.
        timeline: all its events.
    """
    replay = session().replay

    @fragment(run_every=seconds_to_next_tick(replay))
    def follow() -> None:
        if not is_replayed(run):  # the button below was pressed
            st.rerun()
        played = advance(replay, len(timeline.epochs))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            show_player(replay, len(timeline.epochs), played, _("epoch %d"))
            choose_speed(replay)
            st.button(_("Show the result"), icon=":material/flag:", key="end-replay", on_click=end_replay)
        part = copy.copy(timeline)
        part.forget(after=played)
        show_stage(run, part, is_active=False)
        show_curve("loss", run, part, is_active=False)

    follow()
