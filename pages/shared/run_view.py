"""One run as a learner sees it: state, progress, Stop, curves, and in the end the figures and files."""

import streamlit as st

from dogcat.diagnosis import diagnose, wilson_interval
from dogcat.runs import Run
from dogcat.timeline import Timeline, clock
from dogcat.training_charts import describe_history, history_chart
from pages.shared.chart import show_chart
from pages.shared.resources import runner
from pages.shared.state import session

STATE_WORDS = {
    "queued": ":blue-badge[:material/hourglass_top: queued] waiting for the training before it",
    "starting": ":blue-badge[:material/rocket_launch: starting] loading TensorFlow and the pictures",
    "running": ":green-badge[:material/model_training: running]",
    "stopping": ":orange-badge[:material/stop_circle: stopping] after the current step",
    "done": ":green-badge[:material/check_circle: done]",
    "stopped": ":orange-badge[:material/stop_circle: stopped]",
    "failed": ":red-badge[:material/error: failed]",
    "lost": ":red-badge[:material/help: lost]",
}


def show_run(run: Run) -> None:
    """Everything there is to see of a run now."""
    timeline = session().timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    show_progress(run, timeline)
    show_curves(run, timeline)
    if not run.status().is_active:
        show_result(run)


def show_progress(run: Run, timeline: Timeline) -> None:
    """State, position, time left and the Stop button."""
    status = run.status()
    if not status.is_active:
        st.markdown(STATE_WORDS[status.state])
        if status.message:
            (st.info if status.state == "stopped" else st.error)(status.message)
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    words = STATE_WORDS[status.state]
    epoch, step = timeline.position
    if epoch:
        words += f" epoch {epoch} of {timeline.start['epochs']}, step {step} of {timeline.start['steps_per_epoch']}"
        words += f" · {timeline.pictures_per_second:.0f} pictures a second · {clock(timeline.seconds_left or 0)} left"
    left.progress(timeline.progress, words)
    if right.button(
        "Stop",
        icon=":material/stop:",
        disabled=status.state == "stopping",
        width="stretch",
        help="Ends the training after its current step and keeps the network as it is then",
    ):
        runner().stop(run.id)
        st.rerun(scope="fragment")


def show_curves(run: Run, timeline: Timeline) -> None:
    """Accuracy and loss, as far as they have come."""
    if not timeline.start:
        return
    left_out = timeline.start["left_out"]
    if left_out:
        st.warning(f"Left out, because they cannot be decoded: {'; '.join(left_out)}")
    describe_sample(timeline)
    batches = timeline.open_batches or ([] if run.status().is_active else None)
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = history_chart(
            metric, timeline.epochs, batches, timeline.start["epochs"], timeline.start["steps_per_epoch"]
        )
        with column:
            show_chart(figure, key=f"{run.id}-{metric}", description=describe_history(metric, timeline.epochs))


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


def show_result(run: Run) -> None:
    """The figures of an ended run and where its files are."""
    history = run.history()
    if history:
        found = diagnose(history)
        columns = st.columns(4)
        columns[0].metric(
            "Training, clean",
            f"{found.clean_accuracy:.1%}",
            help="Share of right answers on the training photos, unchanged, after the last epoch",
        )
        columns[1].metric(
            "Validation",
            f"{found.val_accuracy:.1%}",
            help=f"After the last epoch. Highest of any epoch: {found.best_val_accuracy:.1%} (epoch"
            f" {found.best_val_accuracy_epoch}); mean of the last ten: {found.mean_val_accuracy:.1%}",
        )
        columns[2].metric(
            "Gap",
            f"{100 * found.gap:.1f} points",
            help="Clean training accuracy minus validation accuracy: how much of it does not hold on new photos",
        )
        test = run.evaluation("test")
        if test:
            low, high = test["accuracy_interval"]
            columns[3].metric(
                "Test",
                f"{test['accuracy']:.1%}",
                f"95 % interval {low:.1%} to {high:.1%}",
                delta_color="off",
                delta_arrow="off",
            )
        with st.expander("The figures of each epoch"):
            st.dataframe(history, hide_index=True)
    st.caption("Files of this run")
    st.code(str(run.folder), language=None)
