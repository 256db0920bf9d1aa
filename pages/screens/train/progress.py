"""The line above the curves: three numbers, the state and the position of the run, and the buttons that stop it."""

import streamlit as st

from dogcat.analysis.own_pair import has_run_to_its_end
from dogcat.analysis.result_text import figures_of
from dogcat.common.language import _
from dogcat.common.statistics import is_number
from dogcat.common.units import clock
from dogcat.recipe.disk import has_room
from dogcat.runs.run import Run
from dogcat.runs.scheduling.helper_claim import helper_claim
from dogcat.runs.scheduling.wait_estimate import expected_start_seconds, seconds_left
from dogcat.runs.status import STATE_WORDS, State
from dogcat.runs.timeline import Timeline
from pages.screens.train.run_buttons import show_continue, show_stop_buttons
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


def show_head(run: Run, timeline: Timeline) -> None:
    """Shows the numbers, the state, the position and the time left, and the stop buttons."""
    status = run.status()
    words = describe_position(run, status.state, timeline) if status.is_active else describe_end(run, timeline)
    with st.container(key="stage-head", horizontal=True, vertical_alignment="center"):
        show_numbers(run, timeline, status.is_active)
        with st.container(key="stage-state"):
            badge = badge_of(status.state)
            is_told_by_words = status.state == "running" and words  # the position comes first, where room is scarce
            st.progress(timeline.progress, f"{words} {badge}" if is_told_by_words else f"{badge} {words}")
        if status.is_active:
            show_stop_buttons(run, timeline)
        else:
            with st.container(key="stage-buttons", horizontal=True, horizontal_alignment="right", width="content"):
                show_continue(run, timeline)


def show_numbers(run: Run, timeline: Timeline, is_active: bool) -> None:
    """Shows training accuracy, validation accuracy and the gap, in large figures.

    Args:
        run: the run.
        timeline: of the run.
        is_active: shows the last epoch; of an ended run the same figures as the result below.
    """
    last = timeline.epochs[-1] if timeline.epochs else {}
    figures = last.get("clean_accuracy"), last.get("val_accuracy")
    means = None if is_active else figures_of(run)
    if means:
        figures = means.training, means.validation
    training, validation = (round(100 * value) if value is not None and is_number(value) else None for value in figures)
    gap = None if training is None or validation is None else training - validation  # adds up with both beside it
    with st.container(key="result-numbers", horizontal=True, width="content"):
        for key, label, number, unit in (
            ("training", _("training"), training, "%"),
            ("validation", _("validation"), validation, "%"),
            ("gap", _("gap, pct. points"), gap, ""),
        ):
            with st.container(key=f"number-{key}"):  # the style sheet says how wide
                st.metric(label, "–" if number is None else f"{number}{unit}")


def describe_end(run: Run, timeline: Timeline) -> str:
    """Returns how many epochs an ended run has done, or after which its figures are; "" before the first."""
    if not timeline.epochs:
        return ""
    words = _("{epoch} of {num_epochs} epochs") if has_run_to_its_end(run) else _("after epoch {epoch} of {num_epochs}")
    return words.format(epoch=len(timeline.epochs), num_epochs=run.recipe.epochs)


def describe_position(run: Run, state: State, timeline: Timeline) -> str:
    """Returns how far a run is, or what it does before and after its epochs; "" for any other state."""
    epoch, _step = timeline.position
    if state == "queued":
        return describe_place(run)
    if state == "starting":
        return on_helper(run, _("loading the network and the pictures"))
    if state == "stopping":
        return _("stops after this step, then a final evaluation")
    if state == "running" and not timeline.start and timeline.features:
        return on_helper(run, describe_features(timeline))
    if state != "running" or not epoch:
        return ""
    words = _("**epoch {epoch} of {num_epochs}**").format(epoch=epoch, num_epochs=timeline.start["epochs"])
    seconds = seconds_left(run, timeline)
    if seconds is not None:
        words = _("{position} · **{time} left**").format(position=words, time=clock(seconds))
    return on_helper(run, words)


def describe_features(timeline: Timeline) -> str:
    """Returns how many pictures' features are computed before the first epoch."""
    return _("**features of {done:,} of {num_pictures:,} pictures**").format(
        done=timeline.features["done"], num_pictures=timeline.features["num_pictures"]
    )


def on_helper(run: Run, words: str) -> str:
    """Returns what is said of a run in training, with the name of the helper that trains it."""
    claim = helper_claim(run.folder)
    # Translators: {helper} is the name of another computer
    return _("{words} · on {helper}").format(words=words, helper=literal(claim.helper)) if claim else words


def show_pace(timeline: Timeline) -> None:
    """Shows the step of the current epoch and the speed, folded; an active run without a step has neither."""
    step = timeline.position[1]
    with st.expander(_("Steps and speed")):
        st.markdown(
            _("Step {step:,} of {num_steps:,} in this epoch · {speed:,.0f} pictures per second").format(
                step=step, num_steps=timeline.start["steps_per_epoch"], speed=timeline.pictures_per_second or 0
            )
            if step
            else _("The first step has not ended yet.")
        )


def describe_place(run: Run) -> str:
    """Returns the place of a run in the queue and the estimated time until its start."""
    ahead = runner().ahead(run.id)
    if ahead is None:
        # Translators: a waiting training starts in a moment
        return _("about to start")
    going_on, before = ahead
    if not going_on and not before and not has_room(run.recipe):
        return _("waits until there is room on the disk")
    place = len(before) + 1
    seconds = expected_start_seconds(going_on, before, runner().num_at_once())
    if seconds is None:
        return _("place {place} in the queue").format(place=place)
    return _("place {place} in the queue, starts in about {time}").format(place=place, time=clock(seconds))
