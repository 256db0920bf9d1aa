"""One run as a learner sees it: state, progress and buttons, what the curves say, the curves, watched pictures."""

import streamlit as st

from dogcat.diagnosis import wilson_interval
from dogcat.guesses import guess_options, judge_guess
from dogcat.labels import read_label
from dogcat.learning import kept_epochs
from dogcat.runner import max_runs
from dogcat.runs import Run, open_run
from dogcat.story import read_curves
from dogcat.timeline import Timeline, clock
from dogcat.training_charts import describe_history, describe_memorisation, history_chart, memorisation_chart
from dogcat.waiting_time import seconds_left, seconds_of, seconds_until_start
from pages.shared.chart import show_chart
from pages.shared.resources import runner
from pages.shared.state import browser_token, session
from pages.train_views.first_layer import show_first_layer
from pages.train_views.result import attempt, show_ended_buttons, show_result
from pages.train_views.watched_strip import show_watched

STATE_WORDS = {
    "queued": ":blue-badge[:material/hourglass_top: queued]",
    "starting": ":blue-badge[:material/rocket_launch: starting] loading the network and the pictures",
    "running": ":green-badge[:material/model_training: running]",
    "stopping": ":orange-badge[:material/stop_circle: stopping] after the current step, then a last examination",
    "silent": ":orange-badge[:material/bedtime: not answering]",
    "done": ":green-badge[:material/check_circle: done]",
    "stopped": ":orange-badge[:material/stop_circle: stopped]",
    "failed": ":red-badge[:material/error: failed]",
    "lost": ":red-badge[:material/help: lost]",
}
MORE = "watch"  # the key of the tabs, and so their word in the address


def watch(run_id: str) -> None:
    """Follows a run that is going on; once it has ended, the whole page is drawn a last time."""
    has_begun = bool(timeline_of(open_run(run_id)).batches)

    # The first point is waited for; after that a second is soon enough.
    @st.fragment(run_every=1.0 if has_begun else 0.3)
    def follow() -> None:
        run = open_run(run_id)
        show_run(run)
        if not run.status().is_active or (not has_begun and timeline_of(run).batches):
            st.rerun()

    follow()


def show_run(run: Run) -> None:
    """Everything there is to see of a run now."""
    timeline = timeline_of(run)
    status = run.status()
    if status.is_active:
        show_progress(run, timeline)
    else:
        st.markdown(STATE_WORDS[status.state])
        if status.message:
            (st.info if status.state == "stopped" else st.error)(status.message)
        show_ended_buttons(run)
    if timeline.start:
        show_reading(run, timeline)
        show_curves(run, timeline, status.is_active)
        show_more(run, timeline)
    if not status.is_active:
        show_result(run)


def timeline_of(run: Run) -> Timeline:
    """The run's story up to now."""
    timeline = session().timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    return timeline


def show_progress(run: Run, timeline: Timeline) -> None:
    """State, position, time left and the buttons that stop it."""
    status = run.status()
    left, right = st.columns([3, 2], vertical_alignment="center")
    words = STATE_WORDS[status.state]
    epoch, step = timeline.position
    if status.state == "queued":
        words += f" {describe_place(run)}"
    elif epoch and status.state == "running":
        words += f" epoch {epoch} of {timeline.start['epochs']}, step {step} of {timeline.start['steps_per_epoch']}"
        words += (
            f" · {timeline.pictures_per_second or 0:.0f} pictures a second · {clock(timeline.seconds_left or 0)} left"
        )
    left.progress(timeline.progress, words)
    if status.message:
        st.warning(status.message)
    if run.owner not in ("", browser_token()):
        right.caption("Started in another browser, which alone can stop it.")
        return
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        can_stop = status.state != "stopping"
        stop = "Withdraw" if status.state == "queued" else "Stop"
        if st.button(stop, icon=":material/stop:", disabled=not can_stop,
                     help="Ends the training after its current step and keeps the network as it is then"):  # fmt: skip
            attempt(lambda: runner().stop(run.id, browser_token()))
        if timeline.epochs and st.button("Stop and keep best", icon=":material/star:", disabled=not can_stop,
                                         help="Ends the training and keeps the network of the epoch with the lowest"
                                         " validation loss"):  # fmt: skip
            attempt(lambda: runner().stop(run.id, browser_token(), keep_best=True))


def describe_place(run: Run) -> str:
    """Where in the queue a run is, and when its turn comes."""
    ahead = runner().ahead(run.id)
    if ahead is None:
        return "about to start"
    going_on, before = ahead
    place = f"place {len(before) + 1} in the queue"
    seconds = seconds_until_start(list(map(seconds_left, going_on)), list(map(seconds_of, before)), max_runs())
    return place if seconds is None else f"{place}, starts in about {clock(seconds)}"


def show_reading(run: Run, timeline: Timeline) -> None:
    """What the curves say, in a sentence, with the figures behind it on demand."""
    left_out = timeline.start["left_out"]
    if left_out:
        st.warning(f"Left out, because they cannot be decoded: {'; '.join(left_out)}")
    reading = read_curves(timeline.epochs, timeline.start["epochs"])
    colour = {"fits well": "green", "learning": "blue"}.get(reading.verdict, "orange")
    if reading.verdict in ("memorising", "memorises", "diverged"):
        colour = "red"
    st.markdown(f":{colour}-badge[{reading.verdict}] {reading.sentence}", help="  \n".join(reading.reasons) or None)
    guess = read_label(run).guess
    if guess and not run.status().is_active and timeline.epochs:
        st.markdown(f":material/psychology_alt: {judge_guess(guess, timeline.epochs)}")


def show_curves(run: Run, timeline: Timeline, is_active: bool) -> None:
    """Accuracy and loss, as far as they have come, with the learner's guess."""
    num_epochs = timeline.start["epochs"]
    batches = timeline.open_batches or ([] if is_active else None)
    guess = next((guess for guess in guess_options(num_epochs) if guess.name == read_label(run).guess), None)
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
            f"“Training, clean” is measured on a fixed sample of {num_clean:,} of the {num_training:,} training"
            f" pictures, so it may be off by up to {50 * (high - low):.0f} points; in the last epoch on all of them."
        )


def show_more(run: Run, timeline: Timeline) -> None:
    """What can be watched beside the curves."""
    views = {}
    if timeline.watched:
        views["Watched pictures"] = lambda: show_watched(run, timeline)
    if kept_epochs(run.folder):
        views["What it has learned"] = lambda: show_first_layer(run)
    if timeline.start.get("num_flipped"):
        views["Learned by heart"] = lambda: show_memorisation(run, timeline)
    if not views:
        return
    tabs = st.tabs(list(views), key=MORE, on_change="rerun")
    for tab, show in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show()


def show_memorisation(run: Run, timeline: Timeline) -> None:
    """How fast right and wrong labels are fitted."""
    start = timeline.start
    st.caption(
        f"{start['num_flipped']:,} of the {start['num_training']:,} training pictures were given the wrong label on"
        " purpose. A network that learns what cats and dogs look like gives them the animal they show. One that gives"
        " them their wrong label has learned these pictures by heart, one by one."
    )
    chart = memorisation_chart(timeline.epochs, start["epochs"])
    show_chart(chart, key=f"{run.id}-memorisation", description=describe_memorisation(timeline.epochs))
