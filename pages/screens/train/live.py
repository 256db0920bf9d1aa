"""One run as a learner sees it: state, progress and buttons, what the curves say, the curves, watched pictures."""

import time
from collections.abc import Callable

import streamlit as st

from dogcat.analysis.curve_reading import read_curves
from dogcat.charts.training import describe_history, describe_memorisation, history_chart, memorisation_chart
from dogcat.common.language import N_, _
from dogcat.common.statistics import wilson_interval
from dogcat.lesson.guesses import guess_options, judge_guess
from dogcat.runs.annotations import read_annotation
from dogcat.runs.first_layer import kept_epochs
from dogcat.runs.run import Run, RunError
from dogcat.runs.timeline import Timeline
from pages.screens.train.first_layer import show_first_layer
from pages.screens.train.progress import badge_of, show_progress
from pages.screens.train.redraw_rate import seconds_between_draws
from pages.screens.train.result import show_ended_buttons, show_result
from pages.screens.train.watched_strip import show_watched
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal
from pages.widgets.tabs import show_views

VERDICT_COLOURS = {
    "fits well": "green",
    "learning": "blue",
    "memorising": "red",
    "memorises": "red",
    "diverged": "red",
}  # the others are orange
MORE = "watch"  # the key of the tabs
# Streamlit pales what is not drawn anew at once, so on a busy machine everything would flicker each second.
STEADY = "<style>.st-key-live [data-stale=true] { opacity: 1 !important; transition: none !important; }</style>"


def watch(run: Run) -> None:
    """Follows a run that is going on; once it has ended, the whole page is drawn a last time."""
    seconds = seconds_to_next_draw(run)

    @st.fragment(run_every=seconds)
    def follow() -> None:
        try:
            show_run(run)
        except (RunError, OSError):
            time.sleep(0.5)  # a folder is deleted file by file
            if (run.folder / "recipe.json").exists():
                raise
            st.rerun()  # the page says that there is no such run any more, and shows another one
        if not run.status().is_active or not 0.6 < seconds_to_next_draw(run) / seconds < 1.7:
            st.rerun()

    st.html(STEADY)
    follow()


def seconds_to_next_draw(run: Run) -> float:
    """A moment as long as the first point of a run is waited for; after that, and in the queue, the usual pace."""
    is_loading = not timeline_of(run).batches and not any(runner().ahead(run.id) or ())
    return 0.3 if is_loading else seconds_between_draws()


def show_run(run: Run) -> None:
    """Everything there is to see of a run now."""
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
    """The run's story up to now."""
    timeline = session().train.timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    return timeline


def show_reading(run: Run, timeline: Timeline) -> None:
    """What the curves say, in a sentence, with the figures behind it on demand."""
    left_out = timeline.start["left_out"]
    if left_out:
        st.warning(_("Left out, because they cannot be decoded: {names}").format(names=literal("; ".join(left_out))))
    reading = read_curves(timeline.epochs, timeline.start["epochs"])
    badge = f":{VERDICT_COLOURS.get(reading.verdict, 'orange')}-badge[{_(reading.verdict)}]"
    st.markdown(f"{badge} {reading.sentence}", help="  \n".join(reading.reasons) or None)
    guess = read_annotation(run).guess
    if guess and not run.status().is_active and timeline.epochs:
        st.markdown(f":material/psychology_alt: {judge_guess(guess, timeline.epochs)}")


def show_curves(run: Run, timeline: Timeline, is_active: bool) -> None:
    """Accuracy and loss, as far as they have come, with the learner's guess."""
    num_epochs = timeline.start["epochs"]
    batches = timeline.open_batches or ([] if is_active else None)
    name = read_annotation(run).guess
    guess = name and next((guess for guess in guess_options(num_epochs) if guess.name == name), None)
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = history_chart(
            metric,
            timeline.epochs,
            batches,
            num_epochs,
            timeline.start["steps_per_epoch"],
            guess.points if guess and metric == "accuracy" else None,
        )
        with column:
            show_chart(figure, key=f"{run.id}-{metric}", description=describe_history(metric, timeline.epochs))
    describe_sample(timeline)


def describe_sample(timeline: Timeline) -> None:
    """On how many pictures the clean training accuracy was measured, if not on all."""
    num_training = timeline.start["num_training"]
    num_clean = timeline.start.get("num_clean", num_training)  # older runs measured all
    if num_clean < num_training:
        low, high = wilson_interval(num_clean // 2, num_clean)
        st.caption(
            _(
                "“Training, clean” is measured on a fixed sample of {num_clean:,} of the {num_training:,} training"
                " pictures, so it may be off by up to {points:.0f} points; in the last epoch on all of them."
            ).format(num_clean=num_clean, num_training=num_training, points=50 * (high - low))
        )


def show_more(run: Run, timeline: Timeline) -> None:
    """What can be watched beside the curves."""
    views: dict[str, Callable[[], None]] = {}
    if timeline.watched:
        views[N_("Watched pictures")] = lambda: show_watched(run, timeline)
    if kept_epochs(run.folder):
        views[N_("What it has learned")] = lambda: show_first_layer(run)
    if timeline.start.get("num_flipped"):
        views[N_("Learned by heart")] = lambda: show_memorisation(run, timeline)
    if views:
        show_views(views, key=MORE, in_address=False)


def show_memorisation(run: Run, timeline: Timeline) -> None:
    """How fast right and wrong labels are fitted."""
    start = timeline.start
    st.caption(
        _(
            "{num_flipped:,} of the {num_training:,} training pictures were given the wrong label on purpose. A network"
            " that learns what cats and dogs look like gives them the animal they show. One that gives them their wrong"
            " label has learned these pictures by heart, one by one."
        ).format(num_flipped=start["num_flipped"], num_training=start["num_training"])
    )
    chart = memorisation_chart(timeline.epochs, start["epochs"])
    show_chart(chart, key=f"{run.id}-memorisation", description=describe_memorisation(timeline.epochs))
