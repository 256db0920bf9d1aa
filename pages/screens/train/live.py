"""One run: state, progress and buttons, curves, watched pictures, result. An active run is redrawn regularly."""

import time
from collections.abc import Callable

import streamlit as st

from dogcat.common.language import N_
from dogcat.runs.first_layer import kept_epochs
from dogcat.runs.run import Run, RunError
from dogcat.runs.timeline import Timeline
from pages.screens.train.curves import show_curves, show_memorisation, show_reading
from pages.screens.train.first_layer import show_first_layer
from pages.screens.train.progress import badge_of, show_progress
from pages.screens.train.redraw_rate import seconds_between_draws
from pages.screens.train.result import show_result
from pages.screens.train.run_buttons import show_ended_buttons
from pages.screens.train.watched_strip import show_watched
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.tabs import show_views

MORE = "watch"  # the key of the tabs
# Streamlit fades elements that are not redrawn at once; on a busy machine everything would flicker each second.
STEADY = "<style>.st-key-live [data-stale=true] { opacity: 1 !important; transition: none !important; }</style>"


def watch(run: Run) -> None:
    """Redraws an active run regularly, and the whole page once the run has ended."""
    seconds = seconds_to_next_draw(run)

    @st.fragment(run_every=seconds)
    def follow() -> None:
        try:
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
    status = run.status()
    with st.container(key="live"):
        if status.is_active:
            show_progress(run, timeline)
        else:
            st.markdown(badge_of(status.state))
            if status.message:
                (st.info if status.state == "stopped" else st.error)(literal(status.message))
            show_ended_buttons(run)
        if timeline.start:
            show_reading(run, timeline)
            show_curves(run, timeline, status.is_active)
            show_more(run, timeline)
        if not status.is_active:
            show_result(run)


def timeline_of(run: Run) -> Timeline:
    """Returns the run's timeline up to now."""
    timeline = session().train.timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    return timeline


def show_more(run: Run, timeline: Timeline) -> None:
    """Shows tabs with the watched pictures, the first layer and the wrong labels, as far as the run has them."""
    views: dict[str, Callable[[], None]] = {}
    if timeline.watched:
        views[N_("Watched pictures")] = lambda: show_watched(run, timeline)
    if kept_epochs(run.folder):
        views[N_("What it has learned")] = lambda: show_first_layer(run)
    if timeline.start.get("num_flipped"):
        views[N_("Learned by heart")] = lambda: show_memorisation(run, timeline)
    if views:
        show_views(views, key=MORE, in_address=False)
