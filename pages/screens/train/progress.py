"""The line above the curves of a run that waits or is trained: its state, how far it is, the buttons that stop it."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.recipe.disk import has_room
from dogcat.recipe.settings import settings
from dogcat.runs.run import Run
from dogcat.runs.scheduling.wait_estimate import seconds_left, seconds_of, seconds_until_start
from dogcat.runs.status import STATE_WORDS, State
from dogcat.runs.timeline import Timeline
from pages.screens.train.result import attempt
from pages.state.browser import browser_token
from pages.state.resources import runner
from pages.widgets.literal import literal

BADGES: dict[State, tuple[str, str]] = {  # colour and icon
    "queued": ("blue", "hourglass_top"),
    "starting": ("blue", "rocket_launch"),
    "running": ("green", "model_training"),
    "stopping": ("orange", "stop_circle"),
    "silent": ("orange", "bedtime"),
    "done": ("green", "check_circle"),
    "stopped": ("orange", "stop_circle"),
    "failed": ("red", "error"),
    "lost": ("red", "help"),
}


def badge_of(state: State) -> str:
    """Returns the state as a small coloured badge in Markdown."""
    colour, icon = BADGES[state]
    return f":{colour}-badge[:material/{icon}: {_(STATE_WORDS[state])}]"


def show_progress(run: Run, timeline: Timeline) -> None:
    """State, position, time left and the buttons that stop it."""
    status = run.status()
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.progress(timeline.progress, f"{badge_of(status.state)} {describe_position(run, status.state, timeline)}")
    if status.message:
        st.warning(literal(status.message))
    if run.owner not in ("", browser_token()):
        right.caption(_("Started in another browser, which alone can stop it."))
        return
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        can_stop = status.state != "stopping"
        stop = _("Withdraw") if status.state == "queued" else _("Stop")
        if st.button(
            stop,
            icon=":material/stop:",
            disabled=not can_stop,
            help=_("Ends the training after its current step and keeps the network as it is then"),
        ):
            attempt(lambda: runner().stop(run.id, browser_token()))
        if timeline.epochs and st.button(
            _("Stop and keep best"),
            icon=":material/star:",
            disabled=not can_stop,
            help=_("Ends the training and keeps the network of the epoch with the lowest validation loss"),
        ):
            attempt(lambda: runner().stop(run.id, browser_token(), keep_best=True))


def describe_position(run: Run, state: State, timeline: Timeline) -> str:
    """How far a run is, or what it is doing before and after its epochs; may be empty."""
    epoch, step = timeline.position
    if state == "queued":
        return describe_place(run)
    if state == "starting":
        return _("loading the network and the pictures")
    if state == "stopping":
        return _("after the current step, then a last examination")
    if state != "running" or not epoch:
        return ""
    return _(
        "epoch {epoch} of {num_epochs}, step {step} of {num_steps} · {speed:.0f} pictures a second · {time} left"
    ).format(
        epoch=epoch,
        num_epochs=timeline.start["epochs"],
        step=step,
        num_steps=timeline.start["steps_per_epoch"],
        speed=timeline.pictures_per_second or 0,
        time=clock(timeline.seconds_left or 0),
    )


def describe_place(run: Run) -> str:
    """Where in the queue a run is, and when its turn comes."""
    ahead = runner().ahead(run.id)
    if ahead is None:
        return _("about to start")
    going_on, before = ahead
    if not going_on and not before and not has_room(run.recipe):
        return _("waits until there is room on the disk")
    place = len(before) + 1
    seconds = seconds_until_start(list(map(seconds_left, going_on)), list(map(seconds_of, before)), settings().max_runs)
    if seconds is None:
        return _("place {place} in the queue").format(place=place)
    return _("place {place} in the queue, starts in about {time}").format(place=place, time=clock(seconds))
