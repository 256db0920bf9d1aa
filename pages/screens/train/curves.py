"""The curves of a run: what they say, accuracy and loss, and how fast wrong labels are memorised."""

import streamlit as st

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import sampling_error
from dogcat.charts.memorisation import describe_memorisation, memorisation_chart
from dogcat.charts.training import describe_history, history_chart
from dogcat.common.language import _
from dogcat.lesson.guesses import guess_named, judge_guess
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal

VERDICT_COLOURS = {
    "fits well": "green",
    "learning": "blue",
    "memorising": "red",
    "memorises": "red",
    "diverged": "red",
}  # the others are orange


def show_reading(run: Run, timeline: Timeline) -> None:
    """Shows what the curves say in a sentence, with the reasons as help, and how right the guess was."""
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
    """Shows accuracy and loss up to now, with the learner's guess."""
    num_epochs = timeline.start["epochs"]
    batches = timeline.open_batches or ([] if is_active else None)
    guess = guess_named(read_annotation(run).guess, num_epochs)
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
    """Says on how many pictures the clean training accuracy was measured, unless on all."""
    num_training = timeline.start["num_training"]
    num_clean = timeline.start.get("num_clean", num_training)  # older runs measured all
    if num_clean < num_training:
        st.caption(
            _(
                "“Training, clean” is measured on a fixed sample of {num_clean:,} of the {num_training:,} training"
                " pictures, so it may be off by up to {points:.0f} points; in the last epoch on all of them."
            ).format(num_clean=num_clean, num_training=num_training, points=100 * sampling_error(num_clean))
        )


def show_memorisation(run: Run, timeline: Timeline) -> None:
    """Shows how fast pictures with right and with wrong labels are learned."""
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
