"""One run as a stage: numbers, state, what is said, curves and watched pictures. An active run is redrawn regularly.

All that stands above the curves has a fixed height, so nothing moves while a training goes on or when it ends.
"""

import time
from collections.abc import Callable

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.runs.first_layer import kept_epochs
from dogcat.runs.run import Run, RunError
from dogcat.runs.timeline import Timeline
from pages.frame.fragments import fragment
from pages.screens.train.curves import (
    describe_points,
    plain_network,
    show_curve,
    show_guess_verdict,
    show_memorisation,
    show_plain_switch,
    show_reading,
)
from pages.screens.train.first_layer import show_first_layer
from pages.screens.train.progress import show_head, show_pace
from pages.screens.train.replay import is_replayed, show_replay
from pages.screens.train.result import show_headline, show_result
from pages.screens.train.run_buttons import show_ended_buttons
from pages.screens.train.watched_strip import has_watched, show_sharing, show_stage, show_watched_table
from pages.screens.train.wrong_answer import show_wrong_answer
from pages.state.redraw_rate import seconds_between_draws
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.tabs import show_views

MORE = "watch"  # the key of the tabs
# Streamlit fades elements that are not redrawn at once; on a busy machine everything would flicker each second.
STEADY = "<style>.st-key-live [data-stale=true] { opacity: 1 !important; transition: none !important; }</style>"


def watch(run: Run) -> None:
    """Shows a run. Redraws an active one regularly, and the whole page once it has ended."""
    if not run.status().is_active:
        # As deep as in the fragment's own container: one level higher, the head of the result would take over the
        # fragment's parts, and the curves would stand below all of them until the page is whole.
        with st.container():
            show_sharing(run)
            if is_replayed(run):
                show_replay(run, timeline_of(run))
            else:
                show_run(run)
        return
    seconds = seconds_to_next_draw(run)

    @fragment(run_every=seconds)
    def follow() -> None:
        try:
            show_sharing(run)
            show_run(run)
        except (RunError, OSError):
            time.sleep(0.5)  # deletion of a folder takes a moment
            if (run.folder / "recipe.json").exists():
                raise
            st.rerun()  # the page says that the run is gone and shows another one
        if not run.status().is_active or not 0.6 < seconds_to_next_draw(run) / seconds < 1.7:
            st.rerun()

    st.html(STEADY)
    follow()


def seconds_to_next_draw(run: Run) -> float:
    """Returns the seconds until the next redraw: 0.3 while the network loads, so that the first point shows early."""
    is_loading = not timeline_of(run).batches and not any(runner().ahead(run.id) or ())
    return 0.3 if is_loading else seconds_between_draws()


def show_run(run: Run) -> None:
    """Shows the run as it is now."""
    timeline = timeline_of(run)
    is_active = run.status().is_active
    with st.container(key="live"):
        show_head(run, timeline)
        with st.container(key="result-said"):
            show_said(run, timeline)
        if is_active or timeline.start:
            show_stage(run, timeline, is_active)
        show_below(run, timeline)


def show_said(run: Run, timeline: Timeline) -> None:
    """Shows the one thing to be read now: trouble, the reading of the curves, or the result."""
    status = run.status()
    if status.message and status.state != "stopped":
        (st.warning if status.is_active else st.error)(literal(status.message))
    elif status.is_active and timeline.repetition and timeline.is_repeating:
        st.markdown(timeline.repetition.words)
    elif status.is_active and timeline.start:
        show_reading(run, timeline)
    elif status.is_active:
        st.markdown(_("The curves begin here as soon as the first epoch has ended."))
    elif timeline.start:
        show_headline(run, timeline)


def show_below(run: Run, timeline: Timeline) -> None:
    """Shows what may be scrolled for: whose curves stand behind, the loss, details, and what an ended run offers."""
    status = run.status()
    plain = plain_network(run, timeline)
    if plain:
        with st.container(horizontal=True, vertical_alignment="center", key="setting-plain"):
            show_plain_switch(plain)
    if not status.is_active:
        if status.message and status.state == "stopped":
            st.info(literal(status.message))
        if timeline.start:
            show_reading(run, timeline)
            show_guess_verdict(run, timeline)
        show_ended_buttons(run)
    if timeline.start:
        if left_out := "; ".join(timeline.start["left_out"]):
            st.warning(_("Left out, because they cannot be decoded: {names}").format(names=literal(left_out)))
        describe_points(run, timeline)
        show_curve("loss", run, timeline, status.is_active)
        if status.is_active:
            show_pace(timeline)
        else:
            show_wrong_answer(run, timeline, has_watched(run))
        show_more(run, timeline)
    if not status.is_active:
        show_result(run)


def timeline_of(run: Run) -> Timeline:
    """Returns the run's timeline up to now."""
    timeline = session().train.timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    return timeline


def show_more(run: Run, timeline: Timeline) -> None:
    """Shows tabs with the first layer, the watched pictures' figures and the wrong labels, as far as there are any."""
    views: dict[str, Callable[[], None]] = {}
    if has_watched(run) and kept_epochs(run.folder) and (timeline.epochs or run.status().is_active):
        views[N_("What it has learned")] = lambda: show_first_layer(run)
    if has_watched(run) and timeline.watched:
        views[N_("Watched pictures")] = lambda: show_watched_table(run, timeline)
    if timeline.start.get("num_flipped"):
        views[N_("Learned by heart")] = lambda: show_memorisation(run, timeline)
    if views:
        show_views(views, key=MORE, in_address=False)
